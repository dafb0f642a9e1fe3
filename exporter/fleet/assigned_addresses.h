// Lists the assigned addresses of the clusters of one network with their Services, and finds the
// duplicate addresses.
//
// It does not decide which clusters are in a network, and it does not use pools. Pure.
// Time: n log n of the assigned addresses.

#ifndef EXPORTER_FLEET_ASSIGNED_ADDRESSES_H_
#define EXPORTER_FLEET_ASSIGNED_ADDRESSES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_view.h"

namespace exporter::fleet {

// A Service to which an address is assigned, or a cluster that assigned it.
struct Holder {
  std::string cluster;
  std::string service;  // "namespace/name"; empty: any Services of the cluster

  bool operator==(const Holder&) const = default;
};

struct AssignedAddress {
  addresses::IpAddress address;
  std::vector<Holder> holders;  // in the order of the given clusters, then of their Services

  bool operator==(const AssignedAddress&) const = default;
};

// The number of listed holders that the page, the table and the JSON can show.
inline constexpr std::size_t kMaxListedHolders = 20'000;

// Addresses with their holders. The list is limited by the total number of holders. For each
// address, all holders are listed or none. No address above the first omitted address is listed.
struct AssignedAddresses {
  addresses::AddressSet addresses;      // all addresses, listed or omitted
  std::vector<AssignedAddress> listed;  // the lowest addresses, in ascending order
  std::size_t holders_omitted = 0;      // the number of holders of the omitted addresses

  std::size_t Count() const { return addresses.Size().ToUint64(); }
};

// All addresses that are assigned to Services. Clusters without a snapshot are ignored.
AssignedAddresses FindAssignedAddresses(const std::vector<const ClusterView*>& clusters,
                                        std::size_t max_holders);

// The addresses that two or more clusters assigned, except the addresses in `shared`, which
// clusters share on purpose. Clusters without a snapshot are ignored.
AssignedAddresses FindDuplicates(const std::vector<const ClusterView*>& clusters,
                                 const addresses::AddressSet& shared, std::size_t max_holders);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_ASSIGNED_ADDRESSES_H_
