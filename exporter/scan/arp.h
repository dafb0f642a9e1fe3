// Builds ARP requests and parses ARP replies: the bytes after the Ethernet header. Pure.
//
// Requests are ordinary: the sender is an address of the interface. A probe, which has the sender
// 0.0.0.0, would make a host that is about to take the address give it up (RFC 5227, 2.1.1).
// Source: RFC 826.

#ifndef EXPORTER_SCAN_ARP_H_
#define EXPORTER_SCAN_ARP_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "exporter/addresses/ip_address.h"
#include "exporter/scan/interface.h"
#include "exporter/scan/mac_address.h"

namespace exporter::scan {

// A host says that it has an address.
struct WireAnswer {
  addresses::IpAddress address;
  MacAddress mac;
  // The sender of the Ethernet frame, if it is not `mac`.
  std::optional<MacAddress> ethernet_source = {};

  bool operator==(const WireAnswer&) const = default;
};

inline constexpr std::size_t kArpSize = 28;

// REQUIRES: both addresses are IPv4.
std::array<std::uint8_t, kArpSize> BuildArpRequest(const MacAddress& own_mac,
                                                   const addresses::IpAddress& own_address,
                                                   const addresses::IpAddress& sought);

// nullopt for everything but a reply of a host to the interface. Some hosts broadcast their replies
// (RFC 5227, 4), or do not fill in the target's MAC address: then the target's IP address counts.
// Gratuitous replies have another target. Bytes after the packet are padding. The MAC address is
// that of the ARP body, because some bridges replace the one of the Ethernet header.
std::optional<WireAnswer> ParseArpReply(std::span<const std::uint8_t> packet,
                                        const Interface& interface);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_ARP_H_
