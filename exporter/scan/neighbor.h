// Builds IPv6 neighbour solicitations and parses neighbour advertisements: the bytes after the
// Ethernet header. Pure.
//
// Solicitations come from the link-local address and name the own MAC address. One from "::" would
// make a host that is about to take the address give it up (RFC 4862, 5.4.3), and MetalLB answers
// none without the MAC address (internal/layer2/ndp.go). Source: RFC 4861, 4.3, 4.4, 7.1.

#ifndef EXPORTER_SCAN_NEIGHBOR_H_
#define EXPORTER_SCAN_NEIGHBOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "exporter/addresses/ip_address.h"
#include "exporter/scan/arp.h"
#include "exporter/scan/mac_address.h"

namespace exporter::scan {

inline constexpr std::size_t kSolicitationSize = 72;  // an IPv6 header and 32 bytes of ICMPv6

// REQUIRES: both addresses are IPv6.
std::array<std::uint8_t, kSolicitationSize> BuildSolicitation(
    const MacAddress& own_mac, const addresses::IpAddress& own_address,
    const addresses::IpAddress& sought);

// The Ethernet address of the multicast group to which a solicitation for `sought` goes.
MacAddress SolicitedGroup(const addresses::IpAddress& sought);

// nullopt for everything but a valid advertisement that a host sent to `own_address` because it was
// asked, and that names its MAC address. `own_mac` is the address of no other host.
std::optional<WireAnswer> ParseAdvertisement(std::span<const std::uint8_t> packet,
                                             const MacAddress& own_mac,
                                             const addresses::IpAddress& own_address);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_NEIGHBOR_H_
