// The verdicts about addresses, from whole segments.

#include "exporter/scan/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/scan/two_clusters.h"

namespace exporter::scan {
namespace {

using fleet::ClusterObjects;
using fleet::FleetPolicy;
using fleet::FleetView;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::Assigned;
using tests::Find;
using tests::FindIn;
using tests::Heard;
using tests::kA1;
using tests::kA1SecondCard;
using tests::kA2;
using tests::kB1;
using tests::kOtherStranger;
using tests::kStranger;
using tests::kSubnets;
using tests::Lines;
using tests::MakeCluster;
using tests::MakeFleet;
using tests::MakeNode;
using tests::MakePool;
using tests::ObjectsOf;

TEST(FindOnWire, NamesKnownDevicesAndRouters) {
  FleetPolicy policy;
  const MacAddress vrrp{{0x00, 0x00, 0x5e, 0x00, 0x01, 0x0c}};
  const MacAddress renamed{{0x00, 0x00, 0x5e, 0x00, 0x01, 0x0d}};
  policy.known_macs = {{kStranger.ToString(), "printer"},
                       {renamed.ToString(), "edge router"},
                       {kA1.ToString(), "rack 7"}};
  EXPECT_THAT(
      Lines(Find("192.0.2.", {{"100", "101"}, {}},
                 {{"100", {kA1}}, {"101", {kStranger}}, {"102", {vrrp}}, {"103", {renamed}}},
                 policy)),
      ElementsAre("192.0.2.100 ok: a/a1(rack 7)", "192.0.2.101 foreign: -(printer)",
                  "192.0.2.102 squatter: -(VRRP group 12)",
                  "192.0.2.103 squatter: -(edge router)"));
}

struct Row {
  std::string name;
  Assigned assigned;
  std::string address;
  std::vector<MacAddress> hosts;
  std::string finding;  // after the address; empty: none
};

const std::vector<Row> kRows = {
    {"ok", {{"100"}, {}}, "100", {kA1}, "ok: a/a1"},
    {"silent", {{"100"}, {}}, "100", {}, "silent:"},
    {"flux", {{"100"}, {}}, "100", {kA1, kA1SecondCard}, "flux: a/a1 a/a1"},
    {"split", {{"100"}, {}}, "100", {kA1, kA2}, "split: a/a1 a/a2"},
    {"split and flux", {{"100"}, {}}, "100", {kA1, kA1SecondCard, kA2}, "split: a/a1 a/a2 a/a1"},
    {"stolen", {{"100"}, {}}, "100", {kB1}, "stolen: b/b1"},
    {"stolen from the right host", {{"100"}, {}}, "100", {kA1, kB1}, "stolen: a/a1 b/b1"},
    {"stolen, foreign and split",
     {{"100"}, {}},
     "100",
     {kA1, kA2, kB1, kStranger},
     "stolen: a/a1 a/a2 b/b1 -"},
    {"foreign", {{"100"}, {}}, "100", {kStranger}, "foreign: -"},
    {"foreign and the right host", {{"100"}, {}}, "100", {kA1, kStranger}, "foreign: a/a1 -"},
    {"foreign and split", {{"100"}, {}}, "100", {kA1, kA2, kStranger}, "foreign: a/a1 a/a2 -"},
    {"two foreign hosts", {{"100"}, {}}, "100", {kStranger, kOtherStranger}, "foreign: - -"},
    {"duplicate", {{"100"}, {"100"}}, "100", {kA1, kB1}, "duplicate: a/a1 b/b1"},
    {"duplicate, one answers", {{"100"}, {"100"}}, "100", {kB1}, "duplicate: b/b1"},
    {"duplicate, foreign", {{"100"}, {"100"}}, "100", {kStranger}, "duplicate: -"},
    {"duplicate without an answer", {{"100"}, {"100"}}, "100", {}, "duplicate:"},
    {"squatter", {{}, {}}, "100", {kStranger}, "squatter: -"},
    {"a node of the cluster announces an old address", {{}, {}}, "100", {kA1}, "squatter: a/a1"},
    {"two squatters", {{}, {}}, "100", {kStranger, kB1}, "squatter: b/b1 -"},
    {"unassigned", {{}, {}}, "100", {}, ""},
    {"assigned outside every pool", {{"30"}, {}}, "30", {kStranger}, "foreign: -"},
    {"in no pool and unassigned", {{}, {}}, "30", {kStranger}, ""},
};

TEST(FindOnWire, HasAVerdictForEachRowOfTheTable) {
  for (const std::string& subnet : kSubnets) {
    for (const Row& row : kRows) {
      const std::vector<std::string> expected =
          row.finding.empty() ? std::vector<std::string>()
                              : std::vector{subnet + row.address + ' ' + row.finding};
      EXPECT_EQ(Lines(Find(subnet, row.assigned, {{row.address, row.hosts}})), expected)
          << row.name << ' ' << subnet;
    }
  }
}

// A host that is not a node answers for addresses of nodes.
TEST(FindOnWire, ReportsAContestedNode) {
  const auto find = [](const Heard& heard) {
    const Interface interface = tests::MakeInterface({"192.0.2.250/24"});
    return FindIn(
        tests::MakeSegment(interface, MakeFleet("192.0.2.", {{"100", "101"}, {}}), heard));
  };
  const auto forged = find({{"192.0.2.1", {kA1, kStranger}},
                            {"192.0.2.2", {kA2}},
                            {"192.0.2.100", {kA1}},
                            {"192.0.2.101", {kStranger}}});
  EXPECT_THAT(Lines(forged), ElementsAre("192.0.2.1 foreign: - -", "192.0.2.100 foreign: -",
                                         "192.0.2.101 foreign: -"));
  EXPECT_THAT(forged[0].nodes, ElementsAre(MacOwner{"a", "a1"}));
  EXPECT_THAT(Lines(find({{"192.0.2.1", {kA1}}, {"192.0.2.2", {kA1, kA2}}, {"192.0.2.11", {kB1}}})),
              ElementsAre("192.0.2.2 foreign: a/a1 -"));
  EXPECT_THAT(Lines(find({{"192.0.2.1", {kA1}}, {"192.0.2.2", {kB1, kA2}}, {"192.0.2.11", {kB1}}})),
              ElementsAre("192.0.2.2 stolen: - b/b1"));
  EXPECT_THAT(Lines(find({{"192.0.2.1", {kA1}}, {"192.0.2.2", {kA1}}})), IsEmpty())
      << "one host is both nodes";
}

TEST(FindOnWire, NamesTwoCardsOfANodeOnce) {
  const auto find = [](const Heard& heard) {
    const Interface interface = tests::MakeInterface({"192.0.2.250/24"});
    return Lines(
        FindIn(tests::MakeSegment(interface, MakeFleet("192.0.2.", {{"100"}, {}}), heard)));
  };
  EXPECT_THAT(find({{"192.0.2.1", {kA1, kA1SecondCard}}}), ElementsAre("192.0.2.1 flux: a/a1 a/a1"))
      << "or another host has the address of the node";
  EXPECT_THAT(find({{"192.0.2.1", {kA1, kA1SecondCard}}, {"192.0.2.100", {kA1, kA1SecondCard}}}),
              ElementsAre("192.0.2.100 flux: a/a1 a/a1"));
}

TEST(FindOnWire, SaysWhoAssignedTheAddressAndWhere) {
  const auto findings = Find("192.0.2.", {{"100"}, {"100"}}, {{"100", {kA1}}});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].assigned,
              ElementsAre(fleet::Holder{"a", "shop/s100"}, fleet::Holder{"b", "shop/s100"}));
  EXPECT_THAT(findings[0].pools, ElementsAre(fleet::PoolName{"a", "pool"}));
  EXPECT_EQ(findings[0].network, "default");
  EXPECT_EQ(findings[0].interface, "eth0");
}

TEST(FindOnWire, ReportsNodesInAPool) {
  ClusterObjects objects = ObjectsOf("192.0.2.", "10", {});
  objects.nodes = {MakeNode("a1", {"192.0.2.100"})};
  const FleetView fleet{{MakeCluster("a", std::move(objects))}, {}};
  const Interface interface = tests::MakeInterface({"192.0.2.250/24"});
  EXPECT_THAT(Lines(FindIn(tests::MakeSegment(interface, fleet, {{"192.0.2.100", {kA1}}}))),
              ElementsAre("192.0.2.100 node: a/a1"));
  EXPECT_THAT(Lines(FindIn(tests::MakeSegment(interface, fleet, {{"192.0.2.100", {}}}))),
              IsEmpty());
}

TEST(FindOnWire, ExemptsSharedAddresses) {
  FleetPolicy policy;
  policy.networks["default"].shared_addresses = tests::MakeSet({"192.0.2.100-192.0.2.101"});
  EXPECT_THAT(
      Lines(Find("192.0.2.", {{"100", "102"}, {"100"}},
                 {{"100", {kA1, kB1, kStranger}}, {"101", {kStranger}}, {"102", {kA1}}}, policy)),
      ElementsAre("192.0.2.102 ok: a/a1"));
}

TEST(FindOnWire, IncludesTheAddressesOfThisHostOnce) {
  const Interface interface =
      tests::MakeInterface({"192.0.2.104/24", "192.0.2.104/16", "192.0.2.250/24"});
  const FleetView fleet = MakeFleet("192.0.2.", {});
  EXPECT_THAT(Lines(FindIn(tests::MakeSegment(interface, fleet, {}))),
              ElementsAre("192.0.2.104 squatter: -(this host)"));
  EXPECT_THAT(Lines(FindIn(tests::MakeSegment(interface, fleet, {{"192.0.2.104", {kStranger}}}))),
              ElementsAre("192.0.2.104 squatter: -(this host) -"))
      << "another host also has it";
}

// This host is node a1. It answers, but does not receive its own answers.
TEST(FindOnWire, IncludesWhatThisHostAnnounces) {
  ClusterObjects objects = ObjectsOf("192.0.2.", "10", {"100", "101"});
  objects.nodes = {MakeNode("a1", {"192.0.2.1"}), MakeNode("a2", {"192.0.2.2"})};
  objects.l2_announcements = {{"shop", "s100", "a1"}, {"shop", "s101", "a2"}};
  const FleetView fleet{{MakeCluster("a", std::move(objects))}, {}};
  const Interface interface = tests::MakeInterface({"192.0.2.1/24"});
  const auto lines = [&](const std::vector<MacAddress>& hosts) {
    return Lines(FindIn(tests::MakeSegment(
        interface, fleet, {{"192.0.2.2", {kA2}}, {"192.0.2.100", hosts}, {"192.0.2.101", {kA2}}})));
  };
  EXPECT_THAT(lines({}), ElementsAre("192.0.2.100 ok: a/a1(this host)", "192.0.2.101 ok: a/a2"));
  EXPECT_THAT(lines({kA2}),
              ElementsAre("192.0.2.100 split: a/a1(this host) a/a2", "192.0.2.101 ok: a/a2"));
}

TEST(FindOnWire, ReportsARouterWithProxyArpOnce) {
  for (const std::string& subnet : kSubnets) {
    const auto findings = Find(subnet, {{"100", "101", "102"}, {}},
                               {{"100", {kA1, kStranger}},
                                {"101", {kStranger}},
                                {"102", {kA1, kB1, kStranger}},
                                {"103", {kStranger}},
                                {"104", {kStranger}},
                                {"105", {kStranger, kOtherStranger}},
                                {"106", {kStranger}}});
    EXPECT_THAT(Lines(findings),
                ElementsAre(subnet + "100 ok: a/a1",
                            subnet + "101 silent:", subnet + "102 stolen: a/a1 b/b1",
                            subnet + "103 proxy-arp: -", subnet + "105 squatter: -"));
    EXPECT_EQ(findings[3].addresses, 4U);
    EXPECT_THAT(findings[3].pools, ElementsAre(fleet::PoolName{"a", "pool"}));
  }
}

// It answers for every unassigned address, and took one of the assigned ones.
TEST(FindOnWire, DoesNotExcuseAProxyThatTookAnAddress) {
  EXPECT_THAT(Lines(Find("192.0.2.", {{"100", "101", "102"}, {}},
                         {{"100", {kA1, kStranger}},
                          {"101", {kA1}},
                          {"102", {kA2}},
                          {"103", {kStranger}},
                          {"104", {kStranger}},
                          {"105", {kStranger}},
                          {"106", {kStranger}}})),
              ElementsAre("192.0.2.100 foreign: a/a1 -", "192.0.2.101 ok: a/a1",
                          "192.0.2.102 ok: a/a2", "192.0.2.103 proxy-arp: -"));
}

// The host is a proxy for the IPv6 addresses of the pool only.
TEST(FindOnWire, DoesNotExcuseAProxyOfTheOtherFamily) {
  ClusterObjects objects;
  objects.metallb_installed = true;
  objects.pools = {MakePool("pool", {"192.0.2.100-192.0.2.109", "2001:db8::100/126"})};
  objects.services = {tests::MakeService("s100", {"192.0.2.100"})};
  objects.nodes = {MakeNode("a1", {"192.0.2.1"})};
  const FleetView fleet{{MakeCluster("a", std::move(objects))}, {}};
  const Interface interface = tests::MakeInterface({"192.0.2.250/24", "2001:db8::1/64"});
  EXPECT_THAT(Lines(FindIn(tests::MakeSegment(interface, fleet,
                                              {{"192.0.2.1", {kA1}},
                                               {"192.0.2.100", {kA1, kStranger}},
                                               {"192.0.2.101", {kStranger}},
                                               {"192.0.2.102", {}},
                                               {"2001:db8::100", {kStranger}},
                                               {"2001:db8::101", {kStranger}},
                                               {"2001:db8::102", {kStranger}},
                                               {"2001:db8::103", {kStranger}}}))),
              ElementsAre("192.0.2.100 foreign: a/a1 -", "192.0.2.101 squatter: -",
                          "2001:db8::100 proxy-arp: -"));
}

TEST(FindOnWire, ReportsARouterOfAFullPool) {
  const Interface interface = tests::MakeInterface({"192.0.2.250/24"});
  auto segment = tests::MakeSegment(interface, MakeFleet("192.0.2.", {{"100", "101"}, {}}),
                                    {{"192.0.2.1", {kA1}},
                                     {"192.0.2.2", {kA2, kStranger}},
                                     {"192.0.2.100", {kA1, kStranger}},
                                     {"192.0.2.101", {kStranger}}});
  EXPECT_THAT(Lines(FindIn(segment)),
              ElementsAre("192.0.2.2 foreign: - -", "192.0.2.100 foreign: a/a1 -",
                          "192.0.2.101 foreign: -"));
  segment.proxies =
      FindProxies(segment.fleet, segment.answers, {{addresses::Family::kIpv4, kStranger}});
  const auto findings = FindIn(segment);
  EXPECT_THAT(Lines(findings), ElementsAre("192.0.2.100 proxy-arp: -", "192.0.2.100 ok: a/a1",
                                           "192.0.2.101 silent:"));
  EXPECT_EQ(findings[0].addresses, 0U);
  EXPECT_THAT(findings[0].assigned, ElementsAre(fleet::Holder{"a", "shop/s100"}));
}

// A router is a proxy only for the pools for which it answers.
TEST(FindOnWire, KeepsTheAnswersOfAProxyInOtherPools) {
  EXPECT_THAT(Lines(Find("192.0.2.", {{}, {"200"}},
                         {{"103", {kStranger}},
                          {"104", {kStranger}},
                          {"105", {kStranger}},
                          {"106", {kStranger}},
                          {"200", {kB1, kStranger}},
                          {"201", {}},
                          {"202", {}}})),
              ElementsAre("192.0.2.103 proxy-arp: -", "192.0.2.200 foreign: b/b1 -"));
}

// kube-proxy with IPVS without strictARP: every node answers for every assigned address.
// Upstream: metallb#153.
TEST(FindOnWire, IsSplitIfEveryNodeAnswers) {
  EXPECT_THAT(Lines(Find("192.0.2.", {{"100", "101"}, {}},
                         {{"100", {kA1, kA2}}, {"101", {kA1, kA2}}, {"102", {}}, {"103", {}}})),
              ElementsAre("192.0.2.100 split: a/a1 a/a2", "192.0.2.101 split: a/a1 a/a2"));
}

TEST(FindOnWire, IsSplitIfTwoHostsOfAClusterWithUnknownNodesAnswer) {
  // No node is known. For two addresses of cluster a, only one host answers.
  const FleetView fleet{{MakeCluster("a", ObjectsOf("192.0.2.", "10", {"100", "101", "102"}))}, {}};
  const Interface interface = tests::MakeInterface({"192.0.2.250/24"});
  EXPECT_THAT(Lines(FindIn(tests::MakeSegment(
                  interface, fleet,
                  {{"192.0.2.100", {kA1}}, {"192.0.2.101", {kA2}}, {"192.0.2.102", {kA1, kA2}}}))),
              ElementsAre("192.0.2.100 ok: a/", "192.0.2.101 ok: a/", "192.0.2.102 split: a/ a/"));
}

// The host answers for nodes of both clusters.
TEST(FindOnWire, PrefersTheClusterThatAssignedTheAddress) {
  const FleetView fleet = MakeFleet("192.0.2.", {{"100"}, {"200"}});
  const Interface interface = tests::MakeInterface({"192.0.2.250/24"});
  EXPECT_THAT(Lines(FindIn(tests::MakeSegment(interface, fleet,
                                              {{"192.0.2.1", {kA1}},
                                               {"192.0.2.11", {kA1}},
                                               {"192.0.2.100", {kA1}},
                                               {"192.0.2.200", {kA1}}}))),
              ElementsAre("192.0.2.100 ok: a/a1", "192.0.2.200 ok: b/b1"));
}

TEST(Verdicts, HaveANameAndASeverity) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < kWireVerdicts; ++i) {
    const auto verdict = static_cast<WireVerdict>(i);
    lines.push_back(std::string(Name(verdict)) + ' ' + std::string(Name(SeverityOf(verdict))));
  }
  EXPECT_THAT(lines, ElementsAre("duplicate critical", "stolen critical", "foreign critical",
                                 "split critical", "squatter warning", "node warning",
                                 "proxy-arp info", "flux info", "silent info", "ok ok"));
}

}  // namespace
}  // namespace exporter::scan
