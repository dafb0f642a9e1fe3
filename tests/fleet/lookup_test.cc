// Who has an address: from whole fleets to the states of addresses.

#include "exporter/fleet/lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::fleet {
namespace {

using addresses::IpAddress;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::MakeCluster;
using tests::MakePool;
using tests::MakeService;
using tests::MakeSet;

// Two clusters, one of which also has a node; and a plan.
FleetView Fleet() {
  ClusterObjects objects;
  objects.metallb_installed = true;
  objects.pools = {MakePool("main", {"10.0.0.0-10.0.0.9", "2001:db8::/64"}),
                   MakePool("tidy", {"10.0.1.0/24"})};
  objects.pools[1].avoid_buggy_ips = true;
  objects.services = {MakeService("api", {"10.0.0.1"}), MakeService("web", {"10.0.0.1"}),
                      MakeService("dup", {"10.0.0.2"}), MakeService("far", {"10.9.9.9"})};
  objects.nodes = {tests::MakeNode("n1", {"10.0.0.7", "10.0.7.7"})};
  return {
      {MakeCluster("a", std::move(objects)),
       MakeCluster("b", {MakePool("other", {"10.0.0.8/31"})}, {MakeService("x", {"10.0.0.2"})})},
      {}};
}

FleetPolicy Policy() {
  FleetPolicy policy;
  policy.plan = {{"a", {"", MakeSet({"10.0.0.0/24"})}}, {"c", {"", MakeSet({"10.0.5.0/24"})}}};
  policy.reserved = {{"spare", "routers", MakeSet({"10.0.6.0/24"})}};
  return policy;
}

AddressAnswer Ask(const FleetView& fleet, const std::string& address) {
  return LookUp(fleet, Policy(), IpAddress::Parse(address).value());
}

std::string StateOf(const FleetView& fleet, const std::string& address) {
  return std::string(Name(Ask(fleet, address).state));
}

TEST(LookUp, FindsTheStateOfAnAddress) {
  const FleetView fleet = Fleet();
  EXPECT_EQ(StateOf(fleet, "10.0.0.2"), "duplicate");
  EXPECT_EQ(StateOf(fleet, "10.0.0.1"), "assigned");
  EXPECT_EQ(StateOf(fleet, "10.9.9.9"), "assigned") << "outside every pool";
  EXPECT_EQ(StateOf(fleet, "10.0.0.3"), "available");
  EXPECT_EQ(StateOf(fleet, "2001:DB8:0:0::5"), "available");
  EXPECT_EQ(StateOf(fleet, "::ffff:10.0.0.3"), "available") << "IPv4-mapped";
  EXPECT_EQ(StateOf(fleet, "10.0.1.255"), "excluded");
  EXPECT_EQ(StateOf(fleet, "10.0.5.1"), "planned");
  EXPECT_EQ(StateOf(fleet, "10.0.6.1"), "reserved");
  EXPECT_EQ(StateOf(fleet, "10.0.7.7"), "node");
  EXPECT_EQ(StateOf(fleet, "192.0.2.1"), "unknown");
  EXPECT_TRUE(Ask(fleet, "10.0.6.1").IsFound());
  EXPECT_FALSE(Ask(fleet, "10.0.7.7").IsFound()) << "in no pool and not in the plan";
  EXPECT_FALSE(Ask(fleet, "192.0.2.1").IsFound());
}

TEST(LookUp, NamesServicesPoolsNodesAndEntriesOfThePlan) {
  const AddressAnswer answer = Ask(Fleet(), "10.0.0.1");
  ASSERT_EQ(answer.networks.size(), 1U);
  ASSERT_EQ(answer.networks[0].clusters.size(), 1U) << "only clusters that know the address";
  const ClusterAnswer& a = answer.networks[0].clusters[0];
  EXPECT_THAT(a.services, ElementsAre("shop/api", "shop/web"));
  EXPECT_THAT(a.pools, ElementsAre("main"));
  EXPECT_THAT(answer.planned, ElementsAre("a"));
  EXPECT_THAT(answer.unread, IsEmpty());
  EXPECT_THAT(Ask(Fleet(), "10.0.0.7").networks[0].clusters[0].nodes, ElementsAre("n1"));
  EXPECT_EQ(Ask(Fleet(), "10.0.6.1").reserved.at(0).purpose, "routers");
  EXPECT_EQ(Ask(Fleet(), "10.0.0.8").networks[0].clusters.size(), 2U)
      << "in pools of both clusters";
}

TEST(LookUp, ReportsADuplicateOnlyWithinANetworkAndNotOnPurpose) {
  FleetView fleet = Fleet();
  FleetPolicy policy;
  policy.networks["default"].shared_addresses = MakeSet({"10.0.0.2/32"});
  const IpAddress address = IpAddress::Parse("10.0.0.2").value();
  EXPECT_EQ(LookUp(fleet, policy, address).state, AddressState::kAssigned) << "on purpose";
  fleet.clusters[1].network = "elsewhere";
  const AddressAnswer two = Ask(fleet, "10.0.0.2");
  EXPECT_EQ(two.state, AddressState::kAssigned);
  EXPECT_EQ(two.networks.size(), 2U);
  fleet.clusters[1].network = "default";
  fleet.clusters[1].from_another_server = true;
  EXPECT_EQ(StateOf(fleet, "10.0.0.2"), "assigned") << "it may be the data of another cluster";
}

TEST(LookUp, ReportsClustersWithoutNewData) {
  FleetView fleet = Fleet();
  fleet.clusters[1].state = DataState::kStale;
  ClusterView unknown;
  unknown.name = "u";
  unknown.network = "default";
  fleet.clusters.push_back(unknown);
  const AddressAnswer answer = Ask(fleet, "10.0.0.8");
  ASSERT_EQ(answer.unread.size(), 2U);
  EXPECT_EQ(answer.unread[0].cluster, "b");
  EXPECT_EQ(answer.unread[0].data, DataState::kStale);
  EXPECT_EQ(answer.unread[1].cluster, "u");
  EXPECT_EQ(answer.unread[1].data, DataState::kUnknown);
  EXPECT_EQ(answer.networks[0].clusters[1].data, DataState::kStale);
}

TEST(LookUp, ReportsSourcesThatWereNeverRead) {
  FleetView fleet = Fleet();
  fleet.sources = {{.source = "http://east:1", .last_success = tests::kNow, .last_error = {}},
                   {.source = "http://west:1", .tried = true, .last_error = {}}};
  const AddressAnswer answer = Ask(fleet, "192.0.2.1");
  ASSERT_EQ(answer.unread.size(), 1U);
  EXPECT_EQ(answer.unread[0].source, "http://west:1");
  EXPECT_EQ(answer.unread[0].Name(), "http://west:1");
  EXPECT_EQ(answer.unread[0].data, DataState::kUnknown);
  const auto range = addresses::ParseRange("192.0.2.0/24").value();
  EXPECT_EQ(LookUpRange(fleet, {}, range).unread.size(), 1U);
}

TEST(LookUp, ReportsIncompleteSources) {
  FleetView fleet = Fleet();
  fleet.sources = {
      {.source = "http://east:1", .incomplete = false, .last_success = tests::kNow},
      {.source = "http://west:1", .up = true, .incomplete = true, .last_success = tests::kNow}};
  const AddressAnswer answer = Ask(fleet, "192.0.2.1");
  ASSERT_EQ(answer.unread.size(), 1U);
  EXPECT_EQ(answer.unread[0].Name(), "http://west:1");
  EXPECT_EQ(answer.unread[0].StateName(), "incomplete");
  const auto range = addresses::ParseRange("192.0.2.0/24").value();
  EXPECT_EQ(LookUpRange(fleet, {}, range).unread.size(), 1U);
  fleet.sources[1].last_success.reset();
  EXPECT_EQ(Ask(fleet, "192.0.2.1").unread.at(0).StateName(), "unknown") << "it has no data";
}

TEST(LookUpRange, FindsWhatOverlaps) {
  const auto range = addresses::ParseRange("10.0.0.2-10.0.5.9").value();
  const RangeAnswer answer = LookUpRange(Fleet(), Policy(), range);
  std::vector<std::string> pools;
  for (const PoolInRange& pool : answer.pools) {
    pools.push_back(pool.pool.cluster + '/' + pool.pool.pool + ' ' + pool.addresses.ToString() +
                    ' ' + std::to_string(pool.assigned));
  }
  EXPECT_THAT(pools, ElementsAre("a/main 8 1", "a/tidy 256 0", "b/other 2 0"));
  EXPECT_THAT(answer.planned, ElementsAre("a", "c"));
  EXPECT_THAT(answer.reserved, IsEmpty());
  ASSERT_EQ(answer.nodes.size(), 1U);
  EXPECT_EQ(answer.nodes[0].address.ToString(), "10.0.0.7");
  const RangeAnswer nothing =
      LookUpRange(Fleet(), Policy(), addresses::ParseRange("192.0.2.0/24").value());
  EXPECT_TRUE(nothing.pools.empty() && nothing.nodes.empty() && nothing.planned.empty());
  EXPECT_TRUE(nothing.unpooled.empty() && nothing.unread.empty() && !nothing.several_networks);
}

TEST(LookUpRange, ListsAssignedAddressesOutsidePools) {
  FleetView fleet = Fleet();
  fleet.clusters[1].network = "lab";
  const auto all = addresses::ParseRange("10.0.0.0/8").value();
  const RangeAnswer answer = LookUpRange(fleet, {}, all);
  EXPECT_TRUE(answer.several_networks);
  ASSERT_EQ(answer.unpooled.size(), 2U) << "of b, which has another pool; and of a";
  EXPECT_EQ(answer.unpooled[0].address.ToString(), "10.0.0.2");
  EXPECT_EQ(answer.unpooled[0].network, "lab");
  EXPECT_EQ(answer.unpooled[1].address.ToString(), "10.9.9.9");
  EXPECT_EQ(answer.unpooled[1].cluster, "a");
  EXPECT_THAT(answer.unpooled[1].services, ElementsAre("shop/far"));
}

TEST(LookUpRange, ListsTheLowestAddressesOutsidePools) {
  std::vector<metallb::Service> services;
  for (unsigned i = 0; i < 150; ++i) {
    const std::string address = IpAddress::Ipv4(0x0a000000 + i).ToString();
    services.push_back(MakeService("s" + std::to_string(i), {address}));
    services.push_back(MakeService("t" + std::to_string(i), {address}));
  }
  const RangeAnswer answer = LookUpRange({{MakeCluster("a", {}, services)}, {}}, {},
                                         addresses::ParseRange("10.0.0.0/24").value());
  ASSERT_EQ(answer.unpooled.size(), kMaxUnpooledInRange);
  EXPECT_EQ(answer.unpooled_omitted, 50U);
  EXPECT_EQ(answer.unpooled.back().address.ToString(), "10.0.0.99");
  EXPECT_THAT(answer.unpooled[7].services, ElementsAre("shop/s7", "shop/t7"));
}

}  // namespace
}  // namespace exporter::fleet
