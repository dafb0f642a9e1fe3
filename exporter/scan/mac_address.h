// An Ethernet address, and the well-known addresses of routers' virtual interfaces. A value type,
// pure.

#ifndef EXPORTER_SCAN_MAC_ADDRESS_H_
#define EXPORTER_SCAN_MAC_ADDRESS_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace exporter::scan {

struct MacAddress {
  std::array<std::uint8_t, 6> bytes = {};

  // Parses "02:00:5e:10:00:ff"; upper case and "-" as the separator are accepted.
  static std::optional<MacAddress> Parse(std::string_view text);

  // Lower case, with colons.
  std::string ToString() const;

  // False for multicast, broadcast and 00:00:00:00:00:00: no host has such an address.
  bool IsHost() const { return (bytes[0] & 1U) == 0 && *this != MacAddress{}; }

  auto operator<=>(const MacAddress&) const = default;
};

inline constexpr MacAddress kBroadcast = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

// "VRRP group 12" or "HSRP group 1" for a virtual address of a router; empty for any other address.
// Source: RFC 9568, 7.3; Cisco, "HSRP version 1 and 2".
std::string VirtualRouterName(const MacAddress& mac);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_MAC_ADDRESS_H_
