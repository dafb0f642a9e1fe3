#include "exporter/fleet/pool_overlaps.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "exporter/fleet/pair_count.h"
#include "exporter/fleet/shared_ranges.h"

namespace exporter::fleet {
namespace {

using addresses::AddressSet;

struct Pool {
  PoolName name;
  const AddressSet* addresses = nullptr;
  AddressSet unshared;  // of these, what is not shared on purpose
};

// Two pools, by their indices, and the lowest address that they share.
struct Pair {
  std::size_t one = 0;
  std::size_t other = 0;
  addresses::IpAddress lowest;
};

// By name, so that a pair's lower index is the one that sorts first.
std::vector<Pool> PoolsOf(const std::vector<const ClusterView*>& clusters,
                          const AddressSet& shared) {
  std::vector<Pool> pools;
  for (const ClusterView* const cluster : clusters) {
    if (cluster->snapshot == nullptr) continue;
    for (const PoolUsage& pool : cluster->snapshot->pools()) {
      pools.push_back({.name = {cluster->name, pool.label},
                       .addresses = &pool.addresses,
                       .unshared = Difference(pool.addresses, shared)});
    }
  }
  std::sort(pools.begin(), pools.end(),
            [](const Pool& a, const Pool& b) { return a.name < b.name; });
  return pools;
}

// Clusters are numbered as they sort, too.
std::vector<Claim> ClaimsOf(const std::vector<Pool>& pools, const AddressSet& shared) {
  std::vector<Claim> claims;
  std::size_t cluster = 0;
  for (std::size_t i = 0; i < pools.size(); ++i) {
    if (i > 0 && pools[i].name.cluster != pools[i - 1].name.cluster) ++cluster;
    AddClaims(*pools[i].addresses, shared, i, cluster, claims);
  }
  return claims;
}

std::vector<Pair> FindFirstPairs(const std::vector<Claim>& claims, std::size_t most) {
  std::vector<Pair> pairs;
  if (most == 0) return pairs;
  VisitSharedRanges(claims, [&](const Claim& first, const Claim& second) {
    const auto [one, other] = std::minmax(first.owner, second.owner);
    pairs.push_back({one, other, second.range.first});
    return pairs.size() < most ? Sweep::kOn : Sweep::kEnd;
  });
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tie(a.lowest, a.one, a.other) < std::tie(b.lowest, b.one, b.other);
  });
  return pairs;
}

PoolOverlap Tell(const Pool& one, const Pool& other) {
  const AddressSet shared = one.name.cluster == other.name.cluster
                                ? Intersection(*one.addresses, *other.addresses)
                                : Intersection(one.unshared, other.unshared);
  const auto kept = shared.ranges().first(std::min(shared.ranges().size(), kMostSharedRanges));
  return {.one = one.name,
          .other = other.name,
          .size = shared.Size(),
          .ranges = {kept.begin(), kept.end()},
          .ranges_left_out = shared.ranges().size() - kept.size()};
}

}  // namespace

PoolOverlaps FindPoolOverlaps(const std::vector<const ClusterView*>& clusters,
                              const AddressSet& shared, std::size_t most) {
  const std::vector<Pool> pools = PoolsOf(clusters, shared);
  std::vector<Claim> claims = ClaimsOf(pools, shared);
  PoolOverlaps overlaps;
  for (const Pair& pair : FindFirstPairs(claims, most)) {
    overlaps.told.push_back(Tell(pools[pair.one], pools[pair.other]));
  }
  const PairCount count = CountPairs(std::move(claims));
  overlaps.pairs = count.within + count.across;
  overlaps.across_clusters = count.across > 0;
  return overlaps;
}

}  // namespace exporter::fleet
