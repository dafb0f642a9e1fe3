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
};

// Two pools, by their indices, and the lowest address that they share, where `later` begins.
struct Pair {
  addresses::IpAddress lowest;
  std::size_t later = 0;
  std::size_t earlier = 0;

  std::size_t one() const { return std::min(later, earlier); }
  std::size_t other() const { return std::max(later, earlier); }
};

// By name, so that a pair's lower index is the one that sorts first.
std::vector<Pool> PoolsOf(const std::vector<const ClusterView*>& clusters) {
  std::vector<Pool> pools;
  for (const ClusterView* const cluster : clusters) {
    if (cluster->snapshot == nullptr) continue;
    for (const PoolUsage& pool : cluster->snapshot->pools()) {
      pools.push_back({.name = {cluster->name, pool.label}, .addresses = &pool.addresses});
    }
  }
  std::sort(pools.begin(), pools.end(),
            [](const Pool& a, const Pool& b) { return a.name < b.name; });
  return pools;
}

// Clusters are numbered as they sort, too.
Claims ClaimsOf(const std::vector<Pool>& pools, const AddressSet& shared) {
  Claims claims(shared);
  std::size_t cluster = 0;
  for (std::size_t i = 0; i < pools.size(); ++i) {
    if (i > 0 && pools[i].name.cluster != pools[i - 1].name.cluster) ++cluster;
    claims.Add(*pools[i].addresses, i, cluster);
  }
  return claims;
}

std::vector<Pair> FindFirstPairs(const Claims& claims, std::size_t most) {
  if (most == 0) return {};
  std::vector<Pair> within;
  std::vector<Pair> pairs;
  VisitSharedRanges(claims, [&](const Claim& first, const Claim& second) {
    std::vector<Pair>& found = first.party == second.party ? within : pairs;
    found.push_back({second.range.first, second.owner, first.owner});
    return found.size() < most ? Sweep::kOn : Sweep::kEnd;
  });
  pairs.insert(pairs.end(), within.begin(), within.end());
  // Which are the first is for the sweep's order to say, as it ended early; they are told by name.
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tie(a.lowest, a.later, a.earlier) < std::tie(b.lowest, b.later, b.earlier);
  });
  pairs.resize(std::min(pairs.size(), most));
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tuple(a.lowest, a.one(), a.other()) < std::tuple(b.lowest, b.one(), b.other());
  });
  return pairs;
}

PoolOverlap Tell(const Pool& one, const Pool& other, const AddressSet& shared_on_purpose) {
  AddressSet shared = Intersection(*one.addresses, *other.addresses);
  if (one.name.cluster != other.name.cluster) shared = Difference(shared, shared_on_purpose);
  const auto kept = shared.ranges().first(std::min(shared.ranges().size(), kMaxSharedRanges));
  return {.one = one.name,
          .other = other.name,
          .size = shared.Size(),
          .ranges = {kept.begin(), kept.end()},
          .ranges_left_out = shared.ranges().size() - kept.size()};
}

}  // namespace

PoolOverlaps FindPoolOverlaps(const std::vector<const ClusterView*>& clusters,
                              const AddressSet& shared, std::size_t most) {
  const std::vector<Pool> pools = PoolsOf(clusters);
  const Claims claims = ClaimsOf(pools, shared);
  PoolOverlaps overlaps;
  for (const Pair& pair : FindFirstPairs(claims, most)) {
    overlaps.listed.push_back(Tell(pools[pair.one()], pools[pair.other()], shared));
  }
  const PairCount count = CountPairs(claims);
  overlaps.pairs = count.within + count.across;
  overlaps.across_clusters = count.across > 0;
  return overlaps;
}

}  // namespace exporter::fleet
