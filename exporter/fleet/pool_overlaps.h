// Pools that share addresses, over all clusters of a network. An overlap is a range of addresses
// and the pools that contain it. It can lead to duplicate addresses.
//
// Only the ranges of the pools count, regardless of avoidBuggyIPs. Pools of one
// cluster overlap in every address that they share, because MetalLB rejects them. Pools of two
// clusters overlap in the addresses that are not shared on purpose. Pure.

#ifndef EXPORTER_FLEET_POOL_OVERLAPS_H_
#define EXPORTER_FLEET_POOL_OVERLAPS_H_

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/fleet/cluster_view.h"

namespace exporter::fleet {

struct PoolName {
  std::string cluster;
  std::string pool;  // PoolUsage::label

  auto operator<=>(const PoolName&) const = default;
};

// A range, and the pools that overlap in it.
struct PoolOverlap {
  addresses::AddressRange range;
  std::vector<PoolName> pools;  // sorted by name, at most kMaxPoolsOfOverlap
  std::size_t pools_omitted = 0;
  bool across_clusters = false;

  bool operator==(const PoolOverlap&) const = default;
};

// Bounds on the listed overlaps of a network. They do not change any count.
inline constexpr std::size_t kMaxOverlaps = 1'000;
inline constexpr std::size_t kMaxPoolsOfOverlap = 20;

struct OverlappingPair {
  PoolName one;  // sorts before `other`
  PoolName other;
  addresses::AddressCount size;  // the number of addresses in which the two overlap

  bool operator==(const OverlappingPair&) const = default;
};

struct PoolOverlaps {
  std::size_t pools = 0;               // pools that overlap with at least one other pool
  bool across_clusters = false;        // whether any two of these are pools of two clusters
  std::vector<PoolOverlap> listed;     // sorted and disjoint, the lowest addresses first
  std::size_t omitted = 0;             // overlaps that are not listed
  std::vector<OverlappingPair> pairs;  // by their lowest common address, then by name
  std::size_t pairs_omitted = 0;       // a lower bound; 0 only if no pair is omitted

  // The addresses of the pool in which it overlaps with another pool. Exact. REQUIRES: a pool
  // of the cluster has exactly these addresses.
  addresses::AddressSet OverlappingPart(std::string_view cluster,
                                        const addresses::AddressSet& addresses) const;

  addresses::AddressSet across;  // in two pools or more, and not shared on purpose
  std::map<std::string, addresses::AddressSet, std::less<>> within;  // by cluster
};

// Time: n log n of the ranges, and for each range the root of `max_pairs`.
PoolOverlaps FindPoolOverlaps(const std::vector<const ClusterView*>& clusters,
                              const addresses::AddressSet& shared_on_purpose,
                              std::size_t max_pairs);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_POOL_OVERLAPS_H_
