#include "exporter/report/area_text.h"

#include <gtest/gtest.h>

#include <string>

#include "exporter/report/page_parts.h"
#include "exporter/report/subnet_cells.h"
#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using fleet::FleetPolicy;
using fleet::FleetView;
using fleet::NetworkMap;
using tests::MakeCluster;
using tests::MakeNode;
using tests::MakePool;
using tests::MakeService;
using tests::MakeSet;

// Two clusters whose pools overlap, nodes, a plan with a cluster without data, and routers.
FleetView Fleet() {
  FleetView fleet{
      .clusters = {MakeCluster("a", {.pools = {MakePool("main", {"10.0.0.8-10.0.0.15"})},
                                     .services = {MakeService("web", {"10.0.0.8"}),
                                                  MakeService("api", {"10.0.0.9", "10.0.0.63"}),
                                                  MakeService("dns", {"10.0.0.14"})},
                                     .nodes = {{MakeNode("n", {"10.0.0.1", "10.0.0.17"})}}}),
                   MakeCluster("b", {.pools = {MakePool("<b>", {"10.0.0.14-10.0.0.19"})},
                                     .services = {MakeService("web", {"10.0.0.14"})},
                                     .nodes = {{}}})},
      .aliases = {}};
  fleet::ClusterView unknown;
  unknown.name = "c";
  unknown.network = "default";
  unknown.record.polls = 1;
  fleet.clusters.push_back(unknown);
  return fleet;
}

FleetPolicy Policy() {
  FleetPolicy policy;
  policy.networks["default"].prefixes = {addresses::ParseRange("10.0.0.0/26").value()};
  policy.plan.emplace();
  policy.plan->insert({"a", {"", MakeSet({"10.0.0.8-10.0.0.15"})}});
  policy.plan->insert({"b", {"", MakeSet({"10.0.0.16-10.0.0.23"})}});
  policy.plan->insert({"c", {"", MakeSet({"10.0.0.24-10.0.0.27"})}});
  policy.reserved = {{"later", "routers", MakeSet({"10.0.0.48/29"})}};
  return policy;
}

NetworkMap MapOf(const FleetView& fleet, const FleetPolicy& policy) {
  return fleet::MapNetworks(fleet, fleet::Analyze(fleet, policy), policy).at(0);
}

std::vector<std::string> LinesOf(const NetworkMap& map) {
  std::vector<std::string> lines;
  for (const fleet::MapArea& area : map.subnets.at(0).areas) {
    if (HasOwner(area)) lines.push_back(AreaSentence(area).Plain());
  }
  for (const addresses::AddressRange& range : map.subnets.at(0).free) {
    lines.push_back(FreeSentence(range, map.IsComplete()).Plain());
  }
  return lines;
}

TEST(AreaText, SaysWhoUsesAnAreaAndWhatIsFree) {
  EXPECT_EQ(LinesOf(MapOf(Fleet(), Policy())),
            (std::vector<std::string>{
                "10.0.0.8-10.0.0.13: a/main; 2 of 6 assigned",
                "10.0.0.14-10.0.0.15: a/main, b/<b>, planned for a; 1 of 2 assigned, 1 assigned "
                "by two clusters",
                "10.0.0.16-10.0.0.19: b/<b>; 0 of 4 assigned, 1 node address",
                "10.0.0.20-10.0.0.23: planned for b; 4 addresses",
                "10.0.0.24-10.0.0.27: planned for c (no data); 4 addresses",
                "10.0.0.48-10.0.0.55: reserved for routers; 8 addresses",
                "free as far as known: 10.0.0.0, 1 address; largest aligned block /32",
                "free as far as known: 10.0.0.2-10.0.0.7, 6 addresses; largest aligned block /30",
                "free as far as known: 10.0.0.28-10.0.0.47, 20 addresses; largest aligned block "
                "/28",
                "free as far as known: 10.0.0.56-10.0.0.62, 7 addresses; largest aligned block "
                "/30"}));
}

TEST(AreaText, MarksStaleData) {
  FleetView fleet = Fleet();
  fleet.clusters.pop_back();
  EXPECT_EQ(LinesOf(MapOf(fleet, Policy())).at(6),
            "free: 10.0.0.0, 1 address; largest aligned block /32");
  fleet.clusters[0].state = fleet::DataState::kStale;
  const auto lines = LinesOf(MapOf(fleet, Policy()));
  EXPECT_EQ(lines.at(0), "10.0.0.8-10.0.0.13: a/main (stale); 2 of 6 assigned");
  EXPECT_EQ(lines.at(6).substr(0, 22), "free as far as known: ");
}

TEST(AreaText, NamesTheSourceThatListsASharedArea) {
  FleetView fleet = Fleet();
  for (fleet::ClusterView& cluster : fleet.clusters) cluster.source = "http://east:10472";
  fleet::FleetPolicy policy = Policy();
  policy.networks["default"].shared_by_source["http://east:10472"] =
      tests::MakeSet({"10.0.0.14-10.0.0.15"});
  EXPECT_EQ(LinesOf(MapOf(fleet, policy)).at(1),
            "10.0.0.14-10.0.0.15: a/main, b/<b>, planned for a; 1 of 2 assigned, shared on purpose "
            "by the list of http://east:10472");
}

TEST(SubnetCells, HaveAStateForEachAddress) {
  const NetworkMap network = MapOf(Fleet(), Policy());
  const AddressMap map = MapSubnet(network.subnets.at(0), network.addresses);
  const std::string html = MapHtml(map);
  const std::size_t at = html.find("data-cells=\"") + 12;
  EXPECT_EQ(html.substr(at, html.find('"', at) - at), "u1h1u6a2v4d1o1v1n1v2l4k4u20r8u7s1");
  EXPECT_EQ(map.cells.size(), 64U);
  const auto cells = CellsOf(map, addresses::ParseRange("10.0.0.14-10.0.0.15").value());
  ASSERT_TRUE(cells);
  EXPECT_EQ(cells->first, 14U);
  EXPECT_EQ(cells->last, 15U);
  EXPECT_FALSE(CellsOf(map, addresses::ParseRange("10.0.1.0/24").value()));
}

TEST(SubnetCells, OfIpv6AreOnlyThoseOfPoolsAndPlan) {
  FleetPolicy policy;
  policy.networks["default"].prefixes = {addresses::ParseRange("2001:db8::/64").value()};
  policy.reserved = {{"r", "", MakeSet({"2001:db8::ffff:0/126"})}};
  const NetworkMap network =
      MapOf({.clusters = {MakeCluster("a", {.pools = {MakePool("p", {"2001:db8::8/126"})}})},
             .aliases = {}},
            policy);
  const AddressMap map = MapSubnet(network.subnets.at(0), network.addresses);
  EXPECT_EQ(map.cells.size(), 8U);
  EXPECT_EQ(map.block_bits, 0);
}

TEST(NetworksHtml, ShowsHostileNamesAsText) {
  const std::string html = NetworksHtml(Fleet(), {MapOf(Fleet(), Policy())}, nullptr);
  EXPECT_EQ(html.find("b/<b>"), std::string::npos);
  EXPECT_NE(html.find("<title>3. 10.0.0.16-10.0.0.19: b/&lt;b&gt;; 0 of 4 assigned"),
            std::string::npos);
  EXPECT_NE(html.find("<bdi>&lt;b&gt;</bdi>"), std::string::npos);
  EXPECT_NE(html.find("Not all clusters could be read: <bdi>c</bdi> (unknown)."),
            std::string::npos);
  EXPECT_NE(html.find("<li><b>10.0.0.14</b> a shop/dns, b shop/web"), std::string::npos);
  EXPECT_EQ(NetworksHtml({}, {}, nullptr), "");
}

}  // namespace
}  // namespace exporter::report
