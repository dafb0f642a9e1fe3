#include "exporter/fleet/pool_overlaps.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "exporter/fleet/shared_ranges.h"

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;

struct Pool {
  PoolName name;
  const AddressSet* addresses = nullptr;
};

std::vector<Pool> PoolsByName(const std::vector<const ClusterView*>& clusters) {
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

// An owner is the index of a pool, a group is a cluster. REQUIRES: `pools` are sorted by name.
std::vector<Claim> ClaimsOf(const std::vector<Pool>& pools) {
  std::vector<Claim> claims;
  std::size_t cluster = 0;
  for (std::size_t i = 0; i < pools.size(); ++i) {
    if (i > 0 && pools[i].name.cluster != pools[i - 1].name.cluster) ++cluster;
    AddClaims(*pools[i].addresses, i, cluster, claims);
  }
  return claims;
}

// The addresses that are in two or more of the ranges.
AddressSet InSeveral(std::vector<AddressRange> ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<AddressRange> shared;
  const AddressRange* furthest = nullptr;  // the previous range with the highest end
  for (const AddressRange& range : ranges) {
    if (furthest != nullptr && range.first <= furthest->last) {
      shared.push_back({range.first, std::min(range.last, furthest->last)});
    }
    if (furthest == nullptr || range.last > furthest->last) furthest = &range;
  }
  return AddressSet::FromRanges(std::move(shared));
}

// Two pools that overlap, as indices.
struct Pair {
  addresses::IpAddress lowest;  // the first address in which the two pools overlap
  std::size_t one = 0;          // one < other
  std::size_t other = 0;

  auto operator<=>(const Pair&) const = default;
};

// Collects the pairs of owners that overlap, from the lowest address up. A new pair can appear only
// in a segment where a claim starts. For owners of two groups, it can also appear after a range
// that is shared on purpose.
class PairFinder {
 public:
  explicit PairFinder(std::size_t max_pairs) : max_pairs_(max_pairs) {}

  // Returns false when no more pairs are listed.
  bool Visit(const Segment& segment) {
    for (const Claim* const claim : segment.ended) waiting_.erase(claim->owner);
    for (const Claim* const claim : segment.started) {
      AddPairs(*claim, segment.active.groups().at(claim->group), segment);
      waiting_.emplace(claim->owner, claim);
    }
    if (segment.shared_on_purpose) return !is_full_;
    for (const auto& [owner, claim] : waiting_) {
      for (const auto& [group, owners] : segment.active.groups()) {
        if (group != claim->group) AddPairs(*claim, owners, segment);
      }
    }
    waiting_.clear();
    return !is_full_;
  }

  std::vector<Pair> TakePairs() && {
    std::sort(pairs_.begin(), pairs_.end());
    return std::move(pairs_);
  }
  bool is_full() const { return is_full_; }

 private:
  void AddPairs(const Claim& claim, const ActiveOwners::Owners& others, const Segment& segment) {
    for (const std::size_t other : others) {
      if (is_full_) return;
      if (other == claim.owner || found_.contains(std::minmax(claim.owner, other))) continue;
      if (pairs_.size() == max_pairs_) {
        is_full_ = true;
        return;
      }
      const auto [low, high] = std::minmax(claim.owner, other);
      found_.emplace(low, high);
      pairs_.push_back({segment.range.first, low, high});
    }
  }

  const std::size_t max_pairs_;
  bool is_full_ = false;                         // a pair was omitted
  std::map<std::size_t, const Claim*> waiting_;  // owners not yet compared with other groups
  std::set<std::pair<std::size_t, std::size_t>> found_;
  std::vector<Pair> pairs_;
};

// A lower bound on the number of omitted pairs. Each overlapping pool that is not in a listed pair
// is in an omitted pair, and a pair has two pools.
std::size_t OmittedPairs(std::size_t overlapping_pools, const std::vector<Pair>& listed) {
  std::set<std::size_t> pools;
  for (const Pair& pair : listed) pools.insert({pair.one, pair.other});
  const std::size_t others = overlapping_pools - pools.size();
  return std::max<std::size_t>(1, (others + 1) / 2);
}

void AddPairs(const std::vector<Pool>& pools, const std::vector<Claim>& claims,
              const AddressSet& shared_on_purpose, std::size_t max_pairs, PoolOverlaps& overlaps) {
  PairFinder finder(max_pairs);
  VisitSegments(claims, shared_on_purpose,
                [&finder](const Segment& segment) { return finder.Visit(segment); });
  const bool omitted = finder.is_full();
  const std::vector<Pair> pairs = std::move(finder).TakePairs();
  for (const Pair& pair : pairs) {
    const Pool& one = pools[pair.one];
    const Pool& other = pools[pair.other];
    AddressSet common = Intersection(*one.addresses, *other.addresses);
    if (one.name.cluster != other.name.cluster) common = Difference(common, shared_on_purpose);
    overlaps.pairs.push_back({one.name, other.name, common.Size()});
  }
  if (omitted) overlaps.pairs_omitted = OmittedPairs(overlaps.pools, pairs);
}

void AddRanges(const std::vector<Pool>& pools, const std::vector<Claim>& claims,
               const AddressSet& shared_on_purpose, PoolOverlaps& overlaps) {
  for (const SharedRange& shared :
       FindSharedRanges(claims, shared_on_purpose, kMaxPoolsOfOverlap)) {
    if (overlaps.listed.size() == kMaxOverlaps) {
      ++overlaps.omitted;
      continue;
    }
    PoolOverlap& overlap = overlaps.listed.emplace_back();
    overlap.range = shared.range;
    for (const std::size_t owner : shared.owners) overlap.pools.push_back(pools[owner].name);
    overlap.pools_omitted = shared.owners_omitted;
  }
}

void AddOverlappingParts(const std::vector<Pool>& pools, const AddressSet& shared_on_purpose,
                         PoolOverlaps& overlaps) {
  std::vector<AddressRange> all;
  std::map<std::string, std::vector<AddressRange>> by_cluster;
  for (const Pool& pool : pools) {
    const auto ranges = pool.addresses->ranges();
    auto& of_cluster = by_cluster[pool.name.cluster];
    of_cluster.insert(of_cluster.end(), ranges.begin(), ranges.end());
    all.insert(all.end(), ranges.begin(), ranges.end());
  }
  overlaps.across = Difference(InSeveral(std::move(all)), shared_on_purpose);
  for (auto& [cluster, ranges] : by_cluster) {
    AddressSet within = InSeveral(std::move(ranges));
    if (!within.empty()) overlaps.within.emplace(cluster, std::move(within));
  }
}

}  // namespace

AddressSet PoolOverlaps::OverlappingPart(std::string_view cluster,
                                         const AddressSet& addresses) const {
  AddressSet with_others = Intersection(addresses, across);
  const auto found = within.find(cluster);
  if (found == within.end()) return with_others;
  const AddressSet with_own = Intersection(addresses, found->second);
  std::vector<AddressRange> all(with_own.ranges().begin(), with_own.ranges().end());
  all.insert(all.end(), with_others.ranges().begin(), with_others.ranges().end());
  return AddressSet::FromRanges(std::move(all));
}

PoolOverlaps FindPoolOverlaps(const std::vector<const ClusterView*>& clusters,
                              const AddressSet& shared_on_purpose, std::size_t max_pairs) {
  std::vector<Pool> pools = PoolsByName(clusters);
  PoolOverlaps overlaps;
  AddOverlappingParts(pools, shared_on_purpose, overlaps);
  std::erase_if(pools, [&overlaps](const Pool& pool) {
    return overlaps.OverlappingPart(pool.name.cluster, *pool.addresses).empty();
  });
  overlaps.pools = pools.size();
  const std::vector<Claim> claims = ClaimsOf(pools);
  AddRanges(pools, claims, shared_on_purpose, overlaps);
  AddPairs(pools, claims, shared_on_purpose, max_pairs, overlaps);
  return overlaps;
}

}  // namespace exporter::fleet
