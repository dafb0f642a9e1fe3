// Whose a MAC address is, from whole segments.

#include "exporter/scan/mac_owners.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using fleet::ClusterObjects;
using fleet::ClusterView;
using fleet::FleetView;
using fleet::PoolName;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using tests::Heard;
using tests::MakeAddress;
using tests::MakeCluster;
using tests::MakeMac;
using tests::MakeNode;
using tests::MakePool;
using tests::MakeService;

constexpr MacAddress kFirst = MakeMac(1, 1);
constexpr MacAddress kSecond = MakeMac(1, 2);
constexpr MacAddress kProxy = MakeMac(0x66, 1);

// A cluster with the pool 192.0.2.100 to 192.0.2.109; the Service "s100" has 192.0.2.100.
ClusterView MakeHolder(const std::string& name, const std::vector<std::string>& assigned,
                       std::optional<std::vector<metallb::Node>> nodes = {},
                       std::optional<std::vector<metallb::L2Announcement>> announcements = {}) {
  ClusterObjects objects;
  objects.pools = {MakePool("p", {"192.0.2.100-192.0.2.109"})};
  for (const std::string& each : assigned) {
    objects.services.push_back(MakeService("s" + each, {"192.0.2." + each}));
  }
  objects.nodes = std::move(nodes);
  objects.l2_announcements = std::move(announcements);
  return MakeCluster(name, std::move(objects));
}

SegmentAnswers Hear(std::vector<ClusterView> clusters, const Heard& heard,
                    const std::string& interface = "192.0.2.250/24") {
  return tests::MakeSegment(tests::MakeInterface({interface}), {std::move(clusters), {}}, heard);
}

// "a/a1", "a/" if the node is unknown.
std::vector<std::string> OwnersOf(const MacAddress& mac,
                                  const std::vector<SegmentAnswers>& segments) {
  std::vector<std::string> texts;
  for (const MacOwner& owner : MacOwners(segments).Of(mac)) {
    texts.push_back(owner.cluster + '/' + owner.node);
  }
  return texts;
}

TEST(MacOwners, AreNodesThatAnswerForTheirAddress) {
  const auto heard =
      Hear({MakeHolder("a", {}, {{MakeNode("a1", {"192.0.2.1", "192.0.2.2"}), MakeNode("a2", {})}}),
            MakeHolder("b", {}, {{MakeNode("b1", {"192.0.2.11"})}})},
           {{"192.0.2.1", {kFirst, kSecond}}, {"192.0.2.2", {kFirst}}, {"192.0.2.11", {}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), ElementsAre("a/a1"));
  EXPECT_THAT(OwnersOf(kSecond, {heard}), ElementsAre("a/a1")) << "a second card, or an impostor";
  EXPECT_THAT(OwnersOf(kProxy, {heard}), IsEmpty());
}

TEST(MacOwners, AreSeveralIfOneHostAnswersForSeveralNodes) {
  const auto heard = Hear({MakeHolder("a", {}, {{MakeNode("a1", {"192.0.2.1"})}}),
                           MakeHolder("b", {}, {{MakeNode("b1", {"192.0.2.11"})}})},
                          {{"192.0.2.1", {kFirst}}, {"192.0.2.11", {kFirst}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), ElementsAre("a/a1", "b/b1"));
}

TEST(MacOwners, IncludeThisHost) {
  const auto heard = Hear({MakeHolder("a", {}, {{MakeNode("a1", {"192.0.2.250"})}})}, {});
  EXPECT_THAT(OwnersOf(tests::kOwnMac, {heard}), ElementsAre("a/a1"));
  const auto other = Hear({MakeHolder("a", {}, {{MakeNode("a1", {"192.0.2.1"})}})}, {});
  EXPECT_THAT(OwnersOf(tests::kOwnMac, {other}), IsEmpty());
}

TEST(MacOwners, AreNotProxiesThatAnswerBesideTheNode) {
  const auto heard =
      Hear({MakeHolder("a", {}, {{MakeNode("a1", {"192.0.2.1"})}})},
           {{"192.0.2.1", {kFirst, kProxy}}, {"192.0.2.100", {kProxy}}, {"192.0.2.101", {kProxy}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), ElementsAre("a/a1"));
  EXPECT_THAT(OwnersOf(kProxy, {heard}), IsEmpty());
}

TEST(MacOwners, AreNodesThatAnnounceAService) {
  const std::vector<metallb::L2Announcement> announcements = {
      {"shop", "s100", "a1"}, {"shop", "s101", "a2"}, {"other", "s102", "a3"}};
  const auto heard = Hear({MakeHolder("a", {"100", "101", "102"}, std::nullopt, announcements)},
                          {{"192.0.2.100", {kFirst}},
                           {"192.0.2.101", {kSecond, kProxy}},
                           {"192.0.2.102", {MakeMac(1, 3)}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), ElementsAre("a/a1"));
  EXPECT_THAT(OwnersOf(kSecond, {heard}), IsEmpty()) << "two hosts answer";
  EXPECT_THAT(OwnersOf(MakeMac(1, 3), {heard}), ElementsAre("a/"))
      << "the Service of another namespace is announced";
}

TEST(MacOwners, AreNotTaughtByAmbiguousAnnouncements) {
  // MetalLB announces each address of a dual-stack Service by a node of its own.
  const auto two_nodes = Hear(
      {MakeHolder("a", {"100"}, std::nullopt, {{{"shop", "s100", "a1"}, {"shop", "s100", "a2"}}})},
      {{"192.0.2.100", {kFirst}}});
  EXPECT_THAT(OwnersOf(kFirst, {two_nodes}), ElementsAre("a/"));
  // Both clusters assigned the address: one host answers, and it is unknown whose it is.
  const auto two_clusters =
      Hear({MakeHolder("a", {"100"}, std::nullopt, {{{"shop", "s100", "a1"}}}),
            MakeHolder("b", {"100"})},
           {{"192.0.2.100", {kFirst}}});
  EXPECT_THAT(OwnersOf(kFirst, {two_clusters}), IsEmpty());
}

TEST(MacOwners, AreNotTaughtByWhatThisHostAnnounces) {
  const std::vector<metallb::Node> nodes = {MakeNode("a1", {"192.0.2.250"}),
                                            MakeNode("a2", {"192.0.2.2"})};
  const auto heard = Hear({MakeHolder("a", {"100"}, nodes, {{{"shop", "s100", "a1"}}})},
                          {{"192.0.2.100", {kFirst}}, {"192.0.2.2", {kSecond}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), IsEmpty()) << "the own answer of a1 is not heard";
  EXPECT_TRUE(IsAnnouncedHere(heard, MakeAddress("192.0.2.100")));
  EXPECT_FALSE(IsAnnouncedHere(heard, MakeAddress("192.0.2.101")));
  const auto elsewhere = Hear({MakeHolder("a", {"100"}, nodes, {{{"shop", "s100", "a2"}}})}, {});
  EXPECT_FALSE(IsAnnouncedHere(elsewhere, MakeAddress("192.0.2.100")));
}

TEST(MacOwners, KeepTheNodeWhoseAddressWasAnswered) {
  const auto heard = Hear(
      {MakeHolder("a", {"100"}, {{MakeNode("a1", {"192.0.2.1"})}}, {{{"shop", "s100", "a2"}}})},
      {{"192.0.2.1", {kFirst}}, {"192.0.2.100", {kFirst}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), ElementsAre("a/a1")) << "the status may be old";
}

TEST(MacOwners, AreClustersIfANodeIsInAnotherSubnet) {
  const Heard heard = {{"192.0.2.1", {kFirst}}, {"192.0.2.100", {kSecond}}};
  const auto owners = [&heard](std::optional<std::vector<metallb::Node>> nodes) {
    return OwnersOf(kSecond, {Hear({MakeHolder("a", {"100"}, std::move(nodes))}, heard)});
  };
  EXPECT_THAT(owners(std::nullopt), ElementsAre("a/"));
  EXPECT_THAT(owners(std::vector<metallb::Node>()), ElementsAre("a/"));
  EXPECT_THAT(owners({{MakeNode("a1", {"192.0.2.1"}), MakeNode("a2", {"198.51.100.2"})}}),
              ElementsAre("a/"));
  EXPECT_THAT(owners({{MakeNode("a1", {"192.0.2.1"}), MakeNode("a2", {})}}), ElementsAre("a/"));
  EXPECT_THAT(owners({{MakeNode("a1", {"192.0.2.1"})}}), IsEmpty())
      << "every node was asked for: it is another host";
  EXPECT_THAT(owners({{MakeNode("a1", {"192.0.2.1"}), MakeNode("a2", {"192.0.2.250"})}}), IsEmpty())
      << "this host is the other node";
}

TEST(MacOwners, AreClustersOnlyIfOneHostAnswersAndOneClusterAssigned) {
  const auto two_hosts = Hear({MakeHolder("a", {"100"})}, {{"192.0.2.100", {kFirst, kSecond}}});
  EXPECT_THAT(OwnersOf(kFirst, {two_hosts}), IsEmpty());
  const auto two_clusters =
      Hear({MakeHolder("a", {"100"}), MakeHolder("b", {"100"})}, {{"192.0.2.100", {kFirst}}});
  EXPECT_THAT(OwnersOf(kFirst, {two_clusters}), IsEmpty());
  const auto of_both = Hear({MakeHolder("a", {"100"}), MakeHolder("b", {"101"})},
                            {{"192.0.2.100", {kFirst}}, {"192.0.2.101", {kFirst}}});
  EXPECT_THAT(OwnersOf(kFirst, {of_both}), ElementsAre("a/", "b/"));
  const auto proxy =
      Hear({MakeHolder("a", {"100"})},
           {{"192.0.2.100", {kProxy}}, {"192.0.2.101", {kProxy}}, {"192.0.2.102", {kProxy}}});
  EXPECT_THAT(OwnersOf(kProxy, {proxy}), IsEmpty());
}

// Nodes in another subnet: a node of b answers for its own addresses and for one of a.
TEST(MacOwners, AreTheOwnersOfMostAddresses) {
  const std::vector<metallb::Node> elsewhere = {MakeNode("n1", {"10.9.9.9"})};
  const std::vector<ClusterView> clusters = {MakeHolder("a", {"100", "101"}, elsewhere),
                                             MakeHolder("b", {"105", "106"}, elsewhere)};
  EXPECT_THAT(OwnersOf(kSecond, {Hear(clusters, {{"192.0.2.100", {kFirst}},
                                                 {"192.0.2.101", {kSecond}},
                                                 {"192.0.2.105", {kSecond}},
                                                 {"192.0.2.106", {kSecond}}})}),
              ElementsAre("b/"));
  EXPECT_THAT(
      OwnersOf(kSecond, {Hear(clusters, {{"192.0.2.101", {kSecond}}, {"192.0.2.105", {kSecond}}})}),
      ElementsAre("a/", "b/"))
      << "as many of each: unknown whose";
}

TEST(MacOwners, KnowANodeOfAnotherSegment) {
  const std::vector<metallb::Node> nodes = {MakeNode("a1", {"198.51.100.1"})};
  const auto services = Hear({MakeHolder("a", {"100"}, nodes)}, {{"192.0.2.100", {kFirst}}});
  const auto node =
      Hear({MakeHolder("a", {"100"}, nodes)}, {{"198.51.100.1", {kFirst}}}, "198.51.100.9/24");
  EXPECT_THAT(OwnersOf(kFirst, {services}), ElementsAre("a/"));
  EXPECT_THAT(OwnersOf(kFirst, {services, node}), ElementsAre("a/a1"));
  EXPECT_THAT(OwnersOf(kFirst, {node, services}), ElementsAre("a/a1"));
}

TEST(MacOwners, IgnoreClustersWithoutData) {
  ClusterView unknown;
  unknown.name = "a";
  const auto heard = Hear({unknown}, {{"192.0.2.100", {kFirst}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), IsEmpty());
  EXPECT_FALSE(IsAnnouncedHere(heard, MakeAddress("192.0.2.100")));
}

// Asks for `asked` unassigned addresses, of which the first `answered` are answered by kProxy.
std::vector<PoolName> PoolsOfProxy(int asked, int answered) {
  ClusterObjects objects;
  objects.pools = {MakePool("p", {"10.0.0.0/24"})};
  objects.services = {MakeService("web", {"10.0.0.250"})};
  objects.nodes = {MakeNode("a1", {"10.0.0.251"})};
  Heard heard = {{"10.0.0.250", {kFirst}}, {"10.0.0.251", {kFirst}}};
  for (int i = 1; i <= asked; ++i) {
    heard.emplace_back("10.0.0." + std::to_string(i),
                       i <= answered ? std::vector{kProxy} : std::vector<MacAddress>());
  }
  const auto proxies =
      FindProxies({{MakeCluster("a", std::move(objects))}, {}}, tests::MakeAnswers(heard));
  return proxies.contains(kProxy) ? proxies.at(kProxy) : std::vector<PoolName>();
}

TEST(FindProxies, AnswerForNearlyEveryUnassignedAddressOfAPool) {
  EXPECT_THAT(PoolsOfProxy(10, 10), ElementsAre(PoolName{"a", "p"}));
  EXPECT_THAT(PoolsOfProxy(10, 9), ElementsAre(PoolName{"a", "p"}));
  EXPECT_THAT(PoolsOfProxy(10, 8), IsEmpty());
  EXPECT_THAT(PoolsOfProxy(100, 90), ElementsAre(PoolName{"a", "p"}));
  EXPECT_THAT(PoolsOfProxy(100, 89), IsEmpty());
  EXPECT_THAT(PoolsOfProxy(0, 0), IsEmpty());
}

TEST(FindProxies, NeverConsistOfASingleAddress) {
  EXPECT_THAT(PoolsOfProxy(1, 1), IsEmpty());
  EXPECT_THAT(PoolsOfProxy(2, 1), IsEmpty());
  EXPECT_THAT(PoolsOfProxy(2, 2), ElementsAre(PoolName{"a", "p"}));
}

TEST(FindProxies, AreFoundForEachPool) {
  const FleetView fleet{
      {MakeCluster("a", {MakePool("p", {"10.0.0.0/30"}), MakePool("q", {"10.0.1.0/30"})}, {}),
       MakeCluster("b", {MakePool("p", {"10.0.0.0/30"})}, {MakeService("web", {"10.0.0.3"})})},
      {}};
  const auto answers = tests::MakeAnswers({{"10.0.0.1", {kProxy, kFirst}},
                                           {"10.0.0.2", {kProxy}},
                                           {"10.0.0.3", {}},
                                           {"10.0.1.1", {kProxy}},
                                           {"10.0.1.2", {}}});
  EXPECT_THAT(FindProxies(fleet, answers),
              ElementsAre(Pair(kProxy, ElementsAre(PoolName{"a", "p"}, PoolName{"b", "p"}))))
      << "an address that another cluster assigned is not unassigned";
}

// The router also answers for the assigned addresses of a pool without an unassigned address.
TEST(FindProxies, CountForFullPools) {
  const FleetView fleet{
      {MakeCluster("a",
                   {MakePool("full", {"10.0.1.0/31"}), MakePool("p", {"10.0.0.0/31"}),
                    MakePool("single", {"10.0.2.0/32"})},
                   {MakeService("web", {"10.0.1.0", "10.0.1.1"})})},
      {}};
  Heard heard = {{"10.0.0.0", {kProxy}},
                 {"10.0.0.1", {kProxy}},
                 {"10.0.1.0", {kProxy}},
                 {"10.0.1.1", {kFirst}},
                 {"10.0.2.0", {kProxy}}};
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard)),
              ElementsAre(Pair(kProxy, ElementsAre(PoolName{"a", "p"}, PoolName{"a", "full"}))))
      << "never a pool with a single unassigned address";
  heard.back().second = {};
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard)),
              ElementsAre(Pair(kProxy, ElementsAre(PoolName{"a", "p"}))))
      << "it does not answer for nearly every unassigned address of all pools";
}

// A router answers ARP, but not neighbor solicitations.
TEST(FindProxies, AreFoundForEachFamily) {
  const FleetView fleet{{MakeCluster("a", {MakePool("p", {"10.0.0.0/29", "2001:db8::/125"})}, {})},
                        {}};
  Heard heard = {{"10.0.0.1", {kProxy}}, {"10.0.0.2", {kProxy}}};
  for (const char* const silent : {"2001:db8::1", "2001:db8::2", "2001:db8::3"}) {
    heard.emplace_back(silent, std::vector<MacAddress>());
  }
  const auto expected = ElementsAre(Pair(kProxy, ElementsAre(PoolName{"a", "p"})));
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard)), expected);
  for (auto& [address, hosts] : heard) hosts = {kProxy};
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard)), expected) << "the pool is named once";
}

}  // namespace
}  // namespace exporter::scan
