// A packet that a host of the segment sent, after the Ethernet header, as an ARP reply and as a
// neighbor advertisement:
// - an answer names a host that is not this one, and what the packet says at the fixed places;
// - bytes after the end of the packet change nothing, and a shorter packet is not valid;
// - the same packet with a right header and a right checksum is valid exactly if a second reader of
//   the options finds a MAC address of another host;
// - a changed bit is detected by the checksum.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "exporter/scan/arp.h"
#include "exporter/scan/neighbor.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

using addresses::IpAddress;
using scan::MacAddress;
using scan::WireAnswer;
using Packet = std::vector<std::uint8_t>;

constexpr MacAddress kOwnMac = {{0x02, 0, 0, 0, 0xff, 0x01}};
constexpr IpAddress kOwnAddress = IpAddress::Ipv6(0xfe80'0000'0000'0000, 0x250);
constexpr std::size_t kHeader = 40;
constexpr std::size_t kOptions = 64;
constexpr std::size_t kMaxPacket = 1'500;

std::optional<WireAnswer> ParseAdvertisement(const Packet& packet) {
  return scan::ParseAdvertisement(packet, kOwnMac, kOwnAddress);
}

MacAddress MacAt(const Packet& packet, std::size_t at) {
  MacAddress mac;
  for (std::size_t i = 0; i < mac.bytes.size(); ++i) mac.bytes.at(i) = packet.at(at + i);
  return mac;
}

std::uint64_t NumberAt(const Packet& packet, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number * 256 + packet.at(at + i);
  return number;
}

scan::Interface OwnInterface() {
  scan::Interface interface;
  interface.mac = kOwnMac;
  interface.addresses = {{IpAddress::Ipv4(0xc00002fa), 24}};  // 192.0.2.250
  return interface;
}

void CheckArp(Packet packet) {
  const auto answer = scan::ParseArpReply(packet, OwnInterface());
  if (!answer) return;
  Require(packet.size() >= scan::kArpSize, "a short packet is not a reply");
  Require(answer->mac == MacAt(packet, 8), "the sender answers");
  Require(answer->mac.IsHost() && answer->mac != kOwnMac, "another host answers");
  Require(answer->address == IpAddress::Ipv4(static_cast<std::uint32_t>(NumberAt(packet, 14, 4))),
          "the sender's address is the answer");
  packet.resize(scan::kArpSize);
  Require(scan::ParseArpReply(packet, OwnInterface()) == answer, "padding changes nothing");
  packet.pop_back();
  Require(!scan::ParseArpReply(packet, OwnInterface()), "a short packet is not a reply");
}

// A second reader of the options.
std::optional<MacAddress> MacOfOptions(const Packet& packet) {
  std::optional<std::size_t> found;
  std::size_t at = kOptions;
  while (at < packet.size()) {
    if (at + 1 == packet.size() || packet.at(at + 1) == 0) return std::nullopt;
    if (packet.at(at) == 2 && !found) found = at;
    at += packet.at(at + 1) * std::size_t{8};
  }
  if (at != packet.size() || !found || packet.at(*found + 1) != 1) return std::nullopt;
  const MacAddress mac = MacAt(packet, *found + 2);
  return mac.IsHost() && mac != kOwnMac ? std::optional(mac) : std::nullopt;
}

// Makes everything right except the options, which become the end of the packet.
void Repair(Packet& packet) {
  const std::size_t length = packet.size() - kHeader;
  packet.at(0) = 0x60;
  packet.at(4) = static_cast<std::uint8_t>(length / 256);
  packet.at(5) = static_cast<std::uint8_t>(length % 256);
  packet.at(6) = 58;
  packet.at(7) = 255;
  std::fill_n(packet.begin() + 24, 16, std::uint8_t{0});
  packet.at(24) = 0xfe;
  packet.at(25) = 0x80;
  packet.at(38) = 0x02;
  packet.at(39) = 0x50;
  packet.at(kHeader) = 136;
  packet.at(kHeader + 1) = 0;
  packet.at(kHeader + 2) = packet.at(kHeader + 3) = 0;
  packet.at(kHeader + 4) |= 0x40;
  std::uint64_t sum = 58 + length;
  for (std::size_t i = 8; i < packet.size(); ++i) sum += packet.at(i) * (i % 2 == 0 ? 256U : 1U);
  const std::uint64_t checksum = 0xffff - (sum % 0xffff);
  packet.at(kHeader + 2) = static_cast<std::uint8_t>(checksum / 256);
  packet.at(kHeader + 3) = static_cast<std::uint8_t>(checksum % 256);
}

void CheckAnswer(Packet packet, const WireAnswer& answer) {
  Require(answer.mac.IsHost() && answer.mac != kOwnMac, "another host answers");
  Require(answer.address == IpAddress::Ipv6(NumberAt(packet, 48, 8), NumberAt(packet, 56, 8)),
          "the target is the answer");
  const auto end = kHeader + static_cast<std::size_t>(NumberAt(packet, 4, 2));
  packet.resize(end);
  Require(ParseAdvertisement(packet) == answer, "padding changes nothing");
  for (std::size_t at = 8; at < end; ++at) {
    Packet changed = packet;
    changed.at(at) ^= static_cast<std::uint8_t>(1U << at % 8);
    Require(!ParseAdvertisement(changed), "the checksum detects a changed bit");
  }
  packet.pop_back();
  Require(!ParseAdvertisement(packet), "a short packet is not an advertisement");
}

void CheckAdvertisement(Packet packet) {
  if (const auto answer = ParseAdvertisement(packet)) CheckAnswer(packet, *answer);
  if (packet.size() < kOptions) return;
  Repair(packet);
  const auto answer = ParseAdvertisement(packet);
  const auto mac = MacOfOptions(packet);
  Require(answer.has_value() == mac.has_value(), "an advertisement needs a MAC address");
  if (!answer) return;
  Require(answer->mac == *mac, "the first MAC address counts", answer->mac.ToString());
  CheckAnswer(packet, *answer);
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > exporter::fuzz::kMaxPacket) return 0;
  const exporter::fuzz::Packet packet(data, data + size);
  exporter::fuzz::CheckArp(packet);
  exporter::fuzz::CheckAdvertisement(packet);
  return 0;
}
