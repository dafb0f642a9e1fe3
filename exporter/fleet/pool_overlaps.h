// Pools that share addresses, over all clusters of a network: today's overlap is tomorrow's
// duplicate. What counts are the ranges, whatever avoidBuggyIPs leaves out of them. Pure.

#ifndef EXPORTER_FLEET_POOL_OVERLAPS_H_
#define EXPORTER_FLEET_POOL_OVERLAPS_H_

#include <compare>
#include <cstddef>
#include <string>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/fleet/cluster_view.h"

namespace exporter::fleet {

struct PoolName {
  std::string cluster;
  std::string pool;  // its label (PoolUsage)

  auto operator<=>(const PoolName&) const = default;
};

// How many shared ranges of one pair are kept: pools have no bound of their own, and each of many
// pairs may share thousands.
inline constexpr std::size_t kMaxSharedRanges = 100;

struct PoolOverlap {
  PoolName one;  // sorts before `other`
  PoolName other;
  addresses::AddressCount size;                 // of all that they share
  std::vector<addresses::AddressRange> ranges;  // the lowest of it, kMaxSharedRanges at the most
  std::size_t ranges_left_out = 0;              // how many more there are

  bool operator==(const PoolOverlap&) const = default;
};

struct PoolOverlaps {
  std::size_t pairs = 0;            // all there are
  std::vector<PoolOverlap> listed;  // by the lowest address they share, then by `one` and `other`
  bool across_clusters = false;     // does any pair stand in two clusters?

  std::size_t Dropped() const { return pairs - listed.size(); }
};

// Pairs of pools of two clusters that share addresses other than those that are `shared` on
// purpose, and pairs of one cluster that share any: those MetalLB itself rejects.
// The first `most` are told, in this order: by the lowest address that they share; at one address
// by the name of the pool of which a range begins there (but for what is shared on purpose before),
// of both such by the name that sorts last; then by the other pool's. All are counted, without a
// look at each (pair_count.h).
// In n log n of the ranges, the root of `most` for each range, and the time to count.
PoolOverlaps FindPoolOverlaps(const std::vector<const ClusterView*>& clusters,
                              const addresses::AddressSet& shared, std::size_t most);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_POOL_OVERLAPS_H_
