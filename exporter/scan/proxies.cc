#include "exporter/scan/proxies.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "exporter/addresses/address_set.h"

namespace exporter::scan {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using addresses::Family;
using addresses::IpAddress;
using fleet::ClusterView;
using fleet::PoolName;

bool IsNearlyAll(std::size_t count, std::size_t of) {
  constexpr std::size_t kTenth = 10;
  return count * kTenth >= of * (kTenth - 1);
}

// The addresses that are in use by the clusters' data.
std::set<IpAddress> UsedAddresses(const fleet::FleetView& fleet) {
  const std::vector<IpAddress> nodes = NodeAddresses(fleet);
  std::set<IpAddress> used(nodes.begin(), nodes.end());
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::Assignment& each : cluster.snapshot->assignments()) used.insert(each.address);
  }
  return used;
}

// The asked addresses of one family of a pool that are not in use, and how many of them each host
// answered for.
struct Unassigned {
  std::size_t asked = 0;
  std::map<MacAddress, std::size_t> answers;
};

// Calls `visit` with each pool's unassigned addresses. Once for each family with such addresses,
// because a router can be a proxy for IPv4 alone; once with none if all asked ones are in use.
template <typename Visit>
void VisitPools(const fleet::FleetView& fleet, const Answers& answers, const Visit& visit) {
  const std::set<IpAddress> used = UsedAddresses(fleet);
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      std::map<Family, Unassigned> unassigned;
      bool was_asked = false;
      for (const AddressRange& range : pool.addresses.ranges()) {
        const auto& asked = answers.asked();
        for (auto at = std::lower_bound(asked.begin(), asked.end(), range.first);
             at != asked.end() && *at <= range.last; ++at) {
          was_asked = true;
          if (used.contains(*at)) continue;
          Unassigned& of_family = unassigned[at->family];
          ++of_family.asked;
          for (const MacAddress& host : answers.HostsOf(*at)) ++of_family.answers[host];
        }
      }
      const PoolName name{cluster.name, pool.label};
      if (was_asked && unassigned.empty()) visit(name, Unassigned());
      for (const auto& [family, of_family] : unassigned) visit(name, of_family);
    }
  }
}

// The hosts that alone answer for the address of a node.
std::set<MacAddress> HostsOfNodes(const fleet::FleetView& fleet, const Answers& answers) {
  std::set<MacAddress> found;
  for (const IpAddress& address : NodeAddresses(fleet)) {
    const std::vector<MacAddress> hosts = answers.HostsOf(address);
    if (hosts.size() == 1) found.insert(hosts.front());
  }
  return found;
}

void AddPool(const PoolName& pool, std::vector<PoolName>& pools) {
  if (std::find(pools.begin(), pools.end(), pool) == pools.end()) pools.push_back(pool);
}

std::set<MacAddress> HostsOfAll(const std::vector<IpAddress>& addresses, const Answers& answers) {
  std::set<MacAddress> found;
  for (const IpAddress& address : addresses) {
    for (const MacAddress& host : answers.HostsOf(address)) found.insert(host);
  }
  return found;
}

AddressSet PoolAddressesOf(const fleet::FleetView& fleet) {
  std::vector<AddressRange> pools;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      pools.insert(pools.end(), pool.addresses.ranges().begin(), pool.addresses.ranges().end());
    }
  }
  return AddressSet::FromRanges(std::move(pools));
}

// The addresses on one side of `start`, the nearest ones first, of which `can_use` is true.
template <typename CanUse>
std::vector<IpAddress> Neighbors(IpAddress start, bool above, const CanUse& can_use) {
  constexpr int kMaxDistance = 4'096;
  std::vector<IpAddress> found;
  const IpAddress end =
      above ? addresses::HighestOf(start.family) : addresses::LowestOf(start.family);
  for (int i = 0; i < kMaxDistance && found.size() < kMaxControls && start != end; ++i) {
    start = above ? addresses::Successor(start) : addresses::Predecessor(start);
    if (can_use(start)) found.push_back(start);
  }
  return found;
}

// From both sides.
template <typename CanUse>
std::vector<IpAddress> Nearest(const IpAddress& start, const CanUse& can_use) {
  const std::vector<IpAddress> below = Neighbors(start, false, can_use);
  const std::vector<IpAddress> above = Neighbors(start, true, can_use);
  std::vector<IpAddress> nearest;
  for (std::size_t i = 0; i < kMaxControls; ++i) {
    if (i < below.size()) nearest.push_back(below[i]);
    if (i < above.size()) nearest.push_back(above[i]);
  }
  nearest.resize(std::min(nearest.size(), kMaxControls));
  return nearest;
}

}  // namespace

Proxies FindProxies(const fleet::FleetView& fleet, const Answers& answers,
                    const std::set<MacAddress>& routers) {
  constexpr std::size_t kMinAddresses = 4;
  constexpr std::size_t kMinOfRouter = 2;
  const std::set<MacAddress> nodes = HostsOfNodes(fleet, answers);
  Proxies proxies;
  std::vector<PoolName> full;                    // pools without an unassigned address
  std::map<MacAddress, std::size_t> answers_of;  // unassigned addresses of all pools
  std::size_t all = 0;
  VisitPools(fleet, answers, [&](const PoolName& pool, const Unassigned& unassigned) {
    if (unassigned.asked == 0) AddPool(pool, full);
    all += unassigned.asked;
    for (const auto& [host, count] : unassigned.answers) {
      answers_of[host] += count;
      const bool is_router = routers.contains(host);
      if (nodes.contains(host) && !is_router) continue;
      if (count < (is_router ? kMinOfRouter : kMinAddresses)) continue;
      if (IsNearlyAll(count, unassigned.asked)) AddPool(pool, proxies[host]);
    }
  });
  if (full.empty()) return proxies;
  for (const MacAddress& router : routers) proxies[router];
  for (auto& [host, pools] : proxies) {
    if (!routers.contains(host) && !IsNearlyAll(answers_of[host], all)) continue;
    for (const PoolName& pool : full) AddPool(pool, pools);
  }
  return proxies;
}

std::vector<IpAddress> FindControls(const Segment& segment, const fleet::FleetView& fleet,
                                    const fleet::FleetPolicy& policy, const Answers& answers,
                                    const std::vector<IpAddress>& suspects) {
  const std::set<MacAddress> hosts = HostsOfAll(suspects, answers);
  if (FindProxies(fleet, answers, hosts) == FindProxies(fleet, answers)) return {};
  const AddressSet in_pools = PoolAddressesOf(fleet);
  const AddressSet shared = SharedAddresses(policy, segment.network);
  const std::set<IpAddress> used = UsedAddresses(fleet);
  const auto can_use = [&](const IpAddress& address) {
    return segment.interface.CanAsk(address) && !in_pools.Contains(address) &&
           !shared.Contains(address) && !used.contains(address);
  };
  std::vector<IpAddress> controls;
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    const auto suspect = std::find_if(suspects.begin(), suspects.end(), [&](const auto& each) {
      return each.family == family && in_pools.Contains(each);
    });
    if (suspect == suspects.end()) continue;
    const std::vector<IpAddress> nearest = Nearest(*suspect, can_use);
    controls.insert(controls.end(), nearest.begin(), nearest.end());
  }
  return controls;
}

std::set<MacAddress> FindRouters(const std::vector<IpAddress>& controls, const Answers& answers) {
  constexpr std::size_t kMinControls = 3;
  std::map<Family, std::size_t> asked;
  std::map<std::pair<Family, MacAddress>, std::size_t> counts;
  for (const IpAddress& control : controls) {
    ++asked[control.family];
    for (const MacAddress& host : answers.HostsOf(control)) ++counts[{control.family, host}];
  }
  std::set<MacAddress> routers;
  for (const auto& [key, count] : counts) {
    if (count >= kMinControls && 2 * count >= asked[key.first]) routers.insert(key.second);
  }
  return routers;
}

}  // namespace exporter::scan
