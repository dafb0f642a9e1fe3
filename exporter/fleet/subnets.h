// The subnets of a network: those of the configuration, and computed ones for all other addresses.
//
// The rule for computed subnets: count the /24 blocks (IPv6: the /64 blocks) that contain a used
// address. A prefix is one subnet if at least half of its blocks are used; otherwise, its halves
// are considered. A subnet is the smallest prefix that covers its used addresses. So 10.0.0.0/24
// and 10.0.1.0/24 become 10.0.0.0/23, a pool of 192.168.1.16/28 stays this prefix, and distant
// pools are never joined. No computed subnet overlaps a configured one. Pure.

#ifndef EXPORTER_FLEET_SUBNETS_H_
#define EXPORTER_FLEET_SUBNETS_H_

#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"

namespace exporter::fleet {

struct Subnet {
  addresses::AddressRange range;  // a prefix
  bool configured = false;

  bool operator==(const Subnet&) const = default;
};

// Sorted and disjoint. Covers every used address. REQUIRES: `configured` are sorted, disjoint
// prefixes. Time: the number of used ranges times the bits of an address.
std::vector<Subnet> FindSubnets(const std::vector<addresses::AddressRange>& configured,
                                const addresses::AddressSet& used);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_SUBNETS_H_
