// From clusters to the conflicts between them.

#include "exporter/fleet/fleet_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::fleet {
namespace {

using addresses::AddressSet;
using testing::ElementsAre;
using testing::IsEmpty;

// Builds a cluster.
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

  Draft Assigns(const std::string& service_name,
                const std::vector<std::string>& service_addresses) && {
    metallb::Service service;
    service.name_space = "shop";
    service.name = service_name;
    for (const std::string& address : service_addresses) {
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

// The conflicts of a fleet that is all in the network "default".
Conflicts ConflictsOf(std::vector<Draft> drafts, const FleetPolicy& policy = {}) {
  const FleetFacts facts = Analyze(FleetOf(std::move(drafts)), policy);
  EXPECT_EQ(facts.networks.size(), 1U);
  return facts.networks.at(0).conflicts.value();
}

// "10.0.0.7: a shop/x, b shop/y"
std::vector<std::string> Lines(const AssignedAddresses& assigned) {
  std::vector<std::string> lines;
  for (const AssignedAddress& address : assigned.listed) {
    std::string line = address.address.ToString() + ":";
    for (const Holder& holder : address.holders) {
      line += ' ' + holder.cluster + ' ' + holder.service;
    }
    lines.push_back(line);
  }
  return lines;
}

// "a/web b/all 10"
std::vector<std::string> Pairs(const PoolOverlaps& overlaps) {
  std::vector<std::string> lines;
  for (const OverlappingPair& pair : overlaps.pairs) {
    lines.push_back(pair.one.cluster + '/' + pair.one.pool + ' ' + pair.other.cluster + '/' +
                    pair.other.pool + ' ' + pair.size.ToString());
  }
  return lines;
}

TEST(Duplicates, AreAddressesOfTwoClustersInAnySpelling) {
  const auto duplicates =
      ConflictsOf(
          {Cluster("a").Assigns("x", {"10.0.0.7", "2001:DB8:0::1"}).Assigns("y", {"10.0.0.7"}),
           Cluster("b").Assigns("z", {"10.0.0.7", "2001:db8::0:1", "10.0.0.8"}),
           Cluster("c").Assigns("w", {"::ffff:10.0.0.8", "10.0.0.9"})})
          .duplicates;
  EXPECT_EQ(duplicates.Count(), 3U);
  EXPECT_EQ(duplicates.holders_omitted, 0U);
  EXPECT_THAT(Lines(duplicates),
              ElementsAre("10.0.0.7: a shop/x a shop/y b shop/z", "10.0.0.8: b shop/z c shop/w",
                          "2001:db8::1: a shop/x b shop/z"));
}

TEST(Duplicates, ServicesOfOneClusterMayShareAnAddress) {
  EXPECT_EQ(ConflictsOf({Cluster("a").Assigns("x", {"10.0.0.7"}).Assigns("y", {"10.0.0.7"}),
                         Cluster("b").Assigns("z", {"10.0.0.6"})})
                .duplicates.Count(),
            0U);
}

TEST(Duplicates, AreBoundedFromTheLowestAddressUpAllHoldersOrNone) {
  const std::vector<Draft> fleet = {
      Cluster("a").Assigns("x", {"10.0.0.1", "10.0.0.2", "10.0.0.3"}).Assigns("y", {"10.0.0.2"}),
      Cluster("b").Assigns("z", {"10.0.0.1", "10.0.0.2", "10.0.0.3"})};
  const FleetView view = FleetOf(fleet);
  const std::vector<const ClusterView*> clusters = {&view.clusters[0], &view.clusters[1]};
  const std::pair<std::size_t, std::pair<std::size_t, std::size_t>> cases[] = {
      {0, {0, 7}}, {1, {0, 7}}, {2, {1, 5}}, {4, {1, 5}}, {5, {2, 2}}, {6, {2, 2}}, {7, {3, 0}}};
  for (const auto& [most, expected] : cases) {
    const AssignedAddresses bounded = FindDuplicates(clusters, {}, most);
    EXPECT_EQ(bounded.addresses, tests::MakeSet({"10.0.0.1-10.0.0.3"}))
        << "the addresses stay exact";
    EXPECT_EQ(bounded.listed.size(), expected.first) << most;
    EXPECT_EQ(bounded.holders_omitted, expected.second) << most;
  }
}

TEST(Duplicates, AreListedRegardlessOfTheBoundOnSeries) {
  const std::vector<Draft> fleet = {Cluster("a").Assigns("x", {"10.0.0.1"}),
                                    Cluster("b").Assigns("y", {"10.0.0.1"})};
  EXPECT_EQ(ConflictsOf(fleet, {.max_conflict_series = 0}).duplicates.listed.size(), 1U);
}

TEST(Overlaps, CountPoolsAndListRangesAndPairs) {
  const auto overlaps =
      ConflictsOf({Cluster("b").Pool("web", {"10.0.0.0/24", "2001:db8::/64"}),
                   Cluster("a")
                       .Pool("z", {"10.0.0.5-10.0.0.9", "10.0.0.20/32", "2001:db8::/127"})
                       .Pool("far", {"10.0.1.0/24"})})
          .overlaps;
  EXPECT_EQ(overlaps.pools, 2U);
  ASSERT_EQ(overlaps.listed.size(), 3U);
  EXPECT_EQ(overlaps.listed[0].range.ToString(), "10.0.0.5-10.0.0.9");
  EXPECT_THAT(overlaps.listed[0].pools, ElementsAre(PoolName{"a", "z"}, PoolName{"b", "web"}));
  EXPECT_EQ(overlaps.listed[2].range.ToString(), "2001:db8::-2001:db8::1");
  EXPECT_THAT(Pairs(overlaps), ElementsAre("a/z b/web 8")) << "IPv4 and IPv6 added";
}

TEST(Overlaps, OfOneClusterCount) {
  const auto overlaps =
      ConflictsOf(
          {Cluster("a").Pool("web", {"10.0.0.0/24"}, "one").Pool("web", {"10.0.0.128/25"}, "two")})
          .overlaps;
  EXPECT_EQ(overlaps.pools, 2U);
  EXPECT_THAT(Pairs(overlaps), ElementsAre("a/one/web a/two/web 128"));
}

TEST(Overlaps, PairsAreBoundedFromTheLowestAddressUp) {
  const std::vector<Draft> fleet = {Cluster("a").Pool("x", {"10.0.0.0/24"}),
                                    Cluster("b").Pool("high", {"10.0.0.9/32"}),
                                    Cluster("c").Pool("low", {"10.0.0.1/32"})};
  const auto overlaps = ConflictsOf(fleet, {.max_conflict_series = 1}).overlaps;
  EXPECT_THAT(Pairs(overlaps), ElementsAre("a/x c/low 1"));
  EXPECT_EQ(overlaps.pairs_omitted, 1U);
  EXPECT_EQ(overlaps.pools, 3U) << "the count stays exact";
  EXPECT_EQ(overlaps.listed.size(), 2U) << "ranges have their own bound";
  EXPECT_EQ(ConflictsOf(fleet, {.max_conflict_series = 2}).overlaps.pairs_omitted, 0U);
  EXPECT_THAT(Pairs(ConflictsOf(fleet, {.max_conflict_series = 0}).overlaps), IsEmpty());
}

TEST(Overlaps, RangesAreBounded) {
  std::vector<std::string> entries;
  for (std::size_t i = 0; i < kMaxOverlaps + 1; ++i) {
    entries.push_back("10." + std::to_string(i / 128) + '.' + std::to_string(i % 128 * 2) +
                      ".0/24");
  }
  const auto overlaps =
      ConflictsOf({Cluster("a").Pool("p", entries), Cluster("b").Pool("q", entries)}).overlaps;
  EXPECT_EQ(overlaps.listed.size(), kMaxOverlaps);
  EXPECT_EQ(overlaps.omitted, 1U);
  EXPECT_EQ(overlaps.listed.back().range, addresses::ParseRange(entries[kMaxOverlaps - 1]).value());
  EXPECT_EQ(overlaps.pairs.at(0).size, addresses::AddressCount(256 * entries.size()));
}

TEST(Overlaps, TenThousandIdenticalPoolsAreOneOverlap) {
  std::vector<Draft> fleet;
  for (int cluster = 0; cluster < 100; ++cluster) {
    fleet.push_back(Cluster("c" + std::to_string(100 + cluster)));
    for (int pool = 0; pool < 100; ++pool) {
      fleet.back() =
          std::move(fleet.back()).Pool("p" + std::to_string(100 + pool), {"10.0.0.0/24"});
    }
  }
  const auto overlaps = ConflictsOf(fleet).overlaps;
  EXPECT_EQ(overlaps.pools, 10'000U);
  ASSERT_EQ(overlaps.listed.size(), 1U);
  EXPECT_EQ(overlaps.listed[0].pools.size(), kMaxPoolsOfOverlap);
  EXPECT_EQ(overlaps.listed[0].pools_omitted, 10'000 - kMaxPoolsOfOverlap);
  EXPECT_EQ(overlaps.pairs.size(), 1'000U);
  EXPECT_EQ(overlaps.pairs_omitted, (10'000U - 100) / 2) << "the pairs are of the first cluster";
}

TEST(Overlaps, ManySharedRangesInManyLargePoolsCostLittle) {
  FleetPolicy policy;
  std::vector<addresses::AddressRange> shared;
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    const auto address = addresses::IpAddress::Ipv4((10U << 24) + 1'000 * i + 1);
    shared.push_back({address, address});
  }
  policy.networks["default"].shared_addresses = AddressSet::FromRanges(shared);
  std::vector<Draft> fleet;
  for (int i = 0; i < 1'200; ++i) {
    fleet.push_back(Cluster("c" + std::to_string(1'000 + i)).Pool("p", {"10.0.0.0/8"}));
  }
  const auto overlaps = ConflictsOf(std::move(fleet), policy).overlaps;
  EXPECT_EQ(overlaps.pools, 1'200U);
  EXPECT_EQ(overlaps.listed.size() + overlaps.omitted, 1'001U);
  EXPECT_EQ(overlaps.pairs.size(), 1'000U);
}

TEST(SharedAddresses, AreNeitherDuplicatesNorOverlapsOfTwoClusters) {
  FleetPolicy policy;
  policy.networks["default"].shared_addresses = tests::MakeSet({"10.0.0.0-10.0.0.7"});
  const auto conflicts =
      ConflictsOf({Cluster("a")
                       .Pool("p", {"10.0.0.0-10.0.0.8"})
                       .Pool("within", {"10.0.0.0/31"})
                       .Assigns("x", {"10.0.0.7", "10.0.0.8"}),
                   Cluster("b").Pool("q", {"10.0.0.6-10.0.0.20"}).Assigns("y", {"10.0.0.7"})},
                  policy);
  EXPECT_EQ(conflicts.duplicates.Count(), 0U);
  EXPECT_THAT(Pairs(conflicts.overlaps), ElementsAre("a/p a/within 2", "a/p b/q 1"))
      << "MetalLB rejects the pools of one cluster anyway";
}

TEST(SharedAsns, IncludeStaleClusters) {
  FleetView fleet = FleetOf({Cluster("a").Asn(64501), Cluster("b").Asn(64501)});
  fleet.clusters[1].state = DataState::kStale;
  EXPECT_THAT(Analyze(fleet, {}).networks.at(0).conflicts.value().shared_asns,
              ElementsAre(SharedAsn{64501, {"a", "b"}}));
}

TEST(SharedAsns, AreUsedByTwoClusters) {
  const auto shared = ConflictsOf({Cluster("a").Asn(64500).Asn(64501).Asn(64500),
                                   Cluster("b").Asn(4'200'000'000), Cluster("c").Asn(64501)})
                          .shared_asns;
  EXPECT_THAT(shared, ElementsAre(SharedAsn{64501, {"a", "c"}}));
}

TEST(Networks, SeparateTheirClustersAndAreAllListed) {
  FleetPolicy policy;
  policy.networks["spare"];
  const FleetFacts facts = Analyze(
      FleetOf({Cluster("a", "rack-2").Pool("p", {"10.0.0.0/24"}).Assigns("x", {"10.0.0.1"}),
               Cluster("b", "rack-1").Pool("p", {"10.0.0.0/24"}).Assigns("x", {"10.0.0.1"})}),
      policy);
  ASSERT_EQ(facts.networks.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(facts.networks[i].name, (std::vector<std::string>{"rack-1", "rack-2", "spare"})[i]);
    EXPECT_EQ(facts.networks[i].conflicts.value().duplicates.Count(), 0U);
    EXPECT_EQ(facts.networks[i].conflicts.value().overlaps.pools, 0U);
  }
  EXPECT_THAT(facts.networks[2].clusters, ElementsAre(0, 0, 0));
}

TEST(Networks, HaveNoConflictsUntilEachClusterWasPolled) {
  FleetView fleet = FleetOf({Cluster("a").Assigns("x", {"10.0.0.1"}), Cluster("b")});
  fleet.clusters[1].snapshot = nullptr;
  fleet.clusters[1].state = DataState::kUnknown;
  fleet.clusters[1].record.polls = 0;
  EXPECT_FALSE(Analyze(fleet, {}).networks.at(0).conflicts);
  EXPECT_THAT(Analyze(fleet, {}).networks.at(0).clusters, ElementsAre(1, 0, 1));
  fleet.clusters[1].record.polls = 1;  // without success
  EXPECT_EQ(Analyze(fleet, {}).networks.at(0).conflicts.value().duplicates.Count(), 0U);
}

TEST(Networks, UseStaleDataUntilItExpires) {
  FleetView fleet =
      FleetOf({Cluster("a").Assigns("x", {"10.0.0.1"}), Cluster("b").Assigns("y", {"10.0.0.1"})});
  fleet.clusters[1].state = DataState::kStale;
  EXPECT_EQ(Analyze(fleet, {}).networks.at(0).conflicts.value().duplicates.Count(), 1U);
  fleet.clusters[1].state = DataState::kUnknown;
  fleet.clusters[1].snapshot = nullptr;
  EXPECT_EQ(Analyze(fleet, {}).networks.at(0).conflicts.value().duplicates.Count(), 0U);
}

TEST(AssignedAddresses, AreListedOnlyOnRequest) {
  const FleetView fleet = FleetOf({Cluster("a").Assigns("x", {"10.0.0.2", "10.0.0.1"})});
  EXPECT_FALSE(Analyze(fleet, {}).networks.at(0).assigned);
  const auto assigned = Analyze(fleet, {.max_address_series = 9}).networks.at(0).assigned.value();
  EXPECT_THAT(Lines(assigned), ElementsAre("10.0.0.1: a shop/x", "10.0.0.2: a shop/x"));
}

// a and b share 10.0.0.1; in a, two Services share it.
FleetView SharedAddress() {
  return FleetOf({Cluster("a").Assigns("x", {"10.0.0.1"}).Assigns("y", {"10.0.0.1"}),
                  Cluster("b").Assigns("x", {"10.0.0.1", "10.0.0.2"})});
}

TEST(AssignedAddresses, CanListEachClusterOnce) {
  FleetPolicy policy;
  policy.max_address_series = 9;
  policy.address_holders = ListedHolders::kClusters;
  const NetworkFacts facts = Analyze(SharedAddress(), policy).networks.at(0);
  const auto address = [](const char* text) { return addresses::IpAddress::Parse(text).value(); };
  EXPECT_THAT(facts.assigned.value().listed,
              ElementsAre(AssignedAddress{address("10.0.0.1"), {{"a", ""}, {"b", ""}}},
                          AssignedAddress{address("10.0.0.2"), {{"b", ""}}}));
  EXPECT_EQ(facts.assigned.value().holders_omitted, 0U);
  EXPECT_THAT(Lines(facts.conflicts.value().duplicates),
              ElementsAre("10.0.0.1: a shop/x a shop/y b shop/x"));
}

TEST(AssignedAddresses, LimitsTheNumberOfListedClusters) {
  const std::pair<std::size_t, std::pair<std::size_t, std::size_t>> cases[] = {
      {0, {0, 3}}, {1, {0, 3}}, {2, {1, 1}}, {3, {2, 0}}};
  for (const auto& [most, expected] : cases) {
    FleetPolicy policy;
    policy.max_address_series = most;
    policy.address_holders = ListedHolders::kClusters;
    const auto assigned = Analyze(SharedAddress(), policy).networks.at(0).assigned.value();
    EXPECT_EQ(assigned.listed.size(), expected.first) << most;
    EXPECT_EQ(assigned.holders_omitted, expected.second) << most;
    EXPECT_EQ(assigned.Count(), 2U) << most;
  }
}

TEST(Plan, CountsAddressesOutsideTheRangeOfTheCluster) {
  FleetPolicy policy;
  const FleetView fleet = FleetOf({Cluster("a").Pool("p", {"10.0.0.250-10.0.1.4", "::/127"}),
                                   Cluster("unplanned").Pool("q", {"10.0.9.0/24"})});
  EXPECT_THAT(Analyze(fleet, policy).unplanned, IsEmpty());
  policy.plan = {{"a", {"rack-1", tests::MakeSet({"10.0.0.0/24"})}}};
  const auto unplanned = Analyze(fleet, policy).unplanned;
  ASSERT_EQ(unplanned.size(), 2U);
  EXPECT_EQ(unplanned[0].pool, (PoolName{"a", "p"}));
  EXPECT_EQ(unplanned[0].count.ToString(), "7");
  EXPECT_TRUE(unplanned[0].has_plan_entry);
  EXPECT_EQ(unplanned[1].count.ToString(), "256");
  EXPECT_FALSE(unplanned[1].has_plan_entry);
}

// After a reload, a name may lead to a server whose cluster still has another name.
TEST(Conflicts, IgnoreDataFromAnotherServer) {
  FleetView fleet =
      FleetOf({Cluster("a").Pool("p", {"10.0.0.0/24"}).Assigns("x", {"10.0.0.7"}).Asn(64500),
               Cluster("b").Pool("p", {"10.0.0.0/24"}).Assigns("x", {"10.0.0.7"}).Asn(64500)});
  FleetPolicy policy;
  policy.max_address_series = 10;
  for (const bool from_another_server : {false, true}) {
    fleet.clusters[0].from_another_server = from_another_server;
    fleet.clusters[0].state = from_another_server ? DataState::kStale : DataState::kFresh;
    const FleetFacts facts = Analyze(fleet, policy);
    const Conflicts& conflicts = facts.networks.at(0).conflicts.value();
    const std::size_t expected = from_another_server ? 0 : 1;
    EXPECT_EQ(conflicts.duplicates.listed.size(), expected);
    EXPECT_EQ(conflicts.overlaps.listed.size(), expected);
    EXPECT_EQ(conflicts.shared_asns.size(), expected);
    EXPECT_EQ(Lines(facts.networks.at(0).assigned.value()),
              std::vector<std::string>{from_another_server ? "10.0.0.7: b shop/x"
                                                           : "10.0.0.7: a shop/x b shop/x"});
  }
}

}  // namespace
}  // namespace exporter::fleet
