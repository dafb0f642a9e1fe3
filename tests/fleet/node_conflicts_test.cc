// Node addresses in pools of the clusters of one network.

#include "exporter/fleet/node_conflicts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::fleet {
namespace {

using addresses::AddressSet;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using tests::MakeNode;

constexpr std::size_t kMany = 1'000;

using Nodes = std::optional<std::vector<metallb::Node>>;

ClusterView Cluster(const std::string& name, std::vector<metallb::AddressPool> pools, Nodes nodes) {
  ClusterObjects objects;
  objects.pools = std::move(pools);
  objects.nodes = std::move(nodes);
  return tests::MakeCluster(name, std::move(objects));
}

std::shared_ptr<const NodeConflicts> Find(const std::vector<ClusterView>& fleet,
                                          std::size_t max_listed = kMany,
                                          const AddressSet& shared = {}) {
  std::vector<const ClusterView*> clusters;
  for (const ClusterView& cluster : fleet) clusters.push_back(&cluster);
  return FindNodeConflicts(clusters, shared, max_listed);
}

// "10.0.0.7 a/web b/n1"
std::vector<std::string> Lines(const NodeConflicts& conflicts) {
  std::vector<std::string> lines;
  for (const NodeConflict& each : conflicts.listed) {
    lines.push_back(each.address.ToString() + ' ' + each.pool.cluster + '/' + each.pool.pool + ' ' +
                    each.node_cluster + '/' + each.node);
  }
  return lines;
}

// The number of node addresses of each pool; negative if they are intended.
std::map<std::string, int> Counts(const NodeConflicts& conflicts) {
  std::map<std::string, int> counts;
  for (const auto& [pool, found] : conflicts.pools) {
    const int count = static_cast<int>(found.addresses);
    counts[pool.cluster + '/' + pool.pool] = found.intended ? -count : count;
  }
  return counts;
}

TEST(NodeConflicts, AreAddressesOfNodesOfAnyClusterInAPool) {
  const auto conflicts = *Find(
      {Cluster("a", {tests::MakePool("web", {"10.0.0.5-10.0.0.9", "2001:db8::/64"})},
               {{MakeNode("n1", {"10.0.0.4", "2001:db8::1"}), MakeNode("n2", {"10.0.0.10"})}}),
       Cluster("b", {tests::MakePool("all", {"10.0.0.0/24"})},
               {{MakeNode("n1", {"10.0.0.5"}), MakeNode("n2", {"10.0.0.9"})}})});
  EXPECT_THAT(Lines(conflicts),
              ElementsAre("10.0.0.4 b/all a/n1", "10.0.0.5 a/web b/n1", "10.0.0.5 b/all b/n1",
                          "10.0.0.9 a/web b/n2", "10.0.0.9 b/all b/n2", "10.0.0.10 b/all a/n2",
                          "2001:db8::1 a/web a/n1"));
  EXPECT_THAT(Counts(conflicts), ElementsAre(Pair("a/web", 3), Pair("b/all", 4)));
  EXPECT_EQ(conflicts.omitted, 0U);
  EXPECT_EQ(conflicts.CountPools(), 2U);
}

// Upstream: metallb#2779. A range must not count as the prefixes around it.
TEST(NodeConflicts, OnlyTheRangeItselfCounts) {
  const auto conflicts = Find({Cluster("a", {tests::MakePool("p", {"192.168.1.5-192.168.1.37"})},
                                       {{MakeNode("n", {"192.168.1.2"})}})});
  EXPECT_THAT(Lines(*conflicts), IsEmpty());
  EXPECT_THAT(Counts(*conflicts), ElementsAre(Pair("a/p", 0)));
}

TEST(NodeConflicts, AreUnknownIfTheNodesOfNoClusterAreKnown) {
  const auto pool = tests::MakePool("p", {"10.0.0.0/24"});
  EXPECT_FALSE(Find({Cluster("a", {pool}, std::nullopt), Cluster("b", {pool}, std::nullopt)}));
  EXPECT_FALSE(Find({}));
  ClusterView unknown;
  unknown.name = "u";
  const auto known = Find({Cluster("a", {pool}, std::nullopt), Cluster("b", {}, {{}}), unknown});
  ASSERT_TRUE(known);
  EXPECT_THAT(Counts(*known), ElementsAre(Pair("a/p", 0)));
}

TEST(NodeConflicts, TheOnlyNodeOfAClusterMayBeItsPool) {
  const auto own = tests::MakePool("own", {"10.0.0.1/32", "2001:db8::1/128"});
  const auto node = MakeNode("n", {"10.0.0.1", "2001:db8::1"});
  const auto conflicts = *Find({Cluster("a", {own}, {{node}})});
  EXPECT_THAT(Counts(conflicts), ElementsAre(Pair("a/own", -2)));
  EXPECT_EQ(conflicts.CountPools(), 0U);
  EXPECT_THAT(Lines(conflicts), ElementsAre("10.0.0.1 a/own a/n", "2001:db8::1 a/own a/n"));

  const auto other = MakeNode("other", {"10.0.0.2"});
  EXPECT_THAT(Counts(*Find({Cluster("a", {own}, {{node, other}})})), ElementsAre(Pair("a/own", 2)))
      << "two nodes";
  EXPECT_THAT(Counts(*Find({Cluster("a", {own}, {{other}}), Cluster("b", {}, {{node}})})),
              ElementsAre(Pair("a/own", 2)))
      << "the only node of another cluster";
  EXPECT_THAT(Counts(*Find({Cluster("a", {own}, {{node}}), Cluster("b", {}, {{node}})})),
              ElementsAre(Pair("a/own", 2)))
      << "two clusters have a node with this address";
  EXPECT_THAT(Counts(*Find({Cluster("a", {tests::MakePool("two", {"10.0.0.0/31"})}, {{node}})})),
              ElementsAre(Pair("a/two", 1)))
      << "a pool of two addresses";
}

TEST(NodeConflicts, IgnoreAddressesThatAreSharedOnPurpose) {
  const auto shared = AddressSet::FromRanges({addresses::ParseRange("10.0.0.8/30").value()});
  const auto conflicts =
      Find({Cluster("a", {tests::MakePool("p", {"10.0.0.0/24"})},
                    {{MakeNode("n", {"10.0.0.7", "10.0.0.8", "10.0.0.11", "10.0.0.12"})}})},
           kMany, shared);
  EXPECT_THAT(Lines(*conflicts), ElementsAre("10.0.0.7 a/p a/n", "10.0.0.12 a/p a/n"));
  EXPECT_THAT(Counts(*conflicts), ElementsAre(Pair("a/p", 2)));
}

TEST(NodeConflicts, AreBoundedFromTheLowestAddressUpAllConflictsOrNone) {
  const auto pool = tests::MakePool("p", {"10.0.0.0/24"});
  const std::vector<ClusterView> fleet = {
      Cluster("a", {pool}, {{MakeNode("n", {"10.0.0.1", "10.0.0.2", "10.0.0.3"})}}),
      Cluster("b", {pool}, {{MakeNode("n", {"10.0.0.2"})}})};
  const std::pair<std::size_t, std::pair<std::size_t, std::size_t>> cases[] = {
      {0, {0, 8}}, {1, {0, 8}}, {2, {2, 6}}, {5, {2, 6}}, {6, {6, 2}}, {7, {6, 2}}, {8, {8, 0}}};
  for (const auto& [most, expected] : cases) {
    const auto bounded = *Find(fleet, most);
    EXPECT_EQ(bounded.listed.size(), expected.first) << most;
    EXPECT_EQ(bounded.omitted, expected.second) << most;
    EXPECT_THAT(Counts(bounded), ElementsAre(Pair("a/p", 3), Pair("b/p", 3))) << "stay exact";
  }
}

// Every pool of a network contains every node: the number of conflicts is not enumerated.
TEST(NodeConflicts, OfManyPoolsAndNodesAreCountedQuickly) {
  constexpr int kClusters = 300;
  constexpr int kNodes = 100;
  std::vector<ClusterView> fleet;
  for (int c = 0; c < kClusters; ++c) {
    std::vector<metallb::Node> nodes;
    for (int n = 0; n < kNodes; ++n) {
      const std::string low = std::to_string(c % 256) + '.' + std::to_string(n);
      nodes.push_back(
          MakeNode("n" + std::to_string(n), {"10." + std::to_string(c / 256) + '.' + low}));
    }
    fleet.push_back(Cluster("c" + std::to_string(1'000 + c), {tests::MakePool("p", {"10.0.0.0/8"})},
                            {{std::move(nodes)}}));
  }
  const auto started = std::chrono::steady_clock::now();
  const auto conflicts = *Find(fleet);
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(20));
  EXPECT_EQ(conflicts.listed.size() + conflicts.omitted,
            std::size_t{kClusters} * kClusters * kNodes);
  EXPECT_EQ(conflicts.CountPools(), std::size_t{kClusters});
}

}  // namespace
}  // namespace exporter::fleet
