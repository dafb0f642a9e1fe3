// Every verdict of a scan, on a real network.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/wire/wire_test.h"

namespace exporter::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

class VerdictsTest : public WireTest, public testing::WithParamInterface<Prefix> {
 protected:
  const Prefix& at_ = GetParam();
};

std::string FamilyOf(const testing::TestParamInfo<Prefix>& parameter) {
  return parameter.param.length == kIpv4Prefix.length ? "Ipv4" : "Ipv6";
}

INSTANTIATE_TEST_SUITE_P(Wire, VerdictsTest, testing::Values(kIpv4Prefix, kIpv6Prefix), FamilyOf);

TEST_P(VerdictsTest, EachRowOfTheTable) {
  AddPool(a_, "main", {at_(32) + '-' + at_(47)});
  AddPool(b_, "other", {at_(50) + '-' + at_(59)});
  for (const int number : {32, 33, 34, 35, 36, 37, 50}) {
    Assign(a_, "web-" + std::to_string(number), at_(number));
  }
  Assign(b_, "web-50", at_(50));
  AddHosts(at_, {32, 33}, {33, 45}, {34, 50}, {35, 40});
  AddNode(a_, "a2", {at_(12), at_(45)});
  const Arguments two_cards = {at_.OfSubnet(13), at_.Alone(37)};
  network_.AddHost("a3", "02:00:00:00:0a:03", two_cards);
  network_.AddCard("a3", "02:00:00:00:0a:13", two_cards);
  AddNode(a_, "a3", {at_(13)});

  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 2) << scanned.Notes();
  EXPECT_EQ(scanned.Notes(), "");
  EXPECT_EQ(scanned.json["status"].String(), "CRITICAL");
  EXPECT_THAT(scanned.Findings(),
              UnorderedElementsAre(Pair(at_(32), "ok cluster-a/a1"),                  //
                                   Pair(at_(33), "split cluster-a/a1 cluster-a/a2"),  //
                                   Pair(at_(34), "stolen cluster-b/b1"),              //
                                   Pair(at_(35), "foreign 02:00:00:00:0f:01"),        //
                                   Pair(at_(36), "silent"),                           //
                                   Pair(at_(37), "flux cluster-a/a3 cluster-a/a3"),   //
                                   Pair(at_(40), "squatter 02:00:00:00:0f:01"),       //
                                   Pair(at_(45), "node cluster-a/a2"),                //
                                   Pair(at_(50), "duplicate cluster-b/b1")));
}

TEST_P(VerdictsTest, ACorrectNetworkIsOk) {
  AddPool(a_, "main", {at_(32) + '-' + at_(39)});
  Assign(a_, "web", at_(32));
  AddHosts(at_, {32});
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 0) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), ElementsAre(Pair(at_(32), "ok cluster-a/a1")));
}

TEST_P(VerdictsTest, ASquatterAloneIsAWarning) {
  AddPool(a_, "main", {at_(32) + '-' + at_(39)});
  AddHosts(at_, {}, {}, {}, {34});
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 1) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), ElementsAre(Pair(at_(34), "squatter 02:00:00:00:0f:01")));
  EXPECT_THAT(Scan({"--no-unassigned"}).Findings(), ElementsAre());
}

TEST_P(VerdictsTest, ASharedAddressIsNotJudged) {
  AddPool(a_, "main", {at_(32) + '-' + at_(39)});
  AddPool(b_, "main", {at_(32) + '-' + at_(39)});
  Assign(a_, "web", at_(33));
  Assign(b_, "web", at_(33));
  AddHosts(at_, {33}, {}, {33});
  const std::string config = folder_.Write(
      "config.yaml", "networks: [{name: default, shared_addresses: ['" + at_(33) + "']}]\n");
  const Scanned scanned = Scan({"--config.file", config});
  EXPECT_EQ(scanned.status, 0) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), ElementsAre());
}

// As kube-proxy in IPVS mode without strictARP does it.
TEST_P(VerdictsTest, AnAddressOnEveryNodeIsSplit) {
  AddPool(a_, "main", {at_(32) + '-' + at_(39)});
  Assign(a_, "web", at_(33));
  AddHosts(at_, {33}, {33});
  network_.AddHost("a3", "02:00:00:00:0a:03", {at_.OfSubnet(13), at_.Alone(33)});
  AddNode(a_, "a3", {at_(13)});
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 2) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(),
              ElementsAre(Pair(at_(33), "split cluster-a/a1 cluster-a/a2 cluster-a/a3")));
}

// Both nodes answer the first time, one node the second time.
TEST_P(VerdictsTest, AFailoverBetweenTheLooksIsNoConflict) {
  AddPool(a_, "main", {at_(32) + '-' + at_(39)});
  Assign(a_, "web", at_(33));
  AddHosts(at_, {33}, {33});
  // The clusters are polled again before the second look.
  int polls = 0;
  a_.Intercept([&](const standin::Request& request) -> std::optional<standin::Reply> {
    if (request.path.ends_with("/services") && ++polls == 2) RemoveAddress("a1", at_.Alone(33));
    return std::nullopt;
  });
  const Scanned scanned = Scan();
  EXPECT_EQ(polls, 2);
  EXPECT_EQ(scanned.status, 0) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), ElementsAre(Pair(at_(33), "ok cluster-a/a2")));
}

// As kube-proxy with strictARP does it: no host answers for the address of a2.
TEST_P(VerdictsTest, ANodeThatDoesNotAnswerForItselfIsNotForeign) {
  AddPool(a_, "main", {at_(32) + '-' + at_(39)});
  Assign(a_, "web", at_(33));
  Assign(a_, "api", at_(34));
  network_.AddHost("a1", "02:00:00:00:0a:01", {at_.OfSubnet(11), at_.Alone(33)});
  network_.AddHost("a2", "02:00:00:00:0a:02", {at_.OfSubnet(12), at_.Alone(34)});
  AddNode(a_, "a1", {at_(11)});
  AddNode(a_, "a2", {at_(13)});
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 0) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(),
              ElementsAre(Pair(at_(33), "ok cluster-a/a1"), Pair(at_(34), "ok cluster-a")));
}

// x claims the address of a2, so that its other answers look like those of a node.
TEST_P(VerdictsTest, AHostWithTheAddressOfANodeIsForeign) {
  AddPool(a_, "main", {at_(32) + '-' + at_(39)});
  Assign(a_, "web", at_(33));
  AddHosts(at_, {33}, {}, {}, {12, 34});
  Assign(a_, "api", at_(34));
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 2) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(),
              UnorderedElementsAre(Pair(at_(12), "foreign 02:00:00:00:0a:02 02:00:00:00:0f:01"),
                                   Pair(at_(33), "ok cluster-a/a1"),
                                   Pair(at_(34), "foreign 02:00:00:00:0f:01")));
  EXPECT_THAT(RunProgram(ScanArguments({"-o", "table"})).output,
              HasSubstr("foreign: " + at_(12) +
                        ", the address of node a2 of cluster-a, is answered by a host that is not "
                        "a known node (02:00:00:00:0a:02) and a host that is not a known node "
                        "(02:00:00:00:0f:01)\n"));
}

TEST_P(VerdictsTest, AHostWithEveryUnassignedAddressOfASmallPoolIsASquatter) {
  AddPool(a_, "main", {at_(32) + '-' + at_(34)});
  Assign(a_, "web", at_(32));
  AddHosts(at_, {32}, {}, {}, {33, 34});
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 1) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(),
              UnorderedElementsAre(Pair(at_(32), "ok cluster-a/a1"),
                                   Pair(at_(33), "squatter 02:00:00:00:0f:01"),
                                   Pair(at_(34), "squatter 02:00:00:00:0f:01")));
}

TEST_P(VerdictsTest, APersonReadsWhoTheTwoAre) {
  AddPool(a_, "main", {at_(32) + '-' + at_(39)});
  Assign(a_, "web", at_(33));
  AddHosts(at_, {33}, {33});
  network_.Settle();
  EXPECT_THAT(RunProgram(ScanArguments({"-o", "table"})).output,
              HasSubstr("split: " + at_(33) +
                        ", assigned by cluster-a shop/web, is answered by node a1 of cluster-a "
                        "(02:00:00:00:0a:01) and node a2 of cluster-a (02:00:00:00:0a:02)\n"));
}

class ProxyArpTest : public WireTest {
 protected:
  // A router that answers for all addresses of 192.0.2.32/27.
  void AddRouter() {
    network_.AddHost("r", "02:00:00:00:0c:01", {"192.0.2.1/24"});
    Command({"ip", "-n", "r", "link", "add", "inside", "type", "bridge"});
    Command({"ip", "-n", "r", "link", "set", "inside", "up"});
    Command({"ip", "-n", "r", "route", "add", "192.0.2.32/27", "dev", "inside"});
    Command(
        OnHost("r", {"sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.eth0.proxy_arp=1",
                     "net.ipv4.neigh.eth0.proxy_delay=0", "net.ipv4.neigh.eth0.proxy_qlen=1000"}));
  }
};

TEST_F(ProxyArpTest, IsReportedOnceAndIsNoSquatter) {
  AddPool(a_, "main", {"192.0.2.32-192.0.2.47"});
  Assign(a_, "web", "192.0.2.33");
  AddHosts(kIpv4Prefix, {33});
  AddRouter();
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 0) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(),
              UnorderedElementsAre(Pair("192.0.2.32", "proxy-arp 02:00:00:00:0c:01"),
                                   Pair("192.0.2.33", "ok cluster-a/a1")));
  EXPECT_EQ(scanned.json["findings"][0]["addresses"], 15);
}

// The router answers for an assigned address that MetalLB does not announce. It also answers for
// addresses outside of the pool, which the second look asks for.
TEST_F(ProxyArpTest, IsFoundWithoutUnassignedAddresses) {
  AddPool(a_, "main", {"192.0.2.40-192.0.2.47"});
  Assign(a_, "web", "192.0.2.40");
  Assign(a_, "idle", "192.0.2.41");
  AddHosts(kIpv4Prefix, {40});
  AddRouter();
  const Scanned scanned = Scan({"--no-unassigned"});
  EXPECT_EQ(scanned.status, 0) << scanned.Notes();
  std::vector<std::string> verdicts;
  for (const Json& finding : scanned.json["findings"].Elements()) {
    verdicts.push_back(finding["verdict"].String());
  }
  EXPECT_THAT(verdicts, ElementsAre("proxy-arp", "ok", "silent"));
  EXPECT_THAT(RunProgram(ScanArguments({"--no-unassigned", "-o", "table"})).output,
              HasSubstr("proxy-arp: a host that is not a known node (02:00:00:00:0c:01) answers "
                        "for addresses that no host has, near cluster-a/main, and for assigned "
                        "ones, such as 192.0.2.40\n"));
}

// The pool's IPv6 addresses have no proxy.
TEST_F(ProxyArpTest, IsFoundInADualStackPool) {
  AddPool(a_, "main", {"192.0.2.32-192.0.2.47", "2001:db8::40-2001:db8::4f"});
  Assign(a_, "web", "192.0.2.33");
  AddHosts(kIpv4Prefix, {33});
  AddRouter();
  EXPECT_THAT(Scan().Findings(),
              UnorderedElementsAre(Pair("192.0.2.32", "proxy-arp 02:00:00:00:0c:01"),
                                   Pair("192.0.2.33", "ok cluster-a/a1")));
}

TEST_F(ProxyArpTest, DoesNotHideAConflict) {
  AddPool(a_, "main", {"192.0.2.32-192.0.2.47"});
  Assign(a_, "web", "192.0.2.33");
  AddHosts(kIpv4Prefix, {33}, {33}, {}, {40});
  AddRouter();
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 2) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), Contains(Pair("192.0.2.33", "split cluster-a/a1 cluster-a/a2")));
  EXPECT_THAT(scanned.Findings(), Contains(Pair("192.0.2.40", "squatter 02:00:00:00:0f:01")));
}

}  // namespace
}  // namespace exporter::tests
