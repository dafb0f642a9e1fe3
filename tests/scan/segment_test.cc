// Which networks an interface reaches, and which addresses a scan asks for.

#include "exporter/scan/segment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using fleet::ClusterObjects;
using fleet::ClusterView;
using fleet::FleetPolicy;
using fleet::FleetView;
using fleet::PoolName;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::MakeCluster;
using tests::MakeInterface;
using tests::MakeNode;
using tests::MakePool;
using tests::MakeService;

ClusterView InNetwork(ClusterView cluster, const std::string& network) {
  cluster.network = network;
  return cluster;
}

ClusterView Unknown(const std::string& name, const std::string& network) {
  ClusterView cluster;
  cluster.name = name;
  cluster.network = network;
  return cluster;
}

// "east" has two clusters, "west" has one with addresses elsewhere, and "north" has no data.
FleetView Networks() {
  ClusterView elsewhere =
      InNetwork(MakeCluster("c", {MakePool("p", {"198.51.100.0/28"})}, {}), "west");
  ClusterView replaced = InNetwork(MakeCluster("r", {MakePool("p", {"192.0.2.0/28"})}, {}), "west");
  replaced.from_another_server = true;
  return {{InNetwork(MakeCluster("a", {MakePool("p", {"192.0.2.0/28"})}, {}), "east"),
           InNetwork(MakeCluster("b", {MakePool("p", {"2001:db8::/120"})}, {}), "east"), elsewhere,
           replaced, Unknown("d", "north")},
          {}};
}

std::vector<std::string> Texts(std::vector<addresses::IpAddress> addresses) {
  std::sort(addresses.begin(), addresses.end());
  std::vector<std::string> texts;
  for (const addresses::IpAddress& each : addresses) texts.push_back(each.ToString());
  return texts;
}

// The sorted addresses that a scan of eth0 asks for.
std::vector<std::string> Asked(const FleetView& fleet, const std::vector<std::string>& interface,
                               const FleetPolicy& policy = {}, const TargetOptions& options = {}) {
  return Texts(
      FindTargets({MakeInterface(interface), "default"}, fleet, policy, options).addresses);
}

FleetView OneCluster(const std::vector<std::string>& entries,
                     const std::vector<std::string>& assigned = {}) {
  return {{MakeCluster("a", {MakePool("p", entries)}, {MakeService("web", assigned)})}, {}};
}

TEST(ReachableNetworks, HaveAPoolInThePrefixOfTheInterface) {
  EXPECT_THAT(ReachableNetworks(Networks(), MakeInterface({"192.0.2.250/24"})),
              ElementsAre("east"));
  EXPECT_THAT(ReachableNetworks(Networks(), MakeInterface({"192.0.2.250/24", "198.51.100.9/24"})),
              ElementsAre("east", "west"));
  EXPECT_THAT(ReachableNetworks(Networks(), MakeInterface({"192.0.2.250/28"})), IsEmpty());
  EXPECT_THAT(ReachableNetworks(Networks(), MakeInterface({})), IsEmpty());
}

TEST(ReachableNetworks, NeedALinkLocalAddressForIpv6) {
  Interface interface = MakeInterface({"2001:db8::250/64"});
  EXPECT_THAT(ReachableNetworks(Networks(), interface), ElementsAre("east"));
  interface.link_local.reset();
  EXPECT_THAT(ReachableNetworks(Networks(), interface), IsEmpty());
}

TEST(NetworksToScan, AreTheReachableOnesOrTheWantedOne) {
  const Interface both = MakeInterface({"192.0.2.250/24", "198.51.100.9/24"});
  EXPECT_THAT(NetworksToScan(Networks(), both, {}).value(), ElementsAre("east", "west"));
  EXPECT_THAT(NetworksToScan(Networks(), both, {"west"}).value(), ElementsAre("west"));
  EXPECT_THAT(NetworksToScan(Networks(), both, {"north"}).value(), ElementsAre("north"))
      << "a network without data may have data later";
}

TEST(NetworksToScan, RejectsAnUnknownNetwork) {
  const auto networks = NetworksToScan(Networks(), MakeInterface({"192.0.2.250/24"}), {"south"});
  ASSERT_FALSE(networks);
  EXPECT_EQ(networks.error().kind, ErrorKind::kConfig);
  EXPECT_EQ(networks.error().message, "interface eth0: no cluster is in the network \"south\"");
}

TEST(NetworksToScan, RejectsAddressesOfTwoNetworks) {
  FleetView fleet = Networks();
  fleet.clusters.push_back(
      InNetwork(MakeCluster("e", {MakePool("p", {"192.0.2.9-192.0.2.40"})}, {}), "west"));
  const Interface interface = MakeInterface({"192.0.2.250/24"});
  const auto networks = NetworksToScan(fleet, interface, {});
  ASSERT_FALSE(networks);
  EXPECT_EQ(networks.error().kind, ErrorKind::kConfig);
  EXPECT_EQ(networks.error().message,
            "interface eth0: pools of the networks \"east\" and \"west\" contain "
            "192.0.2.9-192.0.2.15; write eth0=east, eth0=west or both");
  EXPECT_THAT(NetworksToScan(fleet, interface, {"west"}).value(), ElementsAre("west"));
  EXPECT_THAT(NetworksToScan(fleet, interface, {"west", "east"}).value(),
              ElementsAre("west", "east"));
  EXPECT_TRUE(NetworksToScan(fleet, MakeInterface({"192.0.2.33/27"}), {}))
      << "the common addresses are in another subnet";
}

TEST(ClustersOf, AreThoseOfTheNetworkExceptOfAnotherServer) {
  std::vector<std::string> names;
  for (const ClusterView& each : ClustersOf("west", Networks()).clusters) {
    names.push_back(each.name);
  }
  EXPECT_THAT(names, ElementsAre("c"));
  EXPECT_EQ(ClustersOf("north", Networks()).clusters.size(), 1U);
  EXPECT_THAT(ClustersOf("south", Networks()).clusters, IsEmpty());
}

TEST(ReachablePools, HaveAnAddressInThePrefix) {
  EXPECT_THAT(
      ReachablePools({MakeInterface({"192.0.2.250/24"}), "east"}, ClustersOf("east", Networks())),
      ElementsAre(PoolName{"a", "p"}));
}

TEST(FindTargets, AreAssignedAndUnassignedAddressesAndNodes) {
  ClusterObjects objects;
  objects.pools = {MakePool("p", {"192.0.2.253-192.0.3.2"})};
  objects.services = {MakeService("web", {"192.0.2.254"}), MakeService("off", {"192.0.3.1"}),
                      MakeService("unpooled", {"192.0.2.9"})};
  objects.nodes = {MakeNode("n1", {"192.0.2.1", "198.51.100.1"}), MakeNode("n2", {"192.0.2.253"})};
  const FleetView fleet{{MakeCluster("a", std::move(objects)), Unknown("b", "default")}, {}};
  const std::vector<std::string> interface = {"192.0.2.250/24"};
  EXPECT_THAT(Asked(fleet, interface), ElementsAre("192.0.2.1", "192.0.2.253", "192.0.2.254"));
  const auto targets = FindTargets({MakeInterface(interface), "default"}, fleet, {}, {});
  EXPECT_EQ(targets.expected, 3U);
  EXPECT_FALSE(targets.omits_unassigned);
}

TEST(FindTargets, AreOfBothFamilies) {
  EXPECT_THAT(Asked(OneCluster({"192.0.2.0/30", "2001:db8::/127"}, {"192.0.2.1", "2001:db8::1"}),
                    {"192.0.2.2/24", "2001:db8::250/64"}),
              ElementsAre("192.0.2.1", "192.0.2.3", "2001:db8::", "2001:db8::1"))
      << "neither the network address nor the interface's own";
}

TEST(FindTargets, OmitUnassignedAddressesOnRequest) {
  const TargetOptions options{.unassigned = false};
  EXPECT_THAT(Asked(OneCluster({"192.0.2.0/28"}, {"192.0.2.5"}), {"192.0.2.250/24"}, {}, options),
              ElementsAre("192.0.2.5"));
}

TEST(FindTargets, AreNotSharedOnPurpose) {
  FleetPolicy policy;
  policy.networks["default"].shared_addresses = tests::MakeSet({"192.0.2.5-192.0.2.6"});
  policy.networks["other"].shared_addresses =
      tests::MakeSet({"192.0.2.4"
                      "-192.0.2.4"});
  EXPECT_THAT(Asked(OneCluster({"192.0.2.4-192.0.2.7"}, {"192.0.2.5"}), {"192.0.2.250/24"}, policy),
              ElementsAre("192.0.2.4", "192.0.2.7"));
}

TEST(FindTargets, AreAddressesThatAPoolCanAssign) {
  metallb::AddressPool tidy = MakePool("tidy", {"10.0.0.254-10.0.1.1"});
  tidy.avoid_buggy_ips = true;
  FleetView fleet{{MakeCluster("a", {tidy}, {})}, {}};
  const std::vector<std::string> interface = {"10.0.9.9/16"};
  EXPECT_THAT(Asked(fleet, interface), ElementsAre("10.0.0.254", "10.0.1.1"));
  fleet.clusters.push_back(MakeCluster("b", {MakePool("p", {"10.0.1.0/32"})}, {}));
  EXPECT_THAT(Asked(fleet, interface), ElementsAre("10.0.0.254", "10.0.1.0", "10.0.1.1"))
      << "another pool can assign it";
  fleet.clusters[0] = MakeCluster("a", {tidy}, {MakeService("web", {"10.0.0.255"})});
  EXPECT_THAT(Asked(fleet, interface),
              ElementsAre("10.0.0.254", "10.0.0.255", "10.0.1.0", "10.0.1.1"))
      << "it is assigned";
}

TEST(FindTargets, OmitLargeIpv6Ranges) {
  // The ranges of the first two pools are adjacent.
  const FleetView fleet{
      {MakeCluster("a",
                   {MakePool("large", {"2001:db8::/64"}), MakePool("small", {"2001:db8:0:1::/116"}),
                    MakePool("larger", {"2001:db8:0:1::2000-2001:db8:0:1::3000"})},
                   {MakeService("web", {"2001:db8::5"})})},
      {}};
  const Segment segment{MakeInterface({"2001:db8::250/64", "2001:db8:0:1::ffff/64"}), "default"};
  const auto targets = FindTargets(segment, fleet, {}, {.max_unassigned = 4'096});
  EXPECT_TRUE(targets.omits_unassigned);
  EXPECT_EQ(targets.expected, 1U);
  EXPECT_EQ(targets.addresses.size(), 1 + 4'096U);
  const auto more = FindTargets(segment, fleet, {}, {.max_unassigned = 4'097});
  EXPECT_EQ(more.addresses.size(), 1 + 4'097U);
  EXPECT_NE(more.next_unassigned, 0U) << "the next scan asks for the other addresses";
}

TEST(FindTargets, BeginWithTheExpectedOnes) {
  const Segment segment{MakeInterface({"192.0.2.250/24"}), "default"};
  const auto targets =
      FindTargets(segment, OneCluster({"192.0.2.0/25"}, {"192.0.2.9", "192.0.2.8"}), {}, {});
  ASSERT_EQ(targets.expected, 2U);
  EXPECT_EQ(targets.addresses[0].ToString(), "192.0.2.8");
  EXPECT_EQ(targets.addresses[1].ToString(), "192.0.2.9");
}

TEST(FindTargets, CoverAllUnassignedAddressesInSeveralScans) {
  const Segment segment{MakeInterface({"192.0.2.250/24", "2001:db8::250/64"}), "default"};
  // 18 unassigned addresses: .0 is the network's, and .9 is assigned.
  const FleetView fleet =
      OneCluster({"192.0.2.0-192.0.2.15", "2001:db8::fe-2001:db8::101"}, {"192.0.2.9"});
  for (const std::size_t max : {4U, 5U, 17U, 18U, 19U}) {
    std::set<addresses::IpAddress> asked;
    std::size_t next = 0;
    const std::size_t scans = (18 + max - 1) / max;
    for (std::size_t i = 0; i < scans; ++i) {
      const auto targets =
          FindTargets(segment, fleet, {}, {.max_unassigned = max, .first_unassigned = next});
      EXPECT_EQ(targets.addresses.size(), 1 + std::min<std::size_t>(max, 18));
      for (const addresses::IpAddress& each : targets.addresses) {
        EXPECT_FALSE(targets.not_asked.Contains(each)) << each.ToString();
      }
      EXPECT_EQ(targets.not_asked.Size(),
                addresses::AddressCount(19 - std::min<std::size_t>(max, 18)))
          << "and 192.0.2.0, which no scan asks for";
      EXPECT_EQ(targets.omits_unassigned, max < 18) << max;
      next = targets.next_unassigned;
      asked.insert(targets.addresses.begin(), targets.addresses.end());
    }
    EXPECT_EQ(asked.size(), 19U) << max;
  }
}

TEST(FindTargets, StartAnywhereInAPoolThatBecameSmaller) {
  EXPECT_THAT(Asked(OneCluster({"192.0.2.4-192.0.2.6"}), {"192.0.2.250/24"}, {},
                    {.max_unassigned = 3, .first_unassigned = 4'000'000}),
              ElementsAre("192.0.2.4", "192.0.2.5", "192.0.2.6"));
}

TEST(FindTargets, AskForNoUnassignedAddressIfTheMaximumIsZero) {
  const auto targets =
      FindTargets({MakeInterface({"192.0.2.250/24"}), "default"},
                  OneCluster({"192.0.2.4-192.0.2.6"}, {"192.0.2.4"}), {}, {.max_unassigned = 0});
  EXPECT_THAT(Texts(targets.addresses), ElementsAre("192.0.2.4"));
  EXPECT_TRUE(targets.omits_unassigned);
}

}  // namespace
}  // namespace exporter::scan
