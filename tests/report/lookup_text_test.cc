// The sentences of a lookup.

#include "exporter/report/lookup_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/made_finding.h"
#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using fleet::DataState;
using fleet::FleetView;
using testing::ElementsAre;
using tests::MakeCluster;
using tests::MakeFinding;
using tests::MakePool;
using tests::MakeService;
using tests::MakeSet;

fleet::FleetPolicy Planned() {
  fleet::FleetPolicy policy;
  policy.plan = {{"berlin", {"", MakeSet({"10.1.0.0/24"})}},
                 {"rome", {"", MakeSet({"10.5.0.0/24"})}}};
  policy.reserved = {{"first", "routers", MakeSet({"10.6.0.0/24"})},
                     {"next", "", MakeSet({"10.7.0.0/24"})}};
  return policy;
}

addresses::IpAddress Address(const char* text) { return addresses::IpAddress::Parse(text).value(); }

FleetView Fleet() {
  fleet::ClusterObjects objects;
  objects.metallb_installed = true;
  objects.pools = {MakePool("main", {"10.1.0.0/24", "10.6.0.1/32", "10.5.0.1/32"}),
                   MakePool("tidy", {"10.2.0.0/24"})};
  objects.pools[1].avoid_buggy_ips = true;
  objects.services = {MakeService("web", {"10.1.0.1", "10.1.0.2"}),
                      MakeService("api", {"10.1.0.2"}), MakeService("dup", {"10.1.0.3"}),
                      MakeService("old", {"10.9.0.9"})};
  objects.nodes = {tests::MakeNode("n1", {"10.1.0.7", "10.8.0.8"})};
  return {{MakeCluster("berlin", std::move(objects)),
           MakeCluster("paris", {MakePool("shared", {"10.1.0.8/32"})},
                       {MakeService("api", {"10.1.0.3"})})},
          {}};
}

std::string Say(const FleetView& fleet, const std::string& address,
                const fleet::FleetPolicy& policy = Planned()) {
  return LookupSentence(fleet::LookUp(fleet, policy, addresses::IpAddress::Parse(address).value()))
      .Plain();
}

TEST(LookupSentence, AnswersInOneSentence) {
  const FleetView fleet = Fleet();
  EXPECT_EQ(Say(fleet, "10.1.0.5"), "10.1.0.5: available in berlin/main");
  EXPECT_EQ(Say(fleet, "10.1.0.1"), "10.1.0.1: assigned by berlin shop/web, in pool berlin/main");
  EXPECT_EQ(Say(fleet, "10.1.0.2"),
            "10.1.0.2: assigned by berlin shop/api and shop/web (shared), in pool berlin/main");
  EXPECT_EQ(Say(fleet, "10.1.0.3"),
            "10.1.0.3: assigned by berlin shop/dup and paris shop/api: duplicate");
  EXPECT_EQ(Say(fleet, "10.1.0.8"), "10.1.0.8: available in berlin/main and paris/shared");
  EXPECT_EQ(Say(fleet, "10.9.0.9"), "10.9.0.9: assigned by berlin shop/old, outside every pool");
  EXPECT_EQ(Say(fleet, "10.2.0.255"), "10.2.0.255: excluded by avoidBuggyIPs in berlin/tidy");
  EXPECT_EQ(Say(fleet, "10.1.0.7"),
            "10.1.0.7: available in berlin/main, the address of node n1 of cluster berlin");
  EXPECT_EQ(Say(fleet, "10.8.0.8"),
            "10.8.0.8: in no pool, the address of node n1 of cluster berlin");
  EXPECT_EQ(Say(fleet, "10.6.0.9"), "10.6.0.9: reserved for routers by the plan");
  EXPECT_EQ(Say(fleet, "10.7.0.9"), "10.7.0.9: reserved by the plan");
  EXPECT_EQ(Say(fleet, "10.6.0.1"),
            "10.6.0.1: available in berlin/main, reserved for routers by the plan");
  EXPECT_EQ(Say(fleet, "10.5.0.9"), "10.5.0.9: planned for rome, in no pool");
  EXPECT_EQ(Say(fleet, "10.5.0.1"), "10.5.0.1: available in berlin/main, planned for rome");
  EXPECT_EQ(Say(fleet, "2001:db8::1"), "2001:db8::1: in no pool");
}

TEST(LookupSentence, SaysThatAnAddressIsSharedOnPurpose) {
  fleet::FleetPolicy policy;
  policy.networks["default"].shared_addresses = MakeSet({"10.1.0.3/32"});
  EXPECT_EQ(Say(Fleet(), "10.1.0.3", policy),
            "10.1.0.3: assigned by berlin shop/dup and paris shop/api (shared on purpose), in pool "
            "berlin/main");
}

TEST(LookupSentence, NamesTheSourceThatListsASharedAddress) {
  FleetView fleet = Fleet();
  for (fleet::ClusterView& cluster : fleet.clusters) cluster.source = "http://east:10472";
  fleet::FleetPolicy policy;
  policy.networks["default"].shared_by_source["http://east:10472"] = MakeSet({"10.1.0.3/32"});
  EXPECT_EQ(Say(fleet, "10.1.0.3", policy),
            "10.1.0.3: assigned by berlin shop/dup and paris shop/api (shared on purpose by the "
            "list of http://east:10472), in pool berlin/main");
}

TEST(LookupSentence, NamesTheNetworksIfSeveralKnowTheAddress) {
  FleetView fleet = Fleet();
  fleet.clusters[1].network = "lab";
  EXPECT_EQ(Say(fleet, "10.1.0.3"),
            "10.1.0.3: network default: assigned by berlin shop/dup, in pool berlin/main; network "
            "lab: assigned by paris shop/api, outside every pool");
}

TEST(LookupSentence, NamesClustersThatMayKnowMore) {
  FleetView fleet = Fleet();
  fleet.clusters[1].state = DataState::kStale;
  for (const char* name : {"rome", "oslo"}) {
    fleet::ClusterView unknown;
    unknown.name = name;
    fleet.clusters.push_back(unknown);
  }
  EXPECT_EQ(Say(fleet, "192.0.2.1"),
            "192.0.2.1: in no pool; not read: rome and oslo; stale data: paris");
}

TEST(LookupSentence, SaysWhoAnswersOnTheWire) {
  using scan::WireVerdict;
  scan::WireFinding squatter = MakeFinding("10.1.0.9", WireVerdict::kSquatter);
  squatter.answers = {{.mac = scan::MacAddress::Parse("02:00:00:00:0f:01").value()}};
  const scan::WireFinding ok = MakeFinding("10.1.0.9", WireVerdict::kSilent, "office");
  const fleet::AddressAnswer answer = fleet::LookUp(Fleet(), {}, Address("10.1.0.9"));
  EXPECT_EQ(LookupSentence(answer, {&squatter}).Plain(),
            "10.1.0.9: available in berlin/main; scan: squatter: answered by a host that is not a "
            "known node (02:00:00:00:0f:01)");
  EXPECT_EQ(LookupSentence(answer, {&squatter, &ok}).Plain(),
            "10.1.0.9: available in berlin/main; scan of network default: squatter: answered by a "
            "host that is not a known node (02:00:00:00:0f:01); scan of network office: silent: no "
            "answer");
}

// As an exporter that only scans.
TEST(LookupSentence, SaysThatNoClusterIsRead) {
  EXPECT_EQ(LookupSentence(fleet::LookUp({}, {}, Address("10.1.0.9"))).Plain(),
            "10.1.0.9: unknown, because this exporter reads no cluster");
  EXPECT_EQ(LookupSentence(fleet::LookUp({}, Planned(), Address("10.6.0.9"))).Plain(),
            "10.6.0.9: reserved for routers by the plan");
}

TEST(LookupSentence, NamesAtMostSixServices) {
  std::vector<metallb::Service> services;
  for (int i = 0; i < 9; ++i) {
    services.push_back(MakeService("s" + std::to_string(i), {"10.0.0.1"}));
  }
  EXPECT_EQ(Say({{MakeCluster("a", {}, services)}, {}}, "10.0.0.1"),
            "10.0.0.1: assigned by a shop/s0, shop/s1, shop/s2, shop/s3, shop/s4, shop/s5 and 3 "
            "more (shared), outside every pool");
}

TEST(LookupSentence, EscapesNames) {
  const FleetView fleet{{MakeCluster("<b>", {MakePool("p", {"10.0.0.0/24"})}, {})}, {}};
  const auto answer = fleet::LookUp(fleet, {}, addresses::IpAddress::Ipv4(0x0a000001));
  EXPECT_EQ(LookupSentence(answer).Html(),
            "<b>10.0.0.1</b>: available in <bdi>&lt;b&gt;</bdi>/<bdi>p</bdi>");
}

std::vector<std::string> SayRange(const FleetView& fleet, const std::string& range) {
  const auto answer = fleet::LookUpRange(fleet, Planned(), addresses::ParseRange(range).value());
  std::vector<std::string> lines;
  for (const Sentence& sentence : RangeSentences(answer)) lines.push_back(sentence.Plain());
  return lines;
}

TEST(RangeSentences, NameAddressesOutsidePoolsNetworksAndUnreadClusters) {
  FleetView fleet = Fleet();
  fleet.clusters[1].network = "lab";
  fleet.clusters[1].state = DataState::kStale;
  fleet::ClusterView unknown;
  unknown.name = "rome";
  unknown.network = "lab";
  fleet.clusters.push_back(unknown);
  EXPECT_THAT(SayRange(fleet, "10.1.0.3-10.1.0.8"),
              ElementsAre("10.1.0.3: assigned by paris shop/api, outside every pool, network lab",
                          "pool berlin/main: 6 addresses, 1 assigned, network default",
                          "pool paris/shared: 1 address, 0 assigned, network lab", "plan: berlin",
                          "10.1.0.7: node n1 of cluster berlin, network default",
                          "not read: rome; stale data: paris"));
  EXPECT_THAT(SayRange(fleet, "192.0.2.0/24"),
              ElementsAre("no pool, no assigned address, no node, and no entry of the plan",
                          "not read: rome; stale data: paris"));
}

TEST(RangeSentences, CountAddressesOutsidePoolsAboveTheBound) {
  std::vector<metallb::Service> services;
  for (unsigned i = 0; i < 102; ++i) {
    services.push_back(MakeService("s" + std::to_string(i),
                                   {addresses::IpAddress::Ipv4(0x0a000000 + i).ToString()}));
  }
  const auto lines = SayRange({{MakeCluster("a", {}, services)}, {}}, "10.0.0.0/24");
  ASSERT_EQ(lines.size(), 101U);
  EXPECT_EQ(lines.back(), "2 more addresses are assigned outside every pool");
}

TEST(RangeSentences, ListWhatOverlaps) {
  EXPECT_THAT(
      SayRange(Fleet(), "10.1.0.2-10.6.0.9"),
      ElementsAre("10.1.0.3: assigned by paris shop/api, outside every pool",
                  "pool berlin/main: 256 addresses, 2 assigned",
                  "pool berlin/tidy: 256 addresses, 0 assigned",
                  "pool paris/shared: 1 address, 0 assigned", "plan: berlin", "plan: rome",
                  "plan: first, reserved for routers", "10.1.0.7: node n1 of cluster berlin"));
}

}  // namespace
}  // namespace exporter::report
