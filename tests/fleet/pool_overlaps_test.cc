// What is told of pools that overlap, and how much is left out, against all pairs compared.

#include "exporter/fleet/pool_overlaps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/fleet/random_claims.h"

namespace exporter::fleet {
namespace {

std::string Number(std::size_t number) { return std::to_string(100 + number); }  // sorts as text

// Each party as a cluster, each owner as one of its pools. The last cluster comes first: the order
// in which they are polled means nothing.
std::vector<ClusterView> FleetOf(const RandomOwners& owners) {
  std::vector<ClusterView> fleet;
  for (std::size_t owner = owners.sets().size(); owner-- > 0;) {
    const std::string name = "cluster-" + Number(owners.PartyOf(owner));
    if (fleet.empty() || fleet.back().name != name) fleet.emplace_back().name = name;
    ClusterObjects objects;
    if (fleet.back().snapshot != nullptr) objects = fleet.back().snapshot->objects();
    metallb::AddressPool& pool = objects.pools.emplace_back();
    pool.name = "pool-" + Number(owner);
    for (const addresses::AddressRange& range : owners.sets()[owner].ranges()) {
      pool.entries.push_back({range.ToString(), range, 0});
    }
    fleet.back().snapshot = std::make_shared<const ClusterSnapshot>(std::move(objects), "");
  }
  return fleet;
}

std::vector<PoolOverlap> FirstOf(std::vector<OwnerPair> pairs, std::size_t most,
                                 const RandomOwners& owners) {
  pairs.resize(std::min(pairs.size(), most));
  std::sort(pairs.begin(), pairs.end(), [](const OwnerPair& a, const OwnerPair& b) {
    return std::tuple(a.lowest, std::minmax(a.later, a.other)) <
           std::tuple(b.lowest, std::minmax(b.later, b.other));
  });
  std::vector<PoolOverlap> listed;
  for (const OwnerPair& pair : pairs) {
    const auto [one, other] = std::minmax(pair.later, pair.other);
    const auto name_of = [&owners](std::size_t owner) {
      return PoolName{"cluster-" + Number(owners.PartyOf(owner)), "pool-" + Number(owner)};
    };
    const auto both = Intersection(owners.sets()[one], owners.sets()[other]);
    const bool within = owners.PartyOf(one) == owners.PartyOf(other);
    const auto shared = within ? both : Difference(both, owners.shared());
    listed.push_back({name_of(one),
                      name_of(other),
                      shared.Size(),
                      {shared.ranges().begin(), shared.ranges().end()},
                      0});
  }
  return listed;
}

TEST(FindPoolOverlaps, TellsTheFirstOfAllPairsAndCountsTheOthers) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RandomOwners owners(seed);
    const std::vector<OwnerPair> pairs = owners.PairsByComparingAll();
    const std::vector<ClusterView> fleet = FleetOf(owners);
    std::vector<const ClusterView*> clusters;
    for (const ClusterView& cluster : fleet) clusters.push_back(&cluster);
    for (const std::size_t most : {0U, 1U, 2U, 5U, 20U, 1000U}) {
      const PoolOverlaps overlaps = FindPoolOverlaps(clusters, owners.shared(), most);
      EXPECT_EQ(overlaps.pairs, pairs.size());
      EXPECT_EQ(overlaps.Dropped(), pairs.size() - std::min(pairs.size(), most));
      EXPECT_TRUE(overlaps.listed == FirstOf(pairs, most, owners))
          << "seed " << seed << ", " << most;
      EXPECT_EQ(overlaps.across_clusters,
                std::any_of(pairs.begin(), pairs.end(), [&owners](const OwnerPair& pair) {
                  return owners.PartyOf(pair.later) != owners.PartyOf(pair.other);
                }));
    }
  }
}

}  // namespace
}  // namespace exporter::fleet
