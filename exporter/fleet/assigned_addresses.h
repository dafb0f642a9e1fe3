// Who holds which address, over all clusters of a network.
//
// Pure. In n log n of the addresses that are held.

#ifndef EXPORTER_FLEET_ASSIGNED_ADDRESSES_H_
#define EXPORTER_FLEET_ASSIGNED_ADDRESSES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_view.h"

namespace exporter::fleet {

// A Service that holds an address.
struct Holder {
  std::string cluster;
  std::string service;  // "namespace/name"

  bool operator==(const Holder&) const = default;
};

struct AssignedAddress {
  addresses::IpAddress address;
  std::vector<Holder> holders;  // in the order of the clusters, then of the Services' names

  bool operator==(const AssignedAddress&) const = default;
};

// Addresses from the lowest up, as many as the bound on their holders lets through: all holders of
// an address or none, and after the first that finds no room no more.
struct AssignedAddresses {
  std::size_t addresses = 0;            // all there are
  std::vector<AssignedAddress> listed;  // the lowest of them
  std::size_t holders_dropped = 0;      // of those that are not told
};

// Every address that the clusters' Services hold. Clusters without data hold nothing.
AssignedAddresses FindAssignedAddresses(const std::vector<const ClusterView*>& clusters,
                                        std::size_t max_holders);

// Those that two or more of the clusters hold, less those that are shared on purpose.
AssignedAddresses FindDuplicates(const std::vector<const ClusterView*>& clusters,
                                 const addresses::AddressSet& shared, std::size_t max_holders);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_ASSIGNED_ADDRESSES_H_
