// Overlaps of pools, compared with the result of looking at each address.

#include "exporter/fleet/pool_overlaps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/fleet/random_claims.h"

namespace exporter::fleet {
namespace {

std::string Number(std::size_t number) { return std::to_string(100 + number); }  // sorts as text

// Each group is a cluster and each owner a pool. The last cluster comes first, because the order of
// the clusters must not matter.
std::vector<ClusterView> FleetOf(const RandomOwners& owners) {
  std::vector<ClusterView> fleet;
  for (std::size_t owner = owners.sets().size(); owner-- > 0;) {
    const std::string name = "cluster-" + Number(owners.GroupOf(owner));
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

PoolName NameOf(std::size_t owner, const RandomOwners& owners) {
  return {"cluster-" + Number(owners.GroupOf(owner)), "pool-" + Number(owner)};
}

PoolOverlaps OverlapsOf(const RandomOwners& owners, std::size_t max_pairs) {
  const std::vector<ClusterView> fleet = FleetOf(owners);
  std::vector<const ClusterView*> clusters;
  for (const ClusterView& cluster : fleet) clusters.push_back(&cluster);
  return FindPoolOverlaps(clusters, owners.shared_on_purpose(), max_pairs);
}

TEST(FindPoolOverlaps, CountsEachPoolThatOverlapsOnce) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RandomOwners owners(seed);
    std::set<std::size_t> pools;
    for (const auto& [pair, lowest] : owners.Pairs()) {
      pools.insert({pair.first, pair.second});
    }
    EXPECT_EQ(OverlapsOf(owners, 0).pools, pools.size()) << seed;
  }
}

TEST(FindPoolOverlaps, ListsThePoolsOfEachRange) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RandomOwners owners(seed);
    std::vector<std::vector<PoolName>> found(RandomOwners::kSpace);
    for (const PoolOverlap& overlap : OverlapsOf(owners, 0).listed) {
      for (auto at = overlap.range.first.lo; at <= overlap.range.last.lo; ++at) {
        found.at(at) = overlap.pools;
      }
    }
    for (std::uint32_t number = 0; number < RandomOwners::kSpace; ++number) {
      std::vector<PoolName> expected;
      for (const std::size_t owner : owners.OwnersAt(number)) {
        expected.push_back(NameOf(owner, owners));
      }
      EXPECT_EQ(found[number], expected) << seed << ", " << number;
    }
  }
}

TEST(FindPoolOverlaps, FindsTheOverlappingPartOfEachPool) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RandomOwners owners(seed);
    const PoolOverlaps overlaps = OverlapsOf(owners, 0);
    for (std::size_t owner = 0; owner < owners.sets().size(); ++owner) {
      const auto part =
          overlaps.OverlappingPart(NameOf(owner, owners).cluster, owners.sets()[owner]);
      for (std::uint32_t number = 0; number < RandomOwners::kSpace; ++number) {
        const auto at = owners.OwnersAt(number);
        EXPECT_EQ(part.Contains(addresses::IpAddress::Ipv4(number)),
                  std::find(at.begin(), at.end(), owner) != at.end())
            << seed << ", " << owner << ", " << number;
      }
    }
  }
}

TEST(FindPoolOverlaps, ListsThePairsWithTheLowestAddresses) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RandomOwners owners(seed);
    std::map<std::pair<PoolName, PoolName>, std::pair<std::uint32_t, std::size_t>> expected;
    for (const auto& [pair, lowest] : owners.Pairs()) {
      std::size_t size = 0;
      for (std::uint32_t number = 0; number < RandomOwners::kSpace; ++number) {
        if (owners.OverlapAt(number, pair.first, pair.second)) ++size;
      }
      expected[{NameOf(pair.first, owners), NameOf(pair.second, owners)}] = {lowest, size};
    }
    for (const std::size_t max_pairs : {0U, 1U, 2U, 5U, 20U, 1000U}) {
      const PoolOverlaps overlaps = OverlapsOf(owners, max_pairs);
      ASSERT_EQ(overlaps.pairs.size(), std::min(expected.size(), max_pairs)) << seed;
      const std::size_t omitted = expected.size() - overlaps.pairs.size();
      EXPECT_LE(overlaps.pairs_omitted, omitted) << seed;
      EXPECT_EQ(overlaps.pairs_omitted > 0, omitted > 0) << seed;
      auto others = expected;
      std::uint32_t highest = 0;
      for (const OverlappingPair& pair : overlaps.pairs) {
        const auto found = others.find({pair.one, pair.other});
        ASSERT_NE(found, others.end()) << seed;
        EXPECT_EQ(pair.size, addresses::AddressCount(found->second.second)) << seed;
        highest = std::max(highest, found->second.first);
        others.erase(found);
      }
      if (overlaps.pairs.empty()) continue;
      for (const auto& [names, lowest_and_size] : others) {
        EXPECT_GE(lowest_and_size.first, highest) << seed;
      }
    }
  }
}

}  // namespace
}  // namespace exporter::fleet
