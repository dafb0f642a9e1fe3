#include "exporter/scan/proxies.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "exporter/addresses/address_set.h"
#include "exporter/fleet/shared_addresses.h"

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
struct Used {
  std::set<IpAddress> nodes;
  std::set<IpAddress> assigned;

  bool Contains(const IpAddress& address) const {
    return nodes.contains(address) || assigned.contains(address);
  }
};

Used UsedAddresses(const fleet::FleetView& fleet) {
  const std::vector<IpAddress> nodes = NodeAddresses(fleet);
  Used used{{nodes.begin(), nodes.end()}, {}};
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::Assignment& each : cluster.snapshot->assignments()) {
      used.assigned.insert(each.address);
    }
  }
  return used;
}

// Addresses that were asked for, and how many of them each host answered for.
struct Counts {
  std::size_t asked = 0;
  std::map<MacAddress, std::size_t> answers;

  void Add(const std::vector<MacAddress>& hosts) {
    ++asked;
    for (const MacAddress& host : hosts) ++answers[host];
  }

  // True as well if no address was asked for.
  bool HasNearlyAll(const MacAddress& host) const {
    const auto found = answers.find(host);
    return IsNearlyAll(found == answers.end() ? 0 : found->second, asked);
  }
};

// The asked addresses of one family of a pool, without those of nodes.
struct FamilyCounts {
  Counts unassigned;
  Counts assigned;
};

// Calls `visit` with each family of each pool of which an address was asked for: a router can be a
// proxy for IPv4 alone.
template <typename Visit>
void VisitPools(const fleet::FleetView& fleet, const Answers& answers, const Visit& visit) {
  const Used used = UsedAddresses(fleet);
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      std::map<Family, FamilyCounts> families;
      for (const AddressRange& range : pool.addresses.ranges()) {
        const auto& asked = answers.asked();
        for (auto at = std::lower_bound(asked.begin(), asked.end(), range.first);
             at != asked.end() && *at <= range.last; ++at) {
          FamilyCounts& counts = families[at->family];
          if (used.assigned.contains(*at)) {
            counts.assigned.Add(answers.HostsOf(*at));
          } else if (!used.nodes.contains(*at)) {
            counts.unassigned.Add(answers.HostsOf(*at));
          }
        }
      }
      for (const auto& [family, counts] : families) {
        visit(PoolName{cluster.name, pool.label}, family, counts);
      }
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

// A pool without an unassigned address that was asked for.
struct FullPool {
  PoolName pool;
  Family family = Family::kIpv4;
  Counts assigned;
};

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

bool IsProxy(const Proxies& proxies, const MacAddress& host, Family family) {
  const auto found = proxies.find(host);
  return found != proxies.end() &&
         std::any_of(found->second.begin(), found->second.end(),
                     [family](const ProxiedPool& each) { return each.family == family; });
}

Proxies FindProxies(const fleet::FleetView& fleet, const Answers& answers, const Routers& routers) {
  constexpr std::size_t kMinAddresses = 4;
  constexpr std::size_t kMinOfRouter = 2;
  const std::set<MacAddress> nodes = HostsOfNodes(fleet, answers);
  Proxies proxies;
  std::vector<FullPool> full;
  std::map<Family, Counts> all;  // the unassigned addresses of all pools
  VisitPools(fleet, answers, [&](const PoolName& pool, Family family, const FamilyCounts& counts) {
    if (counts.unassigned.asked == 0) full.push_back({pool, family, counts.assigned});
    all[family].asked += counts.unassigned.asked;
    for (const auto& [host, count] : counts.unassigned.answers) {
      all[family].answers[host] += count;
      const bool is_router = routers.contains({family, host});
      if (nodes.contains(host) && !is_router) continue;
      if (count < (is_router ? kMinOfRouter : kMinAddresses)) continue;
      if (!counts.unassigned.HasNearlyAll(host)) continue;
      proxies[host].push_back({pool, family, counts.assigned.HasNearlyAll(host)});
    }
  });
  Routers of_full_pools = routers;
  for (const auto& [host, pools] : proxies) {
    for (const ProxiedPool& each : pools) {
      if (all[each.family].HasNearlyAll(host)) of_full_pools.emplace(each.family, host);
    }
  }
  for (const auto& [family, host] : of_full_pools) {
    for (const FullPool& each : full) {
      if (each.family != family) continue;
      proxies[host].push_back({each.pool, family, each.assigned.HasNearlyAll(host)});
    }
  }
  return proxies;
}

std::vector<IpAddress> FindControls(const Segment& segment, const fleet::FleetView& fleet,
                                    const fleet::FleetPolicy& policy, const Answers& answers,
                                    const std::vector<IpAddress>& suspects) {
  Routers possible;
  for (const MacAddress& host : HostsOfAll(suspects, answers)) {
    for (const Family family : fleet::kFamilies) possible.emplace(family, host);
  }
  if (FindProxies(fleet, answers, possible) == FindProxies(fleet, answers)) return {};
  const AddressSet in_pools = PoolAddressesOf(fleet);
  const AddressSet shared = fleet::SharedAddresses(policy.SettingsOf(segment.network), {}).Listed();
  const Used used = UsedAddresses(fleet);
  const auto can_use = [&](const IpAddress& address) {
    return segment.interface.CanAsk(address) && !in_pools.Contains(address) &&
           !shared.Contains(address) && !used.Contains(address);
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

Routers FindRouters(const std::vector<IpAddress>& controls, const Answers& answers) {
  constexpr std::size_t kMinControls = 3;
  std::map<Family, std::size_t> asked;
  std::map<std::pair<Family, MacAddress>, std::size_t> counts;
  for (const IpAddress& control : controls) {
    ++asked[control.family];
    for (const MacAddress& host : answers.HostsOf(control)) ++counts[{control.family, host}];
  }
  Routers routers;
  for (const auto& [key, count] : counts) {
    if (count >= kMinControls && 2 * count >= asked[key.first]) routers.insert(key);
  }
  return routers;
}

}  // namespace exporter::scan
