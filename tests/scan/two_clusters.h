// A segment with two clusters, and the findings there as lines of text. Nothing is sent.

#ifndef TESTS_SCAN_TWO_CLUSTERS_H_
#define TESTS_SCAN_TWO_CLUSTERS_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "exporter/scan/findings.h"
#include "tests/scan/made_segment.h"

namespace exporter::tests {

inline constexpr scan::MacAddress kA1 = MakeMac(0x0a, 1);
inline constexpr scan::MacAddress kA1SecondCard = MakeMac(0x0a, 0x11);
inline constexpr scan::MacAddress kA2 = MakeMac(0x0a, 2);
inline constexpr scan::MacAddress kB1 = MakeMac(0x0b, 1);
inline constexpr scan::MacAddress kStranger = MakeMac(0x66, 1);
inline constexpr scan::MacAddress kOtherStranger = MakeMac(0x66, 2);

// The two families differ only in the beginning of their addresses.
inline const std::vector<std::string> kSubnets = {"192.0.2.", "2001:db8::"};

// The Services of two clusters, as texts such as "100" for the address ending in 100.
struct Assigned {
  std::vector<std::string> a = {};
  std::vector<std::string> b = {};
};

inline fleet::ClusterObjects ObjectsOf(const std::string& subnet, const std::string& pool,
                                       const std::vector<std::string>& assigned) {
  fleet::ClusterObjects objects;
  objects.metallb_installed = true;
  objects.pools = {MakePool("pool", {subnet + pool + "0-" + subnet + pool + "9"})};
  for (const std::string& each : assigned) {
    objects.services.push_back(MakeService("s" + each, {subnet + each}));
  }
  return objects;
}

// Cluster a has the pool 100 to 109 and two nodes, cluster b the pool 200 to 209 and one node.
inline fleet::FleetView MakeFleet(const std::string& subnet, const Assigned& assigned) {
  fleet::ClusterObjects a = ObjectsOf(subnet, "10", assigned.a);
  a.nodes = {MakeNode("a1", {subnet + "1"}), MakeNode("a2", {subnet + "2"})};
  fleet::ClusterObjects b = ObjectsOf(subnet, "20", assigned.b);
  b.nodes = {MakeNode("b1", {subnet + "11"})};
  return {{MakeCluster("a", std::move(a)), MakeCluster("b", std::move(b))}, {}};
}

// "192.0.2.100 split: a/a1 a/a2 -"; a host without a cluster is "-", and its name
// follows in parentheses.
inline std::string Line(const scan::WireFinding& finding) {
  std::string line =
      finding.address.ToString() + ' ' + std::string(scan::Name(finding.verdict)) + ':';
  for (const scan::Answerer& each : finding.answers) {
    line += ' ' + (each.cluster.empty() ? "-" : each.cluster + '/' + each.node);
    if (!each.name.empty()) line += '(' + each.name + ')';
    if (each.this_host) line += "(this host)";
  }
  return line;
}

inline std::vector<std::string> Lines(const std::vector<scan::WireFinding>& findings) {
  std::vector<std::string> lines;
  for (const scan::WireFinding& finding : findings) lines.push_back(Line(finding));
  return lines;
}

inline std::vector<scan::WireFinding> FindIn(const scan::SegmentAnswers& segment,
                                             const fleet::FleetPolicy& policy = {}) {
  return scan::FindOnWire(segment, scan::MacOwners({&segment, 1}), policy);
}

// The findings about `heard`, whose addresses are as in Assigned. Every node answers for itself, a1
// with both cards if both answer in `heard`.
inline std::vector<scan::WireFinding> Find(const std::string& subnet, const Assigned& assigned,
                                           const Heard& heard,
                                           const fleet::FleetPolicy& policy = {}) {
  Heard all = {{subnet + "1", {kA1}}, {subnet + "2", {kA2}}, {subnet + "11", {kB1}}};
  for (const auto& [address, hosts] : heard) {
    all.emplace_back(subnet + address, hosts);
    if (std::find(hosts.begin(), hosts.end(), kA1SecondCard) != hosts.end()) {
      all.front().second = {kA1, kA1SecondCard};
    }
  }
  const scan::Interface interface =
      MakeInterface({subnet + "250" + (subnet.back() == ':' ? "/64" : "/24")});
  return FindIn(MakeSegment(interface, MakeFleet(subnet, assigned), all), policy);
}

}  // namespace exporter::tests

#endif  // TESTS_SCAN_TWO_CLUSTERS_H_
