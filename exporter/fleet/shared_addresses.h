// Finds the addresses of a network that its clusters share on purpose, so that they are neither
// duplicates nor overlaps.
//
// Addresses that this exporter lists (NetworkPolicy::shared_addresses) are shared by all clusters.
// Addresses that only sources list are shared if the source of each cluster that uses the address
// lists it. A source therefore cannot hide conflicts of clusters that it does not have. Pure.

#ifndef EXPORTER_FLEET_SHARED_ADDRESSES_H_
#define EXPORTER_FLEET_SHARED_ADDRESSES_H_

#include <map>
#include <string>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/address_uses.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"

namespace exporter::fleet {

// True if the clusters of the source (cluster_view.h) share the address on purpose.
bool SharesOnPurpose(const NetworkPolicy& network, const std::string& source,
                     const addresses::IpAddress& address);

// The sources that list addresses of the range as shared, sorted.
std::vector<std::string> SourcesThatShare(const NetworkPolicy& network,
                                          const addresses::AddressRange& range);

class SharedAddresses {
 public:
  // `network` and the clusters of the network must outlive it.
  SharedAddresses(const NetworkPolicy& network, std::vector<const ClusterView*> clusters);

  // All addresses that this exporter or a source lists.
  addresses::AddressSet Listed() const;

  // The shared addresses if the ranges of pools use addresses.
  addresses::AddressSet InPools() const;
  // The shared addresses if the ranges of pools and the addresses of nodes use addresses.
  addresses::AddressSet InPoolsAndNodes() const;
  // The shared addresses if Services use addresses.
  // REQUIRES: the last update of `uses` was with the clusters.
  addresses::AddressSet Assigned(const AddressUses& uses) const;

 private:
  // The addresses that sources list, but not the source of the cluster.
  const addresses::AddressSet& NotSharedBy(const ClusterView& cluster) const;
  std::vector<addresses::AddressRange> UsedByPools() const;
  // The own list, and the lists of sources without the addresses that are in `used`.
  addresses::AddressSet Without(std::vector<addresses::AddressRange> used) const;

  const NetworkPolicy& network_;
  const std::vector<const ClusterView*> clusters_;
  addresses::AddressSet by_sources_;  // the lists of all sources, without the own list
  std::map<std::string, addresses::AddressSet> not_shared_;  // by source of clusters
};

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_SHARED_ADDRESSES_H_
