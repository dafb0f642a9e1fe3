// Finds pools that share addresses, in all clusters of a network. An overlap is a range of
// addresses and the pools that contain the range. Overlaps can lead to duplicate addresses.
//
// Only the ranges of the pools count, regardless of avoidBuggyIPs and of assigned addresses. Pools
// of one cluster overlap in every address that they share, because MetalLB rejects such pools.
// Pools of two clusters overlap only in addresses that are not shared on purpose. Entries of one
// pool are not compared (AddressPool::EntryOverlaps). Pure.

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
  // The number of pools that are not in `pools`.
  std::size_t pools_omitted = 0;

  bool operator==(const PoolOverlap&) const = default;
};

// The maximum number of listed overlaps of a network, and of listed pools of an overlap. Overlaps
// and pools that are not listed are counted as omitted.
inline constexpr std::size_t kMaxOverlaps = 1'000;
inline constexpr std::size_t kMaxPoolsOfOverlap = 20;

struct OverlappingPair {
  PoolName one;  // less than `other`
  PoolName other;
  addresses::AddressCount size;  // the number of addresses in which the two pools overlap

  bool operator==(const OverlappingPair&) const = default;
};

struct PoolOverlaps {
  std::size_t pools = 0;               // pools that overlap with at least one other pool
  std::vector<PoolOverlap> listed;     // sorted and disjoint, the lowest addresses first
  std::size_t omitted = 0;             // overlaps that are not listed
  std::vector<OverlappingPair> pairs;  // sorted by first overlapping address, then by name
  std::size_t pairs_omitted = 0;       // a lower bound; 0 only if no pair is omitted

  // The addresses in which a pool overlaps with any other pool. The result is exact, regardless of
  // bounds. REQUIRES: `addresses` are the addresses of a pool of `cluster`.
  addresses::AddressSet OverlappingPart(std::string_view cluster,
                                        const addresses::AddressSet& addresses) const;

  // The addresses that two or more pools contain, except addresses that are shared on purpose.
  addresses::AddressSet across;
  // By cluster: the addresses that two or more pools of the cluster contain.
  std::map<std::string, addresses::AddressSet, std::less<>> within;
};

// `max_pairs` is the maximum number of listed pairs. Clusters without a snapshot are ignored.
// Time: n log n of the ranges, plus sqrt(max_pairs) for each range, plus the ranges of both pools
// for each listed pair.
PoolOverlaps FindPoolOverlaps(const std::vector<const ClusterView*>& clusters,
                              const addresses::AddressSet& shared_on_purpose,
                              std::size_t max_pairs);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_POOL_OVERLAPS_H_
