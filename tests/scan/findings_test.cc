// The verdicts about addresses, from whole segments.

#include "exporter/scan/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using fleet::ClusterObjects;
using fleet::FleetPolicy;
using fleet::FleetView;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::Heard;
using tests::MakeCluster;
using tests::MakeMac;
using tests::MakeNode;
using tests::MakePool;
using tests::MakeService;

constexpr MacAddress kA1 = MakeMac(0x0a, 1);
constexpr MacAddress kA1SecondCard = MakeMac(0x0a, 0x11);
constexpr MacAddress kA2 = MakeMac(0x0a, 2);
constexpr MacAddress kB1 = MakeMac(0x0b, 1);
constexpr MacAddress kStranger = MakeMac(0x66, 1);
constexpr MacAddress kOtherStranger = MakeMac(0x66, 2);

// The two families differ only in the beginning of their addresses.
const std::vector<std::string> kSubnets = {"192.0.2.", "2001:db8::"};

// The Services of two clusters, as texts such as "100" for the address ending in 100.
struct Assigned {
  std::vector<std::string> a = {};
  std::vector<std::string> b = {};
};

ClusterObjects ObjectsOf(const std::string& subnet, const std::string& pool,
                         const std::vector<std::string>& assigned) {
  ClusterObjects objects;
  objects.metallb_installed = true;
  objects.pools = {MakePool("pool", {subnet + pool + "0-" + subnet + pool + "9"})};
  for (const std::string& each : assigned) {
    objects.services.push_back(MakeService("s" + each, {subnet + each}));
  }
  return objects;
}

// Cluster a has the pool 100 to 109 and two nodes, cluster b the pool 200 to 209 and one node.
FleetView MakeFleet(const std::string& subnet, const Assigned& assigned) {
  ClusterObjects a = ObjectsOf(subnet, "10", assigned.a);
  a.nodes = {MakeNode("a1", {subnet + "1"}), MakeNode("a2", {subnet + "2"})};
  ClusterObjects b = ObjectsOf(subnet, "20", assigned.b);
  b.nodes = {MakeNode("b1", {subnet + "11"})};
  return {{MakeCluster("a", std::move(a)), MakeCluster("b", std::move(b))}, {}};
}

// "192.0.2.100 split: a/a1 a/a2 -"; a host without a cluster is "-", and its name
// follows in parentheses.
std::string Line(const WireFinding& finding) {
  std::string line = finding.address.ToString() + ' ' + std::string(Name(finding.verdict)) + ':';
  for (const Answerer& each : finding.answers) {
    line += ' ' + (each.cluster.empty() ? "-" : each.cluster + '/' + each.node);
    if (!each.name.empty()) line += '(' + each.name + ')';
    if (each.this_host) line += "(this host)";
  }
  return line;
}

std::vector<std::string> Lines(const std::vector<WireFinding>& findings) {
  std::vector<std::string> lines;
  for (const WireFinding& finding : findings) lines.push_back(Line(finding));
  return lines;
}

std::vector<WireFinding> FindIn(const SegmentAnswers& segment, const FleetPolicy& policy = {}) {
  return FindOnWire(segment, MacOwners({&segment, 1}), policy);
}

// The findings about `heard`, whose addresses are as in Assigned. Every node answers for itself.
std::vector<WireFinding> Find(const std::string& subnet, const Assigned& assigned,
                              const Heard& heard, const FleetPolicy& policy = {}) {
  Heard all = {{subnet + "1", {kA1, kA1SecondCard}}, {subnet + "2", {kA2}}, {subnet + "11", {kB1}}};
  for (const auto& [address, hosts] : heard) all.emplace_back(subnet + address, hosts);
  const Interface interface =
      tests::MakeInterface({subnet + "250" + (subnet.back() == ':' ? "/64" : "/24")});
  return FindIn(tests::MakeSegment(interface, MakeFleet(subnet, assigned), all), policy);
}

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

}  // namespace
}  // namespace exporter::scan
