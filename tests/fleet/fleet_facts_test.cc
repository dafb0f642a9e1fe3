// From clusters to the conflicts between them.

#include "exporter/fleet/fleet_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace exporter::fleet {
namespace {

using addresses::AddressSet;
using testing::ElementsAre;
using testing::IsEmpty;

// A cluster in the making.
struct Draft {
  std::string name;
  std::string network = "default";
  ClusterObjects objects = {};

  Draft Pool(const std::string& pool_name, const std::vector<std::string>& entries,
             const std::string& name_space = "metallb-system") && {
    metallb::AddressPool pool;
    pool.name = pool_name;
    pool.name_space = name_space;
    for (const std::string& entry : entries) {
      pool.entries.push_back({entry, addresses::ParseRange(entry), 0});
    }
    objects.pools.push_back(std::move(pool));
    return std::move(*this);
  }

  Draft Holds(const std::string& service_name, const std::vector<std::string>& held) && {
    metallb::Service service;
    service.name_space = "shop";
    service.name = service_name;
    for (const std::string& address : held) {
      service.addresses.push_back(addresses::IpAddress::Parse(address).value());
    }
    objects.services.push_back(std::move(service));
    return std::move(*this);
  }

  Draft Asn(std::uint32_t asn) && {
    if (!objects.local_asns) objects.local_asns.emplace();
    objects.local_asns->push_back(asn);
    return std::move(*this);
  }
};

Draft Cluster(const std::string& name, const std::string& network = "default") {
  return {name, network};
}

FleetView FleetOf(std::vector<Draft> drafts) {
  FleetView fleet;
  for (Draft& draft : drafts) {
    ClusterView& cluster = fleet.clusters.emplace_back();
    cluster.name = draft.name;
    cluster.network = draft.network;
    cluster.state = DataState::kFresh;
    cluster.record.polls = 1;
    Normalize(draft.objects);
    cluster.snapshot = std::make_shared<const ClusterSnapshot>(std::move(draft.objects), "");
  }
  return fleet;
}

AddressSet SetOf(const std::string& range) {
  return AddressSet::FromRanges({addresses::ParseRange(range).value()});
}

// The conflicts of a fleet that is all in the network "default".
Conflicts ConflictsOf(std::vector<Draft> drafts, const FleetPolicy& policy = {}) {
  const FleetFacts facts = Analyze(FleetOf(std::move(drafts)), policy);
  EXPECT_EQ(facts.networks.size(), 1U);
  return facts.networks.at(0).conflicts.value();
}

// "10.0.0.7: a shop/x, b shop/y"
std::vector<std::string> Told(const AssignedAddresses& held) {
  std::vector<std::string> lines;
  for (const AssignedAddress& address : held.listed) {
    std::string line = address.address.ToString() + ":";
    for (const Holder& holder : address.holders) {
      line += ' ' + holder.cluster + ' ' + holder.service;
    }
    lines.push_back(line);
  }
  return lines;
}

// "a/web b/all 10"
std::vector<std::string> Told(const PoolOverlaps& overlaps) {
  std::vector<std::string> lines;
  for (const PoolOverlap& overlap : overlaps.listed) {
    lines.push_back(overlap.one.cluster + '/' + overlap.one.pool + ' ' + overlap.other.cluster +
                    '/' + overlap.other.pool + ' ' + overlap.size.ToString());
  }
  return lines;
}

TEST(Duplicates, AreAddressesOfTwoClustersHoweverSpeltAndWhoeverHoldsThem) {
  const auto duplicates =
      ConflictsOf({Cluster("a").Holds("x", {"10.0.0.7", "2001:DB8:0::1"}).Holds("y", {"10.0.0.7"}),
                   Cluster("b").Holds("z", {"10.0.0.7", "2001:db8::0:1", "10.0.0.8"}),
                   Cluster("c").Holds("w", {"::ffff:10.0.0.8", "10.0.0.9"})})
          .duplicates;
  EXPECT_EQ(duplicates.addresses, 3U);
  EXPECT_EQ(duplicates.holders_dropped, 0U);
  EXPECT_THAT(Told(duplicates),
              ElementsAre("10.0.0.7: a shop/x a shop/y b shop/z", "10.0.0.8: b shop/z c shop/w",
                          "2001:db8::1: a shop/x b shop/z"));
}

TEST(Duplicates, AServiceOfOneClusterMaySharesItsAddress) {
  EXPECT_EQ(ConflictsOf({Cluster("a").Holds("x", {"10.0.0.7"}).Holds("y", {"10.0.0.7"}),
                         Cluster("b").Holds("z", {"10.0.0.6"})})
                .duplicates.addresses,
            0U);
}

TEST(Duplicates, AreBoundedFromTheLowestUpAllHoldersOrNone) {
  const std::vector<Draft> fleet = {
      Cluster("a").Holds("x", {"10.0.0.1", "10.0.0.2", "10.0.0.3"}).Holds("y", {"10.0.0.2"}),
      Cluster("b").Holds("z", {"10.0.0.1", "10.0.0.2", "10.0.0.3"})};
  const auto bounded = [&](std::size_t most) {
    return ConflictsOf(fleet, {.max_conflict_series = most}).duplicates;
  };
  const std::pair<std::size_t, std::pair<std::size_t, std::size_t>> cases[] = {
      {0, {0, 7}}, {1, {0, 7}}, {2, {1, 5}}, {4, {1, 5}}, {5, {2, 2}}, {6, {2, 2}}, {7, {3, 0}}};
  for (const auto& [most, expected] : cases) {
    EXPECT_EQ(bounded(most).addresses, 3U) << "the count stays exact";
    EXPECT_EQ(bounded(most).listed.size(), expected.first) << most;
    EXPECT_EQ(bounded(most).holders_dropped, expected.second) << most;
  }
}

TEST(Overlaps, AreOfTwoPoolsTheOneThatSortsFirstBeforeTheOther) {
  const auto overlaps =
      ConflictsOf({Cluster("b").Pool("web", {"10.0.0.0/24", "2001:db8::/64"}),
                   Cluster("a")
                       .Pool("z", {"10.0.0.5-10.0.0.9", "10.0.0.20/32", "2001:db8::/127"})
                       .Pool("far", {"10.0.1.0/24"})})
          .overlaps;
  EXPECT_EQ(overlaps.pairs, 1U);
  EXPECT_TRUE(overlaps.across_clusters);
  EXPECT_THAT(Told(overlaps), ElementsAre("a/z b/web 8")) << "IPv4 and IPv6 added";
}

TEST(Overlaps, OfOneClusterCountToo) {
  const auto overlaps =
      ConflictsOf(
          {Cluster("a").Pool("web", {"10.0.0.0/24"}, "one").Pool("web", {"10.0.0.128/25"}, "two")})
          .overlaps;
  EXPECT_FALSE(overlaps.across_clusters);
  EXPECT_THAT(Told(overlaps), ElementsAre("a/one/web a/two/web 128"));
}

TEST(Overlaps, AreBoundedFromTheLowestUp) {
  const auto overlaps = ConflictsOf({Cluster("a").Pool("x", {"10.0.0.0/24"}),
                                     Cluster("b").Pool("high", {"10.0.0.9/32"}),
                                     Cluster("c").Pool("low", {"10.0.0.1/32"})},
                                    {.max_conflict_series = 1})
                            .overlaps;
  EXPECT_EQ(overlaps.pairs, 2U);
  EXPECT_EQ(overlaps.Dropped(), 1U);
  EXPECT_THAT(Told(overlaps), ElementsAre("a/x c/low 1"));
}

TEST(Overlaps, AreBoundedAtOneAddressByTheirNames) {
  const std::vector<Draft> fleet = {Cluster("c").Pool("r", {"10.0.0.0/24"}),
                                    Cluster("a").Pool("p", {"10.0.0.0/24"}),
                                    Cluster("b").Pool("q", {"10.0.0.0/24"})};
  EXPECT_THAT(Told(ConflictsOf(fleet, {.max_conflict_series = 1}).overlaps),
              ElementsAre("a/p b/q 256"));
  EXPECT_THAT(Told(ConflictsOf(fleet, {.max_conflict_series = 2}).overlaps),
              ElementsAre("a/p b/q 256", "a/p c/r 256"));
  EXPECT_THAT(Told(ConflictsOf(fleet, {.max_conflict_series = 0}).overlaps), IsEmpty());
}

TEST(Overlaps, KeepTheLowestRangesAndTheExactSizeOfAll) {
  for (const std::size_t shared : {99U, 100U, 101U, 3'000U}) {
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < shared; ++i) {
      const std::string block = "10." + std::to_string(i / 128) + '.';
      entries.push_back(block + std::to_string(i % 128 * 2) + ".0/24");
    }
    const auto overlaps =
        ConflictsOf({Cluster("a").Pool("p", entries), Cluster("b").Pool("q", entries)}).overlaps;
    ASSERT_EQ(overlaps.listed.size(), 1U);
    const PoolOverlap& overlap = overlaps.listed[0];
    EXPECT_EQ(overlap.size, addresses::AddressCount(256 * shared));
    EXPECT_EQ(overlap.ranges.size(), std::min<std::size_t>(shared, 100));
    EXPECT_EQ(overlap.ranges.size() + overlap.ranges_left_out, shared);
    for (std::size_t i = 0; i < overlap.ranges.size(); ++i) {
      EXPECT_EQ(overlap.ranges[i], addresses::ParseRange(entries[i]).value());
    }
  }
}

TEST(Overlaps, OfManyIdenticalPoolsAreCountedExactly) {
  std::vector<Draft> fleet;
  for (int cluster = 0; cluster < 100; ++cluster) {
    fleet.push_back(Cluster("c" + std::to_string(100 + cluster)));
    for (int pool = 0; pool < 100; ++pool) {
      fleet.back() =
          std::move(fleet.back()).Pool("p" + std::to_string(100 + pool), {"10.0.0.0/24"});
    }
  }
  const auto overlaps = ConflictsOf(fleet).overlaps;
  EXPECT_EQ(overlaps.pairs, 49'995'000U);
  EXPECT_EQ(overlaps.Dropped(), 49'994'000U);
  EXPECT_TRUE(overlaps.across_clusters);
  EXPECT_EQ(Told(overlaps).front(), "c100/p100 c100/p101 256");
  EXPECT_EQ(Told(overlaps).back(), "c100/p143 c100/p144 256") << "990 pairs of 45, and ten more";
}

TEST(SharedAddresses, AreNeitherDuplicatesNorOverlapsOfTwoClusters) {
  FleetPolicy policy;
  policy.networks["default"] = SetOf("10.0.0.0-10.0.0.7");
  const auto conflicts =
      ConflictsOf({Cluster("a")
                       .Pool("p", {"10.0.0.0-10.0.0.8"})
                       .Pool("within", {"10.0.0.0/31"})
                       .Holds("x", {"10.0.0.7", "10.0.0.8"}),
                   Cluster("b").Pool("q", {"10.0.0.6-10.0.0.20"}).Holds("y", {"10.0.0.7"})},
                  policy);
  EXPECT_EQ(conflicts.duplicates.addresses, 0U);
  EXPECT_THAT(Told(conflicts.overlaps), ElementsAre("a/p a/within 2", "a/p b/q 1"))
      << "MetalLB rejects those of one cluster all the same";
}

TEST(SharedAsns, AreThoseOfTwoClusters) {
  const auto shared = ConflictsOf({Cluster("a").Asn(64500).Asn(64501).Asn(64500),
                                   Cluster("b").Asn(4'200'000'000), Cluster("c").Asn(64501)})
                          .shared_asns;
  EXPECT_THAT(shared, ElementsAre(SharedAsn{64501, {"a", "c"}}));
}

TEST(Networks, KeepTheirClustersApartAndAreAllThere) {
  FleetPolicy policy;
  policy.networks["spare"];
  const FleetFacts facts =
      Analyze(FleetOf({Cluster("a", "rack-2").Pool("p", {"10.0.0.0/24"}).Holds("x", {"10.0.0.1"}),
                       Cluster("b", "rack-1").Pool("p", {"10.0.0.0/24"}).Holds("x", {"10.0.0.1"})}),
              policy);
  ASSERT_EQ(facts.networks.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(facts.networks[i].name, (std::vector<std::string>{"rack-1", "rack-2", "spare"})[i]);
    EXPECT_EQ(facts.networks[i].conflicts.value().duplicates.addresses, 0U);
    EXPECT_EQ(facts.networks[i].conflicts.value().overlaps.pairs, 0U);
  }
  EXPECT_THAT(facts.networks[2].clusters, ElementsAre(0, 0, 0));
}

TEST(Networks, TellNoConflictsUntilEachClusterHasBeenPolled) {
  FleetView fleet = FleetOf({Cluster("a").Holds("x", {"10.0.0.1"}), Cluster("b")});
  fleet.clusters[1].snapshot = nullptr;
  fleet.clusters[1].state = DataState::kUnknown;
  fleet.clusters[1].record.polls = 0;
  EXPECT_FALSE(Analyze(fleet, {}).networks.at(0).conflicts);
  EXPECT_THAT(Analyze(fleet, {}).networks.at(0).clusters, ElementsAre(1, 0, 1));
  fleet.clusters[1].record.polls = 1;  // without success
  EXPECT_EQ(Analyze(fleet, {}).networks.at(0).conflicts.value().duplicates.addresses, 0U);
}

TEST(Networks, StaleDataTakesPartUntilItVanishes) {
  FleetView fleet =
      FleetOf({Cluster("a").Holds("x", {"10.0.0.1"}), Cluster("b").Holds("y", {"10.0.0.1"})});
  fleet.clusters[1].state = DataState::kStale;
  EXPECT_EQ(Analyze(fleet, {}).networks.at(0).conflicts.value().duplicates.addresses, 1U);
  fleet.clusters[1].state = DataState::kUnknown;
  fleet.clusters[1].snapshot = nullptr;
  EXPECT_EQ(Analyze(fleet, {}).networks.at(0).conflicts.value().duplicates.addresses, 0U);
}

TEST(AssignedAddresses, AreToldOnlyWhereTheyAreWanted) {
  const FleetView fleet = FleetOf({Cluster("a").Holds("x", {"10.0.0.2", "10.0.0.1"})});
  EXPECT_FALSE(Analyze(fleet, {}).networks.at(0).assigned);
  const auto held = Analyze(fleet, {.max_address_series = 9}).networks.at(0).assigned.value();
  EXPECT_THAT(Told(held), ElementsAre("10.0.0.1: a shop/x", "10.0.0.2: a shop/x"));
}

TEST(Plan, CountsWhatLiesOutsideOfAClustersRange) {
  FleetPolicy policy;
  const FleetView fleet = FleetOf({Cluster("a").Pool("p", {"10.0.0.250-10.0.1.4", "::/127"}),
                                   Cluster("unplanned").Pool("q", {"10.0.9.0/24"})});
  EXPECT_THAT(Analyze(fleet, policy).unplanned, IsEmpty());
  policy.plan = {{"a", {"rack-1", SetOf("10.0.0.0/24")}}};
  const auto unplanned = Analyze(fleet, policy).unplanned;
  ASSERT_EQ(unplanned.size(), 2U);
  EXPECT_EQ(unplanned[0].pool, (PoolName{"a", "p"}));
  EXPECT_EQ(unplanned[0].count.ToString(), "7");
  EXPECT_EQ(unplanned[1].count.ToString(), "256");
}

}  // namespace
}  // namespace exporter::fleet
