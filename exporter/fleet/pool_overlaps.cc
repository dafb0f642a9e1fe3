#include "exporter/fleet/pool_overlaps.h"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>

#include "exporter/fleet/shared_ranges.h"

namespace exporter::fleet {
namespace {

using addresses::AddressSet;

struct Pool {
  std::uint32_t cluster = 0;  // its index
  PoolName name;
  const AddressSet* addresses = nullptr;
  AddressSet unshared;  // of these, what is not shared on purpose
};

// Two pools, by their indices, and the lowest address that they share.
struct Pair {
  std::uint32_t one = 0;
  std::uint32_t other = 0;
  addresses::IpAddress lowest;

  bool operator==(const Pair& pair) const { return one == pair.one && other == pair.other; }
};

// By name, so that a pair's lower index is the one that sorts first.
std::vector<Pool> PoolsOf(const std::vector<const ClusterView*>& clusters,
                          const AddressSet& shared) {
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (clusters[i]->snapshot == nullptr) continue;
    for (const PoolUsage& pool : clusters[i]->snapshot->pools()) {
      pools.push_back({.cluster = static_cast<std::uint32_t>(i),
                       .name = {clusters[i]->name, pool.label},
                       .addresses = &pool.addresses,
                       .unshared = Difference(pool.addresses, shared)});
    }
  }
  std::sort(pools.begin(), pools.end(),
            [](const Pool& a, const Pool& b) { return a.name < b.name; });
  return pools;
}

// Finds the pairs among the pools [first, end) of which `counts` says so.
template <typename AddressesOf, typename Counts>
void AddPairs(const std::vector<Pool>& pools, std::size_t first, std::size_t end,
              AddressesOf addresses_of, Counts counts, std::vector<Pair>& pairs) {
  std::vector<Claim> claims;
  for (std::size_t i = first; i < end; ++i) {
    for (const auto& range : addresses_of(pools[i]).ranges()) claims.push_back({range, i});
  }
  VisitSharedRanges(std::move(claims), [&](const Claim& a, const Claim& b, const auto& shared) {
    if (!counts(pools[a.owner], pools[b.owner])) return;
    const auto [one, other] = std::minmax(a.owner, b.owner);
    pairs.push_back(
        {static_cast<std::uint32_t>(one), static_cast<std::uint32_t>(other), shared.first});
  });
}

void AddPairsAcrossClusters(const std::vector<Pool>& pools, std::vector<Pair>& pairs) {
  AddPairs(
      pools, 0, pools.size(), [](const Pool& pool) -> const AddressSet& { return pool.unshared; },
      [](const Pool& a, const Pool& b) { return a.cluster != b.cluster; }, pairs);
}

void AddPairsWithinClusters(const std::vector<Pool>& pools, std::vector<Pair>& pairs) {
  for (std::size_t first = 0; first < pools.size();) {
    std::size_t end = first;
    while (end < pools.size() && pools[end].cluster == pools[first].cluster) ++end;
    AddPairs(
        pools, first, end, [](const Pool& pool) -> const AddressSet& { return *pool.addresses; },
        [](const Pool&, const Pool&) { return true; }, pairs);
    first = end;
  }
}

// Pools with several ranges may share several: each pair once, with its lowest address, by these.
void KeepFirstOfEach(std::vector<Pair>& pairs) {
  const auto by_pools = [](const Pair& pair) {
    return std::tie(pair.one, pair.other, pair.lowest);
  };
  const auto by_address = [](const Pair& pair) {
    return std::tie(pair.lowest, pair.one, pair.other);
  };
  std::sort(pairs.begin(), pairs.end(),
            [&](const Pair& a, const Pair& b) { return by_pools(a) < by_pools(b); });
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  std::sort(pairs.begin(), pairs.end(),
            [&](const Pair& a, const Pair& b) { return by_address(a) < by_address(b); });
}

}  // namespace

PoolOverlaps FindPoolOverlaps(const std::vector<const ClusterView*>& clusters,
                              const AddressSet& shared, std::size_t most) {
  const std::vector<Pool> pools = PoolsOf(clusters, shared);
  std::vector<Pair> pairs;
  AddPairsAcrossClusters(pools, pairs);
  AddPairsWithinClusters(pools, pairs);
  KeepFirstOfEach(pairs);

  PoolOverlaps overlaps;
  overlaps.pairs = pairs.size();
  for (const Pair& pair : pairs) {
    const Pool& one = pools[pair.one];
    const Pool& other = pools[pair.other];
    const bool across = one.cluster != other.cluster;
    overlaps.across_clusters = overlaps.across_clusters || across;
    if (overlaps.told.size() >= most) continue;
    overlaps.told.push_back({one.name, other.name,
                             across ? Intersection(one.unshared, other.unshared)
                                    : Intersection(*one.addresses, *other.addresses)});
  }
  return overlaps;
}

}  // namespace exporter::fleet
