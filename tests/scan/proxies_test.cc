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

// True if the router is a proxy for the pool.
bool IsProxy(int asked, int answered, const std::set<MacAddress>& routers = {}) {
  const auto proxies =
      FindProxies(OnePool(), tests::MakeAnswers(Unassigned(asked, answered)), routers);
  return proxies == Proxies{{kRouter, {PoolName{"a", "p"}}}};
}

TEST(FindProxies, AnswerForNearlyEveryUnassignedAddressOfAPool) {
  EXPECT_TRUE(IsProxy(10, 10));
  EXPECT_TRUE(IsProxy(10, 9));
  EXPECT_FALSE(IsProxy(10, 8));
  EXPECT_TRUE(IsProxy(100, 90));
  EXPECT_FALSE(IsProxy(100, 89));
  EXPECT_FALSE(IsProxy(0, 0));
}

TEST(FindProxies, NeedFourAddressesOrControls) {
  EXPECT_FALSE(IsProxy(1, 1));
  EXPECT_FALSE(IsProxy(2, 2));
  EXPECT_FALSE(IsProxy(3, 3));
  EXPECT_TRUE(IsProxy(4, 4));
  EXPECT_FALSE(IsProxy(1, 1, {kRouter})) << "never with a single address";
  EXPECT_TRUE(IsProxy(2, 2, {kRouter}));
  EXPECT_FALSE(IsProxy(3, 2, {kRouter})) << "not nearly every one";
}

TEST(FindProxies, AreNotNodes) {
  const auto answers = tests::MakeAnswers(Unassigned(10, 10, kNode));
  EXPECT_THAT(FindProxies(OnePool(), answers), IsEmpty());
  EXPECT_THAT(FindProxies(OnePool(), answers, {kNode}), ElementsAre(Pair(kNode, testing::_)))
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
  EXPECT_THAT(FindProxies(fleet, answers),
              ElementsAre(Pair(kRouter, ElementsAre(PoolName{"a", "p"}, PoolName{"b", "p"}))))
      << "an address that another cluster assigned is not unassigned";
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
                 {"10.0.0.3", {kRouter}}, {"10.0.1.0", {kRouter}}, {"10.0.1.1", {kNode}},
                 {"10.0.2.0", {kRouter}}};
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard)),
              ElementsAre(Pair(kRouter, ElementsAre(PoolName{"a", "p"}, PoolName{"a", "full"}))))
      << "never a pool with a single unassigned address";
  heard.back().second = {};
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard)),
              ElementsAre(Pair(kRouter, ElementsAre(PoolName{"a", "p"}))))
      << "it does not answer for nearly every unassigned address of all pools";
  heard = {{"10.0.1.0", {kRouter}}, {"10.0.1.1", {kNode}}};
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard)), IsEmpty());
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard), {kRouter}),
              ElementsAre(Pair(kRouter, ElementsAre(PoolName{"a", "full"}))));
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
  const auto expected = ElementsAre(Pair(kRouter, ElementsAre(PoolName{"a", "p"})));
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard)), expected);
  for (auto& [address, hosts] : heard) hosts = {kRouter};
  EXPECT_THAT(FindProxies(fleet, tests::MakeAnswers(heard)), expected) << "the pool is named once";
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
  EXPECT_THAT(FindRouters(controls, tests::MakeAnswers(heard)), ElementsAre(kRouter));
  EXPECT_THAT(FindRouters({controls[0], controls[2]}, tests::MakeAnswers(heard)), IsEmpty())
      << "at least three";
}

}  // namespace
}  // namespace exporter::scan
