// The assigned addresses of all clusters of a network, with their Services.
//
// Pure. Time: n log n of the assigned addresses.

#ifndef EXPORTER_FLEET_ASSIGNED_ADDRESSES_H_
#define EXPORTER_FLEET_ASSIGNED_ADDRESSES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_view.h"

namespace exporter::fleet {

// A Service with an address.
struct Holder {
  std::string cluster;
  std::string service;  // "namespace/name"

  bool operator==(const Holder&) const = default;
};

struct AssignedAddress {
  addresses::IpAddress address;
  std::vector<Holder> holders;  // by cluster, in the given order, then by Service name

  bool operator==(const AssignedAddress&) const = default;
};

// Addresses from the lowest up, as many as the bound on holders permits. All holders of an address
// are listed or none, and no address above the first omitted address is listed.
struct AssignedAddresses {
  std::size_t addresses = 0;            // the number of all
  std::vector<AssignedAddress> listed;  // the lowest
  std::size_t holders_dropped = 0;      // of the addresses that are not listed
};

// Every address of the Services of the clusters that have data.
AssignedAddresses FindAssignedAddresses(const std::vector<const ClusterView*>& clusters,
                                        std::size_t max_holders);

// The addresses that two or more clusters assigned, except addresses that are shared on purpose.
AssignedAddresses FindDuplicates(const std::vector<const ClusterView*>& clusters,
                                 const addresses::AddressSet& shared, std::size_t max_holders);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_ASSIGNED_ADDRESSES_H_
