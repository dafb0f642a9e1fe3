#include "exporter/scan/neighbor.h"

#include <algorithm>

namespace exporter::scan {
namespace {

using addresses::IpAddress;

using Bytes = std::span<const std::uint8_t>;

constexpr unsigned kBitsOfByte = 8;
constexpr std::size_t kWord = 8;

// The IPv6 header.
constexpr std::size_t kPayloadLength = 4;
constexpr std::size_t kNextHeader = 6;
constexpr std::size_t kHopLimit = 7;
constexpr std::size_t kSource = 8;
constexpr std::size_t kDestination = 24;
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kIpv6Size = 16;
constexpr std::uint8_t kIcmpv6 = 58;
constexpr std::uint8_t kVersion = 0x60;
constexpr std::uint8_t kMaxHopLimit = 255;  // routers reduce it: the sender is on the link

// The ICMPv6 message, from its own start.
constexpr std::uint8_t kSolicitationType = 135;
constexpr std::uint8_t kAdvertisementType = 136;
constexpr std::size_t kChecksum = 2;
constexpr std::size_t kFlags = 4;
constexpr std::uint8_t kSolicitedFlag = 0x40;
constexpr std::size_t kTarget = 8;
constexpr std::size_t kOptions = 24;
constexpr std::uint8_t kSourceMacOption = 1;
constexpr std::uint8_t kTargetMacOption = 2;
constexpr std::size_t kMacOptionSize = 8;

void WriteIpv6(const IpAddress& address, std::span<std::uint8_t> place) {
  for (std::size_t i = 0; i < kWord; ++i) {
    const auto shift = static_cast<unsigned>(kWord - 1 - i) * kBitsOfByte;
    place[i] = static_cast<std::uint8_t>(address.hi >> shift);
    place[kWord + i] = static_cast<std::uint8_t>(address.lo >> shift);
  }
}

IpAddress ReadIpv6(Bytes packet, std::size_t at) {
  IpAddress address = IpAddress::Ipv6(0, 0);
  for (std::size_t i = 0; i < kWord; ++i) {
    address.hi = address.hi << kBitsOfByte | packet[at + i];
    address.lo = address.lo << kBitsOfByte | packet[at + kWord + i];
  }
  return address;
}

// The one's complement sum of RFC 1071, over the pseudo header of RFC 8200, 8.1, and the message.
// 0xffff for a message with a valid checksum.
std::uint16_t Sum(Bytes packet, Bytes message) {
  std::uint32_t sum = kIcmpv6 + static_cast<std::uint32_t>(message.size());
  const auto add = [&sum](Bytes bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      sum += i % 2 == 0 ? static_cast<std::uint32_t>(bytes[i]) << kBitsOfByte : bytes[i];
    }
  };
  add(packet.subspan(kSource, 2 * kIpv6Size));
  add(message);
  while (sum > UINT16_MAX) sum = (sum & UINT16_MAX) + (sum >> 16U);
  return static_cast<std::uint16_t>(sum);
}

// ff02::1:ffXX:XXXX.
IpAddress SolicitedAddress(const IpAddress& sought) {
  constexpr std::uint64_t kGroup = 0xff02'0000'0000'0000;
  return IpAddress::Ipv6(kGroup, 0x1'ff00'0000U | (sought.lo & 0xff'ffffU));
}

// False for "::" and multicast addresses, which no interface has and which are not the source of an
// advertisement (RFC 4861, 4.4; RFC 4291, 2.5.2 and 2.7).
bool IsOfHost(const IpAddress& address) {
  constexpr unsigned kFirstByte = 56;
  return address != IpAddress::Ipv6(0, 0) && address.hi >> kFirstByte != 0xff;
}

// The ICMPv6 message of a packet that a neighbour sent to `own_address`; empty if it is none.
Bytes NeighborMessage(Bytes packet, const IpAddress& own_address) {
  if (packet.size() < kIpv6Header + kOptions) return {};
  const std::size_t length =
      std::size_t{packet[kPayloadLength]} << kBitsOfByte | packet[kPayloadLength + 1];
  const bool is_message = (packet[0] & 0xf0U) == kVersion && packet[kNextHeader] == kIcmpv6 &&
                          packet[kHopLimit] == kMaxHopLimit && length >= kOptions &&
                          length <= packet.size() - kIpv6Header;
  if (!is_message || ReadIpv6(packet, kDestination) != own_address) return {};
  if (!IsOfHost(ReadIpv6(packet, kSource))) return {};
  const Bytes message = packet.subspan(kIpv6Header, length);
  return Sum(packet, message) == UINT16_MAX ? message : Bytes();
}

// The MAC address that the options name. If there are several, the first one, as in Linux
// (net/ipv6/ndisc.c).
std::optional<MacAddress> TargetMac(Bytes options) {
  std::optional<MacAddress> found;
  while (!options.empty()) {
    const std::size_t size = options.size() < 2 ? 0 : options[1] * kMacOptionSize;
    if (size == 0 || size > options.size()) return std::nullopt;  // RFC 4861, 4.6: invalid
    if (options[0] == kTargetMacOption && !found) {
      if (size != kMacOptionSize) return std::nullopt;
      found.emplace();
      std::copy_n(options.begin() + 2, found->bytes.size(), found->bytes.begin());
    }
    options = options.subspan(size);
  }
  return found;
}

}  // namespace

std::array<std::uint8_t, kSolicitationSize> BuildSolicitation(const MacAddress& own_mac,
                                                              const IpAddress& own_address,
                                                              const IpAddress& sought) {
  std::array<std::uint8_t, kSolicitationSize> packet = {};
  const auto bytes = std::span(packet);
  const auto message = bytes.subspan(kIpv6Header);
  packet[0] = kVersion;
  packet[kPayloadLength + 1] = static_cast<std::uint8_t>(message.size());
  packet[kNextHeader] = kIcmpv6;
  packet[kHopLimit] = kMaxHopLimit;
  WriteIpv6(own_address, bytes.subspan(kSource));
  WriteIpv6(SolicitedAddress(sought), bytes.subspan(kDestination));
  message[0] = kSolicitationType;
  WriteIpv6(sought, message.subspan(kTarget));
  message[kOptions] = kSourceMacOption;
  message[kOptions + 1] = 1;  // in units of 8 bytes
  std::copy(own_mac.bytes.begin(), own_mac.bytes.end(),
            message.begin() + static_cast<std::ptrdiff_t>(kOptions + 2));
  const auto checksum = static_cast<std::uint16_t>(~Sum(bytes, message));
  message[kChecksum] = static_cast<std::uint8_t>(checksum >> kBitsOfByte);
  message[kChecksum + 1] = static_cast<std::uint8_t>(checksum);
  return packet;
}

MacAddress SolicitedGroup(const IpAddress& sought) {
  const auto byte = [&sought](unsigned shift) {
    return static_cast<std::uint8_t>(sought.lo >> shift);
  };
  return {{0x33, 0x33, 0xff, byte(16), byte(8), byte(0)}};
}

std::optional<WireAnswer> ParseAdvertisement(std::span<const std::uint8_t> packet,
                                             const MacAddress& own_mac,
                                             const IpAddress& own_address) {
  const Bytes message = NeighborMessage(packet, own_address);
  if (message.empty() || message[0] != kAdvertisementType || message[1] != 0) return std::nullopt;
  if ((message[kFlags] & kSolicitedFlag) == 0) return std::nullopt;
  const auto mac = TargetMac(message.subspan(kOptions));
  if (!mac || !mac->IsHost() || *mac == own_mac) return std::nullopt;
  return WireAnswer{ReadIpv6(message, kTarget), *mac};
}

}  // namespace exporter::scan
