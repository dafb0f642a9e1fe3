#include "exporter/scan/arp.h"

#include <algorithm>

namespace exporter::scan {
namespace {

using addresses::IpAddress;

// Ethernet, IPv4, and their lengths.
constexpr std::array<std::uint8_t, 6> kHeader = {0, 1, 8, 0, 6, 4};
constexpr std::uint8_t kRequest = 1;
constexpr std::uint8_t kReply = 2;

// The places of the fields.
constexpr std::size_t kOperation = 6;
constexpr std::size_t kSenderMac = 8;
constexpr std::size_t kSenderAddress = 14;
constexpr std::size_t kTargetMac = 18;
constexpr std::size_t kTargetAddress = 24;
constexpr std::size_t kIpv4Size = 4;
constexpr unsigned kByte = 8;

MacAddress ReadMac(std::span<const std::uint8_t> packet, std::size_t at) {
  MacAddress mac;
  std::copy_n(packet.begin() + static_cast<std::ptrdiff_t>(at), mac.bytes.size(),
              mac.bytes.begin());
  return mac;
}

IpAddress ReadIpv4(std::span<const std::uint8_t> packet, std::size_t at) {
  std::uint32_t number = 0;
  for (const std::uint8_t byte : packet.subspan(at, kIpv4Size)) number = number << kByte | byte;
  return IpAddress::Ipv4(number);
}

void WriteIpv4(const IpAddress& address, std::span<std::uint8_t> place) {
  std::uint64_t rest = address.lo;
  for (std::size_t i = kIpv4Size; i > 0; --i, rest >>= kByte) {
    place[i - 1] = static_cast<std::uint8_t>(rest);
  }
}

}  // namespace

std::array<std::uint8_t, kArpSize> BuildArpRequest(const MacAddress& own_mac,
                                                   const IpAddress& own_address,
                                                   const IpAddress& sought) {
  std::array<std::uint8_t, kArpSize> packet = {};
  std::copy(kHeader.begin(), kHeader.end(), packet.begin());
  packet[kOperation + 1] = kRequest;
  std::copy(own_mac.bytes.begin(), own_mac.bytes.end(), packet.begin() + kSenderMac);
  WriteIpv4(own_address, std::span(packet).subspan(kSenderAddress));
  WriteIpv4(sought, std::span(packet).subspan(kTargetAddress));
  return packet;
}

std::optional<WireAnswer> ParseArpReply(std::span<const std::uint8_t> packet,
                                        const Interface& interface) {
  if (packet.size() < kArpSize) return std::nullopt;
  if (!std::equal(kHeader.begin(), kHeader.end(), packet.begin())) return std::nullopt;
  if (packet[kOperation] != 0 || packet[kOperation + 1] != kReply) return std::nullopt;
  const MacAddress target = ReadMac(packet, kTargetMac);
  const bool is_named = target != MacAddress() && target != kBroadcast;
  if (is_named ? target != interface.mac : !interface.Has(ReadIpv4(packet, kTargetAddress))) {
    return std::nullopt;
  }
  const MacAddress sender = ReadMac(packet, kSenderMac);
  if (!sender.IsHost() || sender == interface.mac) return std::nullopt;
  return WireAnswer{ReadIpv4(packet, kSenderAddress), sender};
}

}  // namespace exporter::scan
