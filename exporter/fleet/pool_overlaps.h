// Pools that share addresses, over all clusters of a network: today's overlap is tomorrow's
// duplicate. What counts are the ranges, whatever avoidBuggyIPs leaves out of them. Pure.

#ifndef EXPORTER_FLEET_POOL_OVERLAPS_H_
#define EXPORTER_FLEET_POOL_OVERLAPS_H_

#include <compare>
#include <cstddef>
#include <string>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/fleet/cluster_view.h"

namespace exporter::fleet {

struct PoolName {
  std::string cluster;
  std::string pool;  // its label (PoolUsage)

  auto operator<=>(const PoolName&) const = default;
};

struct PoolOverlap {
  PoolName one;  // sorts before `other`
  PoolName other;
  addresses::AddressSet shared;

  bool operator==(const PoolOverlap&) const = default;
};

struct PoolOverlaps {
  std::size_t pairs = 0;          // all there are
  std::vector<PoolOverlap> told;  // those that share the lowest addresses, by these
  bool across_clusters = false;   // does any pair stand in two clusters?

  std::size_t Dropped() const { return pairs - told.size(); }
};

// Pairs of pools of two clusters that share addresses other than those that are `shared` on
// purpose, and pairs of one cluster that share any: those MetalLB itself rejects.
// In n log n of the ranges, and the number of pairs.
PoolOverlaps FindPoolOverlaps(const std::vector<const ClusterView*>& clusters,
                              const addresses::AddressSet& shared, std::size_t most);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_POOL_OVERLAPS_H_
