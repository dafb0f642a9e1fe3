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
using testing::ElementsAre;
using testing::IsEmpty;
using tests::Heard;
using tests::MakeAddress;
using tests::MakeCluster;
using tests::MakeMac;
using tests::MakeNode;
using tests::MakePool;
using tests::MakeService;

constexpr MacAddress kFirst = MakeMac(1, 1);
constexpr MacAddress kSecond = MakeMac(1, 2);
constexpr MacAddress kFirstCard = MakeMac(1, 0x11);
constexpr MacAddress kProxy = MakeMac(0x66, 1);

using Hosts = std::vector<MacAddress>;

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
           {{"192.0.2.1", {kFirst}}, {"192.0.2.2", {kFirst}}, {"192.0.2.11", {}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), ElementsAre("a/a1"));
  EXPECT_THAT(OwnersOf(kSecond, {heard}), IsEmpty());
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

// Nodes a1 and a2 in the subnet; a1 has the Services 100 and 101, and both have ones in
// `announced`.
std::vector<ClusterView> TwoNodes(
    std::optional<std::vector<metallb::L2Announcement>> announced = {}) {
  return {MakeHolder("a", {"100", "101", "102"},
                     {{MakeNode("a1", {"192.0.2.1"}), MakeNode("a2", {"192.0.2.2"})}},
                     std::move(announced))};
}

TEST(MacOwners, AreCardsOfANodeIfTheyAnswerForTheSameAddresses) {
  const auto heard = Hear(TwoNodes(), {{"192.0.2.1", {kFirst, kFirstCard}},
                                       {"192.0.2.2", {kSecond}},
                                       {"192.0.2.100", {kFirst, kFirstCard}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), ElementsAre("a/a1"));
  EXPECT_THAT(OwnersOf(kFirstCard, {heard}), ElementsAre("a/a1"));
}

// One of the two hosts forges its answer, or both have the same address.
TEST(MacOwners, AreNotLearnedFromAContestedAddress) {
  const auto one_each = Hear(TwoNodes(), {{"192.0.2.1", {kFirst, kProxy}},
                                          {"192.0.2.2", {kSecond}},
                                          {"192.0.2.100", {kFirst}},
                                          {"192.0.2.101", {kProxy}}});
  EXPECT_THAT(OwnersOf(kFirst, {one_each}), IsEmpty());
  EXPECT_THAT(OwnersOf(kProxy, {one_each}), IsEmpty());
  EXPECT_THAT(OwnersOf(kSecond, {one_each}), ElementsAre("a/a2"));
  const auto beside_idle = Hear(TwoNodes(), {{"192.0.2.1", {kFirst}},
                                             {"192.0.2.2", {kSecond, kProxy}},
                                             {"192.0.2.100", {kFirst, kProxy}},
                                             {"192.0.2.101", {kProxy}}});
  EXPECT_THAT(OwnersOf(kProxy, {beside_idle}), IsEmpty());
  EXPECT_THAT(OwnersOf(kFirst, {beside_idle}), ElementsAre("a/a1"));
  const auto two_looks = {Hear(TwoNodes(), {{"192.0.2.1", {kFirst}}, {"192.0.2.100", {kFirst}}}),
                          Hear(TwoNodes(), {{"192.0.2.1", {kProxy}}, {"192.0.2.100", {kFirst}}})};
  EXPECT_THAT(OwnersOf(kProxy, two_looks), IsEmpty()) << "a different host in the second look";
  EXPECT_THAT(OwnersOf(kFirst, two_looks), IsEmpty());
}

TEST(MacOwners, KnowTheNodeThatAnswersForAnotherNode) {
  const auto heard =
      Hear(TwoNodes(),
           {{"192.0.2.1", {kFirst}}, {"192.0.2.2", {kFirst, kSecond}}, {"192.0.2.101", {kSecond}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), ElementsAre("a/a1"));
  EXPECT_THAT(OwnersOf(kSecond, {heard}), IsEmpty()) << "nothing is learned from it";
}

TEST(MacOwners, KnowAContestedNodeByItsAnnouncements) {
  const auto heard = Hear(TwoNodes({{{"shop", "s100", "a1"}, {"shop", "s101", "a1"}}}),
                          {{"192.0.2.1", {kFirst, kProxy}},
                           {"192.0.2.2", {kSecond}},
                           {"192.0.2.100", {kFirst}},
                           {"192.0.2.101", {kFirst}}});
  EXPECT_THAT(OwnersOf(kFirst, {heard}), ElementsAre("a/a1"));
  EXPECT_THAT(OwnersOf(kProxy, {heard}), IsEmpty());
}

// With arp_ignore=1, only one card answers for the node's address.
TEST(MacOwners, AreSecondCardsThatMirrorAKnownCard) {
  Heard heard = {{"192.0.2.1", {kFirst}},
                 {"192.0.2.2", {kSecond}},
                 {"192.0.2.100", {kFirst, kFirstCard}},
                 {"192.0.2.101", {kFirst, kFirstCard}},
                 {"192.0.2.102", {kSecond}},
                 {"192.0.2.103", {}}};
  EXPECT_THAT(OwnersOf(kFirstCard, {Hear(TwoNodes(), heard)}), ElementsAre("a/a1"));
  heard[5].second = {kFirstCard};
  EXPECT_THAT(OwnersOf(kFirstCard, {Hear(TwoNodes(), heard)}), IsEmpty()) << "one more address";
  heard[5].second = {kFirst};
  EXPECT_THAT(OwnersOf(kFirstCard, {Hear(TwoNodes(), heard)}), IsEmpty()) << "one address less";
  heard[5].second = {};
  heard[4].second = {kSecond, kFirstCard};
  EXPECT_THAT(OwnersOf(kFirstCard, {Hear(TwoNodes(), heard)}), IsEmpty())
      << "two nodes answer as well";
  heard[4].second = {};
  EXPECT_THAT(OwnersOf(kFirstCard, {Hear(TwoNodes(), heard)}), IsEmpty())
      << "another cluster can have the same addresses";
  heard[4].second = {kSecond};
  heard[3].second = {};
  EXPECT_THAT(OwnersOf(kFirstCard, {Hear(TwoNodes(), heard)}), IsEmpty()) << "a single address";
}

TEST(MacOwners, AreNamedByTheConfiguration) {
  const auto heard =
      Hear(TwoNodes(),
           {{"192.0.2.1", {kFirst}}, {"192.0.2.100", {kFirstCard}}, {"192.0.2.101", {kProxy}}});
  const MacOwners owners({&heard, 1},
                         {{kFirstCard.ToString(), "a/a1"}, {kProxy.ToString(), "NAT"}});
  EXPECT_THAT(owners.Of(kFirstCard), ElementsAre(MacOwner{"a", "a1"}));
  EXPECT_THAT(owners.Of(kProxy), IsEmpty()) << "a device is not the node that does not answer";
  EXPECT_THAT(OwnersOf(kProxy, {heard}), ElementsAre("a/"));
}

TEST(MacOwners, AreNotProxiesThatAnswerBesideTheNode) {
  const auto heard = Hear({MakeHolder("a", {}, {{MakeNode("a1", {"192.0.2.1"})}})},
                          {{"192.0.2.1", {kFirst, kProxy}},
                           {"192.0.2.100", {kProxy}},
                           {"192.0.2.101", {kProxy}},
                           {"192.0.2.102", {kProxy}},
                           {"192.0.2.103", {kProxy}}});
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

// a1 announces on all its cards, and the card of its address does not answer for the Service.
TEST(MacOwners, AreNotTaughtByTheAnnouncementOfANodeThatAnswers) {
  const Heard answers = {
      {"192.0.2.1", {kFirst}}, {"192.0.2.2", {kSecond}}, {"192.0.2.100", {kProxy}}};
  EXPECT_THAT(OwnersOf(kProxy, {Hear(TwoNodes({{{"shop", "s100", "a1"}}}), answers)}), IsEmpty());
  EXPECT_THAT(OwnersOf(kProxy, {Hear(TwoNodes({{{"shop", "s100", "a1", true}}}), answers)}),
              ElementsAre("a/a1"))
      << "it announces the Service on chosen interfaces";
}

// A status that is old after a failover names a1 for both addresses.
TEST(MacOwners, AreOneForEachNodeThatAnnounces) {
  const std::vector<metallb::Node> elsewhere = {MakeNode("a1", {"10.9.9.1"}),
                                                MakeNode("a2", {"10.9.9.2"})};
  const auto owners = [&](std::vector<metallb::L2Announcement> announcements, Heard heard) {
    const auto segment =
        Hear({MakeHolder("a", {"100", "101", "102"}, elsewhere, announcements)}, std::move(heard));
    return OwnersOf(kFirst, {segment})[0] + ' ' + OwnersOf(kSecond, {segment})[0];
  };
  const std::vector<metallb::L2Announcement> old = {{"shop", "s100", "a1"}, {"shop", "s101", "a1"}};
  EXPECT_EQ(owners(old, {{"192.0.2.100", {kFirst}}, {"192.0.2.101", {kSecond}}}), "a/ a/");
  EXPECT_EQ(
      owners({{"shop", "s100", "a1"}, {"shop", "s101", "a1"}, {"shop", "s102", "a2"}},
             {{"192.0.2.100", {kFirst}}, {"192.0.2.101", {kSecond}}, {"192.0.2.102", {kSecond}}}),
      "a/a1 a/a2");
  EXPECT_EQ(
      owners({{"shop", "s100", "a1"}, {"shop", "s101", "a1"}, {"shop", "s102", "a1"}},
             {{"192.0.2.100", {kFirst}}, {"192.0.2.101", {kSecond}}, {"192.0.2.102", {kSecond}}}),
      "a/ a/a1");
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

// With arp_ignore=1, a node need not answer for its own address.
TEST(MacOwners, AreClustersIfANodeIsSilent) {
  for (const int count : {1, 2, 3}) {
    Heard heard = {{"192.0.2.1", {kFirst}}, {"192.0.2.2", {}}, {"192.0.2.105", {}}};
    for (int i = 0; i < count; ++i)
      heard.emplace_back("192.0.2.10" + std::to_string(i), Hosts{kSecond});
    EXPECT_THAT(OwnersOf(kSecond, {Hear(TwoNodes(), heard)}), ElementsAre("a/")) << count;
    heard[2].second = {kSecond};
    EXPECT_EQ(OwnersOf(kSecond, {Hear(TwoNodes(), heard)}).size(), count > 1 ? 1U : 0U)
        << count << " assigned addresses and an unassigned one";
    heard[1].second = {kProxy};
    EXPECT_THAT(OwnersOf(kSecond, {Hear(TwoNodes(), heard)}), IsEmpty())
        << "every node has answered: it is another host";
  }
}

TEST(MacOwners, AreNotVirtualRouters) {
  const MacAddress vrrp{{0x00, 0x00, 0x5e, 0x00, 0x01, 0x0c}};
  EXPECT_THAT(OwnersOf(vrrp, {Hear({MakeHolder("a", {"100"})}, {{"192.0.2.100", {vrrp}}})}),
              IsEmpty());
}

TEST(MacOwners, AreClustersOnlyIfOneHostAnswersAndOneClusterAssigned) {
  const auto two_hosts = Hear({MakeHolder("a", {"100"})}, {{"192.0.2.100", {kFirst, kSecond}}});
  EXPECT_THAT(OwnersOf(kFirst, {two_hosts}), IsEmpty());
  const auto two_clusters =
      Hear({MakeHolder("a", {"100"}), MakeHolder("b", {"100"})}, {{"192.0.2.100", {kFirst}}});
  EXPECT_THAT(OwnersOf(kFirst, {two_clusters}), IsEmpty());
  const auto of_both = Hear({MakeHolder("a", {"100"}), MakeHolder("b", {"101"})},
                            {{"192.0.2.100", {kFirst}}, {"192.0.2.101", {kFirst}}});
  EXPECT_THAT(OwnersOf(kFirst, {of_both}), IsEmpty()) << "it cannot be a node of both";
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
      IsEmpty())
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

}  // namespace
}  // namespace exporter::scan
