// Which hosts are routers with proxy ARP.

#include "exporter/scan/proxies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using fleet::ClusterObjects;
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

constexpr MacAddress kNode = MakeMac(1, 1);
constexpr MacAddress kRouter = MakeMac(0x66, 1);

using Hosts = std::vector<MacAddress>;

// The pool "p", with an assigned address and that of a node.
FleetView OnePool() {
  ClusterObjects objects;
  objects.pools = {MakePool("p", {"10.0.0.0/24"})};
  objects.services = {MakeService("web", {"10.0.0.250"})};
  objects.nodes = {MakeNode("a1", {"10.0.0.251"})};
  return {{MakeCluster("a", std::move(objects))}, {}};
}

// `asked` unassigned addresses, of which the first `answered` are answered by `host`.
Heard Unassigned(int asked, int answered, const MacAddress& host = kRouter) {
  Heard heard = {{"10.0.0.250", {kNode}}, {"10.0.0.251", {kNode}}};
  for (int i = 1; i <= asked; ++i) {
    heard.emplace_back("10.0.0." + std::to_string(i), i <= answered ? Hosts{host} : Hosts());
  }
  return heard;
}

// The pools of the router, such as "a/p ipv4"; "free" if it does not answer for nearly every
// assigned address there.
std::vector<std::string> PoolsOf(const Proxies& proxies, const MacAddress& host = kRouter) {
  std::vector<std::string> lines;
  const auto found = proxies.find(host);
  if (found == proxies.end()) return lines;
  for (const ProxiedPool& each : found->second) {
    const bool ipv4 = each.family == addresses::Family::kIpv4;
    lines.push_back(each.pool.cluster + '/' + each.pool.pool + (ipv4 ? " ipv4" : " ipv6") +
                    (each.answers_assigned ? "" : " free"));
  }
  return lines;
}

Routers RoutersOf(const MacAddress& host) {
  return {{addresses::Family::kIpv4, host}, {addresses::Family::kIpv6, host}};
}

// True if the router is a proxy for the pool.
bool IsProxyOfPool(int asked, int answered, const Routers& routers = {}) {
  const auto proxies =
      FindProxies(OnePool(), tests::MakeAnswers(Unassigned(asked, answered)), routers);
  return PoolsOf(proxies) == std::vector<std::string>{"a/p ipv4 free"};
}

TEST(FindProxies, AnswerForNearlyEveryUnassignedAddressOfAPool) {
  EXPECT_TRUE(IsProxyOfPool(10, 10));
  EXPECT_TRUE(IsProxyOfPool(10, 9));
  EXPECT_FALSE(IsProxyOfPool(10, 8));
  EXPECT_TRUE(IsProxyOfPool(100, 90));
  EXPECT_FALSE(IsProxyOfPool(100, 89));
  EXPECT_FALSE(IsProxyOfPool(0, 0));
}

TEST(FindProxies, NeedFourAddressesOrControls) {
  EXPECT_FALSE(IsProxyOfPool(1, 1));
  EXPECT_FALSE(IsProxyOfPool(2, 2));
  EXPECT_FALSE(IsProxyOfPool(3, 3));
  EXPECT_TRUE(IsProxyOfPool(4, 4));
  EXPECT_FALSE(IsProxyOfPool(1, 1, RoutersOf(kRouter))) << "never with a single address";
  EXPECT_TRUE(IsProxyOfPool(2, 2, RoutersOf(kRouter)));
  EXPECT_FALSE(IsProxyOfPool(3, 2, RoutersOf(kRouter))) << "not nearly every one";
}

TEST(FindProxies, AreNotNodes) {
  const auto answers = tests::MakeAnswers(Unassigned(10, 10, kNode));
  EXPECT_THAT(FindProxies(OnePool(), answers), IsEmpty());
  EXPECT_THAT(PoolsOf(FindProxies(OnePool(), answers, RoutersOf(kNode)), kNode),
              ElementsAre("a/p ipv4"))
      << "a router answers for a node that is off";
}

TEST(FindProxies, AreFoundForEachPool) {
  const FleetView fleet{
      {MakeCluster("a", {MakePool("p", {"10.0.0.0/29"}), MakePool("q", {"10.0.1.0/30"})}, {}),
       MakeCluster("b", {MakePool("p", {"10.0.0.0/29"})}, {MakeService("web", {"10.0.0.5"})})},
      {}};
  const auto answers = tests::MakeAnswers({{"10.0.0.1", {kRouter, kNode}},
                                           {"10.0.0.2", {kRouter}},
                                           {"10.0.0.3", {kRouter}},
                                           {"10.0.0.4", {kRouter}},
                                           {"10.0.0.5", {}},
                                           {"10.0.1.1", {kRouter}},
                                           {"10.0.1.2", {}}});
  EXPECT_THAT(PoolsOf(FindProxies(fleet, answers)), ElementsAre("a/p ipv4 free", "b/p ipv4 free"))
      << "an address that another cluster assigned is not unassigned";
}

// A router has a route to the subnet, so it answers for assigned addresses as well.
TEST(FindProxies, AnswerForNearlyEveryAssignedAddress) {
  const auto pools = [](int services, int answered) {
    std::vector<std::string> assigned;
    Heard heard;
    for (int i = 0; i < services; ++i) {
      assigned.push_back("10.0.0." + std::to_string(i));
      heard.emplace_back(assigned.back(), i < answered ? Hosts{kNode, kRouter} : Hosts{kNode});
    }
    for (const char* const free : {"10.0.0.100", "10.0.0.101", "10.0.0.102", "10.0.0.103"}) {
      heard.emplace_back(free, Hosts{kRouter});
    }
    const FleetView fleet{
        {MakeCluster("a", {MakePool("p", {"10.0.0.0/24"})}, {MakeService("web", assigned)})}, {}};
    return PoolsOf(FindProxies(fleet, tests::MakeAnswers(heard)));
  };
  EXPECT_THAT(pools(0, 0), ElementsAre("a/p ipv4"));
  EXPECT_THAT(pools(1, 1), ElementsAre("a/p ipv4"));
  EXPECT_THAT(pools(1, 0), ElementsAre("a/p ipv4 free"));
  EXPECT_THAT(pools(2, 1), ElementsAre("a/p ipv4 free")) << "it took one address";
  EXPECT_THAT(pools(10, 9), ElementsAre("a/p ipv4"));
  EXPECT_THAT(pools(10, 8), ElementsAre("a/p ipv4 free"));
}

// The router also answers for the assigned addresses of a pool without an unassigned address.
TEST(FindProxies, CountForFullPools) {
  const FleetView fleet{
      {MakeCluster("a",
                   {MakePool("full", {"10.0.1.0/31"}), MakePool("p", {"10.0.0.0/30"}),
                    MakePool("single", {"10.0.2.0/32"})},
                   {MakeService("web", {"10.0.1.0", "10.0.1.1"})})},
      {}};
  Heard heard = {{"10.0.0.0", {kRouter}}, {"10.0.0.1", {kRouter}}, {"10.0.0.2", {kRouter}},
                 {"10.0.0.3", {kRouter}}, {"10.0.1.0", {kRouter}}, {"10.0.1.1", {kNode, kRouter}},
                 {"10.0.2.0", {kRouter}}};
  EXPECT_THAT(PoolsOf(FindProxies(fleet, tests::MakeAnswers(heard))),
              ElementsAre("a/p ipv4", "a/full ipv4"))
      << "never a pool with a single unassigned address";
  heard.back().second = {};
  EXPECT_THAT(PoolsOf(FindProxies(fleet, tests::MakeAnswers(heard))), ElementsAre("a/p ipv4"))
      << "it does not answer for nearly every unassigned address of all pools";
  heard = {{"10.0.1.0", {kRouter}}, {"10.0.1.1", {kNode, kRouter}}};
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard)), IsEmpty());
  EXPECT_THAT(PoolsOf(FindProxies(fleet, tests::MakeAnswers(heard), RoutersOf(kRouter))),
              ElementsAre("a/full ipv4"));
  heard.back().second = {kNode};
  EXPECT_THAT(PoolsOf(FindProxies(fleet, tests::MakeAnswers(heard), RoutersOf(kRouter))),
              ElementsAre("a/full ipv4 free"));
}

// A router answers ARP, but not neighbor solicitations.
TEST(FindProxies, AreFoundForEachFamily) {
  const FleetView fleet{{MakeCluster("a", {MakePool("p", {"10.0.0.0/29", "2001:db8::/125"})}, {})},
                        {}};
  Heard heard;
  for (const char* const end : {"1", "2", "3", "4"}) {
    heard.emplace_back(std::string("10.0.0.") + end, Hosts{kRouter});
    heard.emplace_back(std::string("2001:db8::") + end, Hosts());
  }
  const Proxies proxies = FindProxies(fleet, tests::MakeAnswers(heard));
  EXPECT_THAT(PoolsOf(proxies), ElementsAre("a/p ipv4"));
  EXPECT_TRUE(IsProxy(proxies, kRouter, addresses::Family::kIpv4));
  EXPECT_FALSE(IsProxy(proxies, kRouter, addresses::Family::kIpv6));
  for (auto& [address, hosts] : heard) hosts = {kRouter};
  EXPECT_THAT(PoolsOf(FindProxies(fleet, tests::MakeAnswers(heard))),
              ElementsAre("a/p ipv4", "a/p ipv6"));
}

// The pool is 10.0.0.8 to 10.0.0.10, the last one is assigned, and 10.0.0.6 is a node.
std::vector<std::string> Controls(const Heard& heard, const std::vector<std::string>& suspects,
                                  const std::string& own = "10.0.0.2/28") {
  ClusterObjects objects;
  objects.pools = {MakePool("p", {"10.0.0.8-10.0.0.10"})};
  objects.services = {MakeService("web", {"10.0.0.10"})};
  objects.nodes = {MakeNode("a1", {"10.0.0.6"})};
  fleet::FleetPolicy policy;
  policy.networks["default"].shared_addresses = tests::MakeSet({"10.0.0.12-10.0.0.12"});
  std::vector<addresses::IpAddress> list;
  for (const std::string& each : suspects) list.push_back(MakeAddress(each));
  std::vector<std::string> texts;
  for (const auto& each : FindControls({tests::MakeInterface({own}), "default"},
                                       {{MakeCluster("a", std::move(objects))}, {}}, policy,
                                       tests::MakeAnswers(heard), list)) {
    texts.push_back(each.ToString());
  }
  return texts;
}

TEST(FindControls, AreTheNearestAddressesOfNoPoolAndNoKnownHost) {
  const Heard both = {{"10.0.0.8", {kRouter}}, {"10.0.0.9", {kRouter}}, {"10.0.0.10", {kNode}}};
  EXPECT_THAT(Controls(both, {"10.0.0.8", "10.0.0.9"}),
              ElementsAre("10.0.0.7", "10.0.0.11", "10.0.0.5", "10.0.0.13", "10.0.0.4", "10.0.0.14",
                          "10.0.0.3", "10.0.0.1"));
  EXPECT_THAT(Controls(both, {"10.0.0.8"}, "10.0.0.9/30"), IsEmpty()) << "all are in the pool";
}

TEST(FindControls, AreNotAskedForIfTheyDoNotDecide) {
  EXPECT_THAT(Controls({{"10.0.0.8", {kRouter}}, {"10.0.0.9", {}}}, {"10.0.0.8"}), IsEmpty())
      << "the host does not answer for nearly every unassigned address";
  EXPECT_THAT(
      Controls({{"10.0.0.8", {}}, {"10.0.0.9", {}}, {"10.0.0.10", {kRouter}}}, {"10.0.0.10"}),
      IsEmpty());
  EXPECT_EQ(Controls({{"10.0.0.10", {kRouter}}}, {"10.0.0.10"}).size(), 8U)
      << "no unassigned address was asked for";
}

TEST(FindRouters, AnswerForHalfOfTheControlsOfAFamily) {
  std::vector<addresses::IpAddress> controls;
  Heard heard;
  for (int i = 0; i < 8; ++i) {
    for (const char* const start : {"10.0.0.", "2001:db8::"}) {
      heard.emplace_back(start + std::to_string(i), Hosts());
      controls.push_back(MakeAddress(heard.back().first));
    }
  }
  for (const std::size_t i : {0U, 2U, 4U}) heard[i].second = {kRouter};
  EXPECT_THAT(FindRouters(controls, tests::MakeAnswers(heard)), IsEmpty());
  heard[6].second = {kRouter, kNode};
  EXPECT_THAT(FindRouters(controls, tests::MakeAnswers(heard)),
              ElementsAre(std::pair(addresses::Family::kIpv4, kRouter)));
  EXPECT_THAT(FindRouters({controls[0], controls[2]}, tests::MakeAnswers(heard)), IsEmpty())
      << "at least three";
}

}  // namespace
}  // namespace exporter::scan
