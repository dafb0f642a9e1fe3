#include "exporter/fleet/network_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "exporter/addresses/buggy_addresses.h"
#include "exporter/fleet/shared_addresses.h"
#include "tests/support/made_fleet.h"

namespace exporter::fleet {
namespace {

using addresses::AddressCount;
using addresses::AddressRange;
using addresses::IpAddress;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::MakeCluster;
using tests::MakeNode;
using tests::MakePool;
using tests::MakeService;
using tests::MakeSet;

NetworkMap MapOf(const FleetView& fleet, const FleetPolicy& policy = {}) {
  const auto maps = MapNetworks(fleet, Analyze(fleet, policy), policy);
  EXPECT_EQ(maps.size(), 1U);
  return maps.at(0);
}

// "10.0.0.0-10.0.0.9 a/p planned:a reserved:x shared", with "?" and "(stale)" after names.
std::string LineOf(const MapArea& area) {
  std::string line = area.range.ToString();
  for (const AreaPool& pool : area.pools) {
    line += " " + pool.name.cluster + "/" + pool.name.pool + (pool.stale ? "(stale)" : "");
  }
  for (const AreaPlan& plan : area.planned) {
    line += " planned:" + plan.cluster + (plan.unknown ? "?" : "");
  }
  for (const AreaReserved& reserved : area.reserved) line += " reserved:" + reserved.entry;
  return line + (area.shared_on_purpose ? " shared" : "");
}

std::vector<std::string> AreasOf(const SubnetMap& subnet) {
  std::vector<std::string> lines;
  for (const MapArea& area : subnet.areas) lines.push_back(LineOf(area));
  return lines;
}

std::vector<std::string> FreeOf(const SubnetMap& subnet) {
  std::vector<std::string> lines;
  for (const AddressRange& range : subnet.free) lines.push_back(range.ToString());
  return lines;
}

// The fleet and the plan of the article, with a pool of cluster-b that overlaps cluster-a.
FleetView ArticleFleet() {
  return {.clusters = {MakeCluster("cluster-a",
                                   {.pools = {MakePool("main", {"192.168.1.10-192.168.1.49"})},
                                    .services = {MakeService("web", {"192.168.1.10"}),
                                                 MakeService("api", {"192.168.1.45"})},
                                    .nodes = {{MakeNode("n1", {"192.168.1.2"})}}}),
                       MakeCluster("cluster-b",
                                   {.pools = {MakePool("main", {"192.168.1.40-192.168.1.79"})},
                                    .services = {MakeService("web", {"192.168.1.45"})},
                                    .nodes = {{MakeNode("n2", {"192.168.1.60"})}}})},
          .aliases = {}};
}

FleetPolicy ArticlePolicy() {
  FleetPolicy policy;
  policy.networks["default"].prefixes = {addresses::ParseRange("192.168.1.0/24").value()};
  policy.plan.emplace();
  policy.plan->insert({"cluster-a", {"rack-1", MakeSet({"192.168.1.10-192.168.1.49"})}});
  policy.plan->insert({"cluster-c", {"rack-3", MakeSet({"192.168.1.90-192.168.1.129"})}});
  policy.reserved = {{"reserved", "routers", MakeSet({"192.168.1.200-192.168.1.254"})}};
  return policy;
}

TEST(NetworkMap, ShowsEachClustersPoolsNextToEachOther) {
  const NetworkMap map = MapOf(ArticleFleet(), ArticlePolicy());
  ASSERT_EQ(map.subnets.size(), 1U);
  const SubnetMap& subnet = map.subnets[0];
  EXPECT_TRUE(subnet.configured);
  EXPECT_THAT(
      AreasOf(subnet),
      ElementsAre("192.168.1.0-192.168.1.9",
                  "192.168.1.10-192.168.1.39 cluster-a/main planned:cluster-a",
                  "192.168.1.40-192.168.1.49 cluster-a/main cluster-b/main "
                  "planned:cluster-a",
                  "192.168.1.50-192.168.1.79 cluster-b/main", "192.168.1.80-192.168.1.89",
                  "192.168.1.90-192.168.1.129 planned:cluster-c", "192.168.1.130-192.168.1.199",
                  "192.168.1.200-192.168.1.254 reserved:reserved", "192.168.1.255"));
  const AddressUse& shared = subnet.areas[2].use;
  EXPECT_EQ(shared.pools, AddressCount(10));
  EXPECT_EQ(shared.overlapping, AddressCount(10));
  EXPECT_EQ(shared.assigned, AddressCount(1));
  EXPECT_EQ(shared.duplicate, AddressCount(1));
  EXPECT_EQ(shared.available, AddressCount(9));
  EXPECT_EQ(subnet.areas[3].use.node_conflicts, AddressCount(1));
  EXPECT_EQ(subnet.areas[0].use.nodes, AddressCount(1));
  EXPECT_EQ(subnet.areas[0].use.node_conflicts, AddressCount(0));
  EXPECT_TRUE(map.IsComplete());
}

TEST(NetworkMap, ListsFreeRanges) {
  const NetworkMap map = MapOf(ArticleFleet(), ArticlePolicy());
  EXPECT_THAT(
      FreeOf(map.subnets.at(0)),
      ElementsAre("192.168.1.0-192.168.1.1", "192.168.1.3-192.168.1.9", "192.168.1.80-192.168.1.89",
                  "192.168.1.130-192.168.1.199", "192.168.1.255"));
  EXPECT_EQ(map.subnets[0].use.free, AddressCount(2 + 7 + 10 + 70 + 1));
}

TEST(NetworkMap, ComputesSubnetsFromPoolsAndPlan) {
  FleetPolicy policy = ArticlePolicy();
  policy.networks.clear();
  policy.reserved[0].addresses = MakeSet({"192.168.1.200-192.168.1.254", "10.0.0.0/30"});
  const NetworkMap map = MapOf(ArticleFleet(), policy);
  ASSERT_EQ(map.subnets.size(), 2U);
  EXPECT_EQ(map.subnets[0].range.ToString(), "10.0.0.0-10.0.0.3");
  EXPECT_EQ(map.subnets[1].range.ToString(), "192.168.1.0-192.168.1.255");
  EXPECT_FALSE(map.subnets[1].configured);
}

TEST(NetworkMap, TellsUnknownFromFree) {
  FleetView fleet = ArticleFleet();
  fleet.clusters[0].state = DataState::kUnknown;
  fleet.clusters[0].snapshot = nullptr;
  fleet.clusters[1].state = DataState::kStale;
  const NetworkMap map = MapOf(fleet, ArticlePolicy());
  EXPECT_FALSE(map.IsComplete());
  ASSERT_EQ(map.unread.size(), 2U);
  EXPECT_EQ(map.unread[0].cluster, "cluster-a");
  EXPECT_EQ(map.unread[1].data, DataState::kStale);
  const SubnetMap& subnet = map.subnets.at(0);
  EXPECT_EQ(LineOf(subnet.areas.at(1)), "192.168.1.10-192.168.1.39 planned:cluster-a?");
  EXPECT_EQ(LineOf(subnet.areas.at(2)),
            "192.168.1.40-192.168.1.49 cluster-b/main(stale) planned:cluster-a?");
  EXPECT_EQ(subnet.use.unknown, AddressCount(30)) << "the rest is in a pool of cluster-b";
  EXPECT_EQ(subnet.areas[1].use.free, AddressCount(0));
}

TEST(NetworkMap, IsIncompleteUntilEverySourceWasRead) {
  FleetView fleet = ArticleFleet();
  fleet.sources = {{.source = "http://east:1", .tried = true}};
  const NetworkMap map = MapOf(fleet, ArticlePolicy());
  EXPECT_FALSE(map.IsComplete());
  ASSERT_EQ(map.unread.size(), 1U);
  EXPECT_EQ(map.unread[0].source, "http://east:1");
  fleet.sources[0].last_success.emplace();
  EXPECT_TRUE(MapOf(fleet, ArticlePolicy()).IsComplete());
  fleet.sources[0].incomplete = true;
  EXPECT_FALSE(MapOf(fleet, ArticlePolicy()).IsComplete());
}

TEST(NetworkMap, IsEmptyWithoutData) {
  EXPECT_THAT(MapNetworks({}, Analyze({}, {}), {}), IsEmpty());
  FleetView fleet = ArticleFleet();
  fleet.clusters[1].record.polls = 0;
  EXPECT_THAT(MapOf(fleet, ArticlePolicy()).subnets, IsEmpty()) << "not all clusters were polled";
  fleet = ArticleFleet();
  for (ClusterView& cluster : fleet.clusters) {
    cluster.state = DataState::kUnknown;
    cluster.snapshot = nullptr;
  }
  EXPECT_THAT(MapOf(fleet, ArticlePolicy()).subnets, IsEmpty()) << "no cluster has data";
  EXPECT_THAT(MapOf({.clusters = {MakeCluster("a", {})}, .aliases = {}}).subnets, IsEmpty());
}

TEST(NetworkMap, AssignsEntriesOfThePlanToNetworks) {
  FleetView fleet = ArticleFleet();
  fleet.clusters[1].network = "other";
  FleetPolicy policy = ArticlePolicy();
  const auto maps = MapNetworks(fleet, Analyze(fleet, policy), policy);
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(maps[0].subnets.at(0).use.planned, AddressCount(80)) << "cluster-c is not known";
  const SubnetMap& other = maps[1].subnets.at(0);
  EXPECT_EQ(other.range, addresses::ParseRange("192.168.1.0/25").value());
  EXPECT_THAT(
      AreasOf(other),
      ElementsAre("192.168.1.0-192.168.1.39", "192.168.1.40-192.168.1.79 cluster-b/main",
                  "192.168.1.80-192.168.1.89", "192.168.1.90-192.168.1.127 planned:cluster-c"))
      << "without the entry of cluster-a, and entries count only in subnets of the network";
}

TEST(NetworkMap, IsExactForIpv6) {
  const std::string kHalf = "2001:db8::-2001:db8::7fff:ffff:ffff:ffff";
  FleetPolicy policy;
  policy.networks["default"].prefixes = {addresses::ParseRange("2001:db8::/64").value()};
  const NetworkMap map =
      MapOf({.clusters = {MakeCluster("a", {.pools = {MakePool("p", {kHalf})},
                                            .services = {MakeService("s", {"2001:db8::1"})}})},
             .aliases = {}},
            policy);
  const SubnetMap& subnet = map.subnets.at(0);
  EXPECT_EQ(subnet.use.available.ToString(), "9223372036854775807");
  EXPECT_EQ(subnet.use.free.ToString(), "9223372036854775808");
  EXPECT_THAT(FreeOf(subnet), ElementsAre("2001:db8:0:0:8000::-2001:db8::ffff:ffff:ffff:ffff"));
  EXPECT_EQ(map.clusters_without_nodes, 1U);
}

// Faults that users reported about other tools for address management.
TEST(NetworkMap, HandlesSubnetsOfEverySize) {
  struct Case {
    const char* prefix;
    const char* pool;
    const char* reserved;
    std::vector<std::string> assigned;
    std::vector<std::string> free;
  };
  const std::vector<Case> cases = {
      // Both addresses of a /31 are assigned: none is free.
      {"10.0.0.0/31", "10.0.0.0/31", "10.9.0.0/32", {"10.0.0.0", "10.0.0.1"}, {}},
      // The network and the broadcast address are assigned: the count is never negative.
      {"10.0.0.0/29", "10.0.0.0/29", "10.9.0.0/32", {"10.0.0.0", "10.0.0.7"}, {}},
      // A reserved range is not free.
      {"192.168.1.0/24",
       "192.168.1.1/32",
       "192.168.1.2-192.168.1.99",
       {},
       {"192.168.1.0", "192.168.1.100-192.168.1.255"}},
      // The largest subnets.
      {"0.0.0.0/0",
       "10.0.0.0/8",
       "11.0.0.0/8",
       {},
       {"0.0.0.0-9.255.255.255", "12.0.0.0-255.255.255.255"}},
      {"2001:db8::/29",
       "2001:db8::/32",
       "2001:db9::/32",
       {},
       {"2001:dba::-2001:dbf:ffff:ffff:ffff:ffff:ffff:ffff"}},
      {"::/0", "::/1", "8000::/2", {}, {"c000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}},
  };
  for (const Case& each : cases) {
    FleetPolicy policy;
    policy.networks["default"].prefixes = {addresses::ParseRange(each.prefix).value()};
    policy.plan.emplace();
    policy.reserved = {{"r", "", MakeSet({each.reserved})}};
    const NetworkMap map =
        MapOf({.clusters = {MakeCluster("a", {.pools = {MakePool("p", {each.pool})},
                                              .services = {MakeService("s", each.assigned)}})},
               .aliases = {}},
              policy);
    EXPECT_EQ(FreeOf(map.subnets.at(0)), each.free) << each.prefix;
  }
}

TEST(NetworkMap, BoundsItsListsAndKeepsTheSums) {
  ClusterObjects objects;
  std::vector<std::string> entries;
  for (int i = 0; i < 2 * 600; i += 2) {
    entries.push_back(IpAddress::Ipv4((10U << 24) + static_cast<std::uint32_t>(i)).ToString() +
                      "/32");
  }
  for (int i = 0; i < 30; ++i) objects.pools.push_back(MakePool("p" + std::to_string(i), entries));
  const NetworkMap map = MapOf({.clusters = {MakeCluster("a", std::move(objects))}, .aliases = {}});
  const SubnetMap& subnet = map.subnets.at(0);
  EXPECT_EQ(subnet.areas.size(), kMaxMapAreas);
  EXPECT_EQ(subnet.areas_omitted, 1200U - kMaxMapAreas);
  EXPECT_EQ(subnet.areas[0].pools.size(), kMaxAreaOwners);
  EXPECT_EQ(subnet.areas[0].owners_omitted, 10U);
  EXPECT_EQ(subnet.use.pools, AddressCount(600));
  EXPECT_EQ(subnet.use.overlapping, AddressCount(600));
}

// A small network of random pools, plan entries, Services and nodes, described address by address.
class RandomNetwork {
 public:
  static constexpr std::uint32_t kBase = 0x0a0000f0;  // 10.0.0.240: crosses two /24 blocks
  static constexpr std::uint32_t kSpace = 48;

  explicit RandomNetwork(unsigned seed) : random_(seed) {
    policy_.plan.emplace();
    for (const char* const name : {"a", "b", "c"}) {
      ClusterObjects objects;
      for (std::uint32_t i = 0; i < Below(3); ++i) {
        metallb::AddressPool pool = MakePool("p" + std::to_string(i), RandomEntries());
        pool.avoid_buggy_ips = Below(2) == 0;
        objects.pools.push_back(std::move(pool));
      }
      for (std::uint32_t i = 0; i < Below(6); ++i) {
        objects.services.push_back(MakeService("s" + std::to_string(i), {RandomAddress()}));
      }
      if (Below(3) != 0) objects.nodes = {MakeNode("n", {RandomAddress()})};
      fleet_.clusters.push_back(MakeCluster(name, std::move(objects)));
      if (Below(2) == 0) {
        policy_.plan->insert({name, {"", MakeSet(RandomEntries())}});
      }
    }
    if (Below(2) == 0) policy_.reserved = {{"r", "", MakeSet(RandomEntries())}};
    if (Below(2) == 0) policy_.networks["default"].shared_addresses = MakeSet(RandomEntries());
    if (Below(2) == 0) {
      fleet_.clusters[1].source = "s";
      fleet_.clusters[2].source = Below(2) == 0 ? "s" : "t";
      for (const char* const source : {"s", "t"}) {
        policy_.networks["default"].shared_by_source[source] = MakeSet(RandomEntries());
      }
    }
    if (Below(2) == 0) {
      policy_.networks["default"].prefixes = {addresses::ParseRange("10.0.0.248/29").value()};
    }
    if (Below(4) == 0) {
      fleet_.clusters[2].state = DataState::kUnknown;
      fleet_.clusters[2].snapshot = nullptr;
    }
  }

  const FleetView& fleet() const { return fleet_; }
  const FleetPolicy& policy() const { return policy_; }

  // As LineOf for one address.
  std::string LineAt(const IpAddress& address) const {
    std::string line;
    for (const ClusterView& cluster : fleet_.clusters) {
      if (cluster.snapshot == nullptr) continue;
      for (const PoolUsage& pool : cluster.snapshot->pools()) {
        if (pool.addresses.Contains(address)) line += " " + cluster.name + "/" + pool.label;
      }
    }
    for (const auto& [name, entry] : *policy_.plan) {
      if (!entry.addresses.Contains(address)) continue;
      const bool unknown = name == "c" && fleet_.clusters[2].snapshot == nullptr;
      line += " planned:" + name + (unknown ? "?" : "");
    }
    for (const ReservedRange& entry : policy_.reserved) {
      if (entry.addresses.Contains(address)) line += " reserved:" + entry.name;
    }
    return line + (IsShared(address, Use::kPool) ? " shared" : "");
  }

  AddressUse UseAt(const IpAddress& address) const {
    std::size_t pools = 0;
    std::size_t assigning = 0;
    std::size_t holders = 0;
    std::size_t nodes = 0;
    bool crowded = false;
    for (const ClusterView& cluster : fleet_.clusters) {
      if (cluster.snapshot == nullptr) continue;
      const ClusterObjects& objects = cluster.snapshot->objects();
      std::size_t own = 0;
      for (std::size_t i = 0; i < objects.pools.size(); ++i) {
        if (!cluster.snapshot->pools()[i].addresses.Contains(address)) continue;
        ++own;
        if (!objects.pools[i].avoid_buggy_ips || !addresses::IsBuggy(address)) ++assigning;
      }
      pools += own;
      crowded = crowded || own > 1;
      holders +=
          AssignmentsIn({address, address}, cluster.snapshot->assignments()).empty() ? 0U : 1U;
      if (!objects.nodes) continue;
      for (const metallb::Node& node : *objects.nodes)
        nodes += node.addresses[0] == address ? 1U : 0U;
    }
    const auto count = [](bool is) { return AddressCount(is ? 1U : 0U); };
    bool planned = false;
    for (const auto& [name, entry] : *policy_.plan) {
      planned = planned || entry.addresses.Contains(address);
    }
    const bool reserved =
        !policy_.reserved.empty() && policy_.reserved[0].addresses.Contains(address);
    const auto c = policy_.plan->find("c");
    const bool unknown = fleet_.clusters[2].snapshot == nullptr && c != policy_.plan->end() &&
                         c->second.addresses.Contains(address) && pools == 0;
    return {.pools = count(pools > 0),
            .capacity = count(assigning > 0),
            .available = count(assigning > 0 && holders == 0),
            .assigned = count(holders > 0),
            .duplicate = count(holders > 1 && !IsShared(address, Use::kService)),
            .overlapping = count(crowded || (pools > 1 && !IsShared(address, Use::kPool))),
            .nodes = count(nodes > 0),
            // Pools of one address with the only node of their cluster are not in this network.
            .node_conflicts = count(nodes > 0 && pools > 0 && !IsShared(address, Use::kNode)),
            .planned = count(planned),
            .reserved = count(reserved),
            .unknown = count(unknown),
            .free = count(pools == 0 && holders == 0 && nodes == 0 && !planned && !reserved &&
                          !IsListed(address))};
  }

 private:
  std::uint32_t Below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }

  std::string RandomAddress() { return IpAddress::Ipv4(kBase + Below(kSpace)).ToString(); }

  // One or two ranges of at least two addresses.
  std::vector<std::string> RandomEntries() {
    std::vector<std::string> entries;
    for (std::uint32_t i = 0; i < 1 + Below(2); ++i) {
      const std::uint32_t first = kBase + Below(kSpace - 1);
      const std::uint32_t last = std::min(kBase + kSpace - 1, first + 1 + Below(12));
      entries.push_back(AddressRange{IpAddress::Ipv4(first), IpAddress::Ipv4(last)}.ToString());
    }
    return entries;
  }

  enum class Use { kService, kPool, kNode };  // kNode: of nodes and pools

  static bool Uses(const ClusterView& cluster, const IpAddress& address, Use use) {
    if (cluster.snapshot == nullptr) return false;
    const ClusterSnapshot& snapshot = *cluster.snapshot;
    if (use == Use::kService) {
      return !AssignmentsIn({address, address}, snapshot.assignments()).empty();
    }
    for (const PoolUsage& pool : snapshot.pools()) {
      if (pool.addresses.Contains(address)) return true;
    }
    return use == Use::kNode && snapshot.objects().nodes &&
           snapshot.objects().nodes->at(0).addresses.at(0) == address;
  }

  bool IsListed(const IpAddress& address) const {
    const NetworkPolicy& network = policy_.SettingsOf("default");
    bool listed = network.shared_addresses.Contains(address);
    for (const auto& [source, shared] : network.shared_by_source) {
      listed = listed || shared.Contains(address);
    }
    return listed;
  }

  bool IsShared(const IpAddress& address, Use use) const {
    const NetworkPolicy& network = policy_.SettingsOf("default");
    bool shared = IsListed(address);
    for (const ClusterView& cluster : fleet_.clusters) {
      if (!Uses(cluster, address, use)) continue;
      shared = shared && SharesOnPurpose(network, cluster.source, address);
    }
    return shared;
  }

  std::mt19937 random_;
  FleetView fleet_;
  FleetPolicy policy_;
};

// Compares the areas of a subnet with the model. Returns the addresses that the model calls free.
std::set<IpAddress> CheckAreas(const RandomNetwork& network, const SubnetMap& subnet) {
  std::set<IpAddress> free;
  IpAddress next = subnet.range.first;
  std::string before;
  for (const MapArea& area : subnet.areas) {
    EXPECT_EQ(area.range.first, next);
    const std::string range = area.range.ToString();
    const std::string line = LineOf(area).substr(range.size());
    EXPECT_TRUE(next == subnet.range.first || line != before) << "two areas could be one";
    before = line;
    std::array<AddressCount, 3> sums;
    for (IpAddress at = area.range.first; at <= area.range.last; at = Successor(at)) {
      EXPECT_EQ(network.LineAt(at), line) << at.ToString();
      const AddressUse use = network.UseAt(at);
      if (!use.free.IsZero()) free.insert(at);
      sums[0] += use.available;
      sums[1] += use.assigned;
      sums[2] += use.free;
    }
    EXPECT_EQ(area.use.available, sums[0]) << range;
    EXPECT_EQ(area.use.assigned, sums[1]) << range;
    EXPECT_EQ(area.use.free, sums[2]) << range;
    next = Successor(area.range.last);
  }
  EXPECT_EQ(Predecessor(next), subnet.range.last);
  return free;
}

TEST(NetworkMap, AgreesWithAModelOfEachAddress) {
  std::size_t conflicts = 0;
  for (unsigned seed = 0; seed < 200 && !testing::Test::HasFailure(); ++seed) {
    const RandomNetwork network(seed);
    const NetworkMap map = MapOf(network.fleet(), network.policy());
    for (const SubnetMap& subnet : map.subnets) {
      SCOPED_TRACE(std::to_string(seed) + " " + subnet.range.ToString());
      const std::set<IpAddress> free = CheckAreas(network, subnet);
      std::set<IpAddress> listed;
      const AddressRange* before = nullptr;
      for (const AddressRange& range : subnet.free) {
        ASSERT_TRUE(before == nullptr || Successor(before->last) < range.first) << "maximal";
        before = &range;
        for (IpAddress at = range.first; at <= range.last; at = Successor(at)) listed.insert(at);
      }
      ASSERT_EQ(listed, free);
      for (IpAddress at = subnet.range.first; at <= subnet.range.last; at = Successor(at)) {
        ASSERT_EQ(map.addresses.UseIn({at, at}), network.UseAt(at)) << at.ToString();
        conflicts += map.addresses.UseIn({at, at}).duplicate.ToUint64();
      }
    }
  }
  EXPECT_GT(conflicts, 20U);
}

}  // namespace
}  // namespace exporter::fleet
