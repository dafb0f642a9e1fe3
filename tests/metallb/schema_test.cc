#include "exporter/metallb/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/metallb/yaml_object.h"

namespace exporter::metallb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Each problem as "5 IPAddressPool "p" has no field …".
std::vector<std::string> ProblemsOf(const std::string& yaml, const std::string& kind,
                                    const std::string& version = "v1beta1") {
  std::vector<std::string> lines;
  for (const SchemaProblem& each :
       FindSchemaProblems(FromYaml(yaml), "metallb.io/" + version, kind)) {
    lines.push_back(std::to_string(each.line) + ' ' + each.object + ' ' + each.problem);
  }
  return lines;
}

std::string WithSpec(const std::string& spec) {
  return "apiVersion: x\nmetadata: {name: p, other: 1}\nspec: " + spec + "\n";
}

TEST(Schema, AcceptsEachFieldOfEachKind) {
  constexpr const char* kSelector =
      "[{matchLabels: {any: x, label: y}, matchExpressions: [{key: a, operator: In, values: "
      "[b]}]}]";
  const std::string selector = kSelector;
  EXPECT_THAT(ProblemsOf(WithSpec("{addresses: [], autoAssign: true, avoidBuggyIPs: true, "
                                  "serviceAllocation: {priority: 1, namespaces: [a], "
                                  "namespaceSelectors: " +
                                  selector + ", serviceSelectors: " + selector + "}}"),
                         "IPAddressPool"),
              IsEmpty());
  EXPECT_THAT(
      ProblemsOf(WithSpec("{ipAddressPools: [], ipAddressPoolSelectors: " + selector +
                          ", nodeSelectors: " + selector +
                          ", interfaces: [eth0], "
                          "serviceSelectors: " +
                          selector +
                          ", preferredNodeSelectors: [{weight: 1, preference: {matchLabels: "
                          "{a: b}}}]}"),
                 "L2Advertisement"),
      IsEmpty());
  EXPECT_THAT(ProblemsOf(WithSpec("{ipAddressPools: [], ipAddressPoolSelectors: [], "
                                  "nodeSelectors: [], serviceSelectors: [], aggregationLength: 32, "
                                  "aggregationLengthV6: 128, localPref: 1, communities: [], "
                                  "peers: []}"),
                         "BGPAdvertisement"),
              IsEmpty());
  const std::string old_peer =
      "myASN: 1, peerASN: 2, peerAddress: a, peerPort: 179, sourceAddress: b, routerID: c, "
      "holdTime: 90s, keepaliveTime: 30s, password: p, bfdProfile: f, nodeSelectors: " +
      selector + ", ebgpMultiHop: true";
  EXPECT_THAT(ProblemsOf(WithSpec("{" + old_peer + "}"), "BGPPeer"), IsEmpty());
  EXPECT_THAT(ProblemsOf(WithSpec("{" + old_peer +
                                  ", passwordSecret: {name: a, namespace: b}, vrf: red, "
                                  "connectTime: 1s, disableMP: true, enableGracefulRestart: true, "
                                  "dynamicASN: external, dualStackAddressFamily: true, "
                                  "interface: eth0, localASN: 3}"),
                         "BGPPeer", "v1beta2"),
              IsEmpty());
  EXPECT_THAT(ProblemsOf(WithSpec("{receiveInterval: 1, transmitInterval: 1, detectMultiplier: 1, "
                                  "echoInterval: 1, echoMode: true, passiveMode: true, "
                                  "minimumTtl: 1}"),
                         "BFDProfile"),
              IsEmpty());
  EXPECT_THAT(ProblemsOf(WithSpec("{communities: [{name: a, value: '1:2'}]}"), "Community"),
              IsEmpty());
  for (const char* version : {"v1beta1", "v1alpha1"}) {
    EXPECT_THAT(ProblemsOf(WithSpec("{protocol: bgp, addresses: [], autoAssign: true, "
                                    "bgpAdvertisements: [{aggregationLength: 32, "
                                    "aggregationLengthV6: 128, localPref: 1, communities: []}]}"),
                           "AddressPool", version),
                IsEmpty());
  }
}

TEST(Schema, NamesTheFieldItsLineAndASimilarField) {
  EXPECT_THAT(
      ProblemsOf("metadata: {name: p}\nspec:\n  avoid-buggy-ips: true\n  autoasign: false\n"
                 "  serviceAllocation:\n    namespaceSelectors:\n    - matchLabels: {a: b}\n"
                 "    - matchExpressions:\n      - key: a\n        value: [b]\n",
                 "IPAddressPool"),
      ElementsAre(
          "3 IPAddressPool \"p\" has no field \"spec.avoid-buggy-ips\"; did you mean "
          "\"avoidBuggyIPs\"?",
          "4 IPAddressPool \"p\" has no field \"spec.autoasign\"; did you mean \"autoAssign\"?",
          "10 IPAddressPool \"p\" has no field "
          "\"spec.serviceAllocation.namespaceSelectors.matchExpressions.value\"; did you mean "
          "\"values\"?"));
}

TEST(Schema, SuggestsThePlaceOfAFieldAndItsReplacement) {
  EXPECT_THAT(ProblemsOf("metadata: {name: p}\naddresses: [10.0.0.0/24]\nsops: {mac: x}\n",
                         "IPAddressPool"),
              ElementsAre("2 IPAddressPool \"p\" has no field \"addresses\"; did you mean "
                          "\"spec.addresses\"?"));
  EXPECT_THAT(
      ProblemsOf(WithSpec("{protocol: layer2, bgp-advertisements: [], namespaces: [a], x: 1}"),
                 "IPAddressPool"),
      ElementsAre("3 IPAddressPool \"p\" has no field \"spec.protocol\"; write an L2Advertisement "
                  "or a BGPAdvertisement",
                  "3 IPAddressPool \"p\" has no field \"spec.bgp-advertisements\"; write a "
                  "BGPAdvertisement",
                  "3 IPAddressPool \"p\" has no field \"spec.namespaces\"; did you mean "
                  "\"spec.serviceAllocation.namespaces\"?",
                  "3 IPAddressPool \"p\" has no field \"spec.x\"; the fields are addresses, "
                  "autoAssign, avoidBuggyIPs, serviceAllocation"));
  EXPECT_THAT(ProblemsOf(WithSpec("{ebgpMultiHop: true, passwordSecret: {}, vrf: red}"), "BGPPeer"),
              ElementsAre("3 BGPPeer \"p\" has no field \"spec.passwordSecret\"; apiVersion "
                          "metallb.io/v1beta2 has it",
                          "3 BGPPeer \"p\" has no field \"spec.vrf\"; apiVersion "
                          "metallb.io/v1beta2 has it"));
}

TEST(Schema, ReportsAVersionThatTheKindDoesNotHave) {
  EXPECT_THAT(ProblemsOf(WithSpec("{addresses: []}"), "IPAddressPool", "v1beta2"),
              ElementsAre("1 IPAddressPool \"p\" has apiVersion \"metallb.io/v1beta2\", which its "
                          "kind does not have; write metallb.io/v1beta1"));
  EXPECT_THAT(ProblemsOf(WithSpec("{vrf: red}"), "BGPPeer", "v1"),
              ElementsAre("1 BGPPeer \"p\" has apiVersion \"metallb.io/v1\", which its kind does "
                          "not have; write metallb.io/v1beta2"));
  EXPECT_THAT(FindSchemaProblems(FromYaml(WithSpec("{vrf: red}")), "", "BGPPeer"), IsEmpty());
  EXPECT_THAT(ProblemsOf(WithSpec("{any: 1}"), "MetalLB"), IsEmpty());
}

TEST(Schema, LeavesWrongTypesToTheDecoders) {
  for (const char* yaml : {"[]", "spec: []", "spec: [[{addresses: 1}]]", "spec: ~",
                           "spec: {serviceAllocation: 1}", "metadata: [name]", "7"}) {
    EXPECT_THAT(ProblemsOf(yaml, "IPAddressPool"), IsEmpty()) << yaml;
  }
}

TEST(Schema, BoundsTheTextOfALongField) {
  const auto problems =
      FindSchemaProblems(FromYaml("spec:\n  ? " + std::string(10'000, 'x') + "\n  : 1\n"),
                         "metallb.io/v1beta1", "Community");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_LT(problems[0].problem.size(), 400U);
}

}  // namespace
}  // namespace exporter::metallb
