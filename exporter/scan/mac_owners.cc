#include "exporter/scan/mac_owners.h"

#include <algorithm>
#include <cstddef>

namespace exporter::scan {
namespace {

using addresses::AddressRange;
using addresses::IpAddress;
using fleet::ClusterView;

// The number of clusters of `fleet` that assigned the address.
std::size_t CountAssigners(const fleet::FleetView& fleet, const IpAddress& address) {
  return static_cast<std::size_t>(
      std::count_if(fleet.clusters.begin(), fleet.clusters.end(), [&](const ClusterView& cluster) {
        return cluster.snapshot != nullptr &&
               !AssignmentsIn({address, address}, cluster.snapshot->assignments()).empty();
      }));
}

// The only host that answered for an address that only one cluster assigned.
std::optional<MacAddress> OnlyHostOf(const IpAddress& address, const SegmentAnswers& segment) {
  const std::vector<MacAddress> hosts = segment.answers.HostsOf(address);
  if (hosts.size() != 1 || CountAssigners(segment.fleet, address) != 1) return std::nullopt;
  if (segment.proxies.contains(hosts.front())) return std::nullopt;
  return hosts.front();
}

// The node that announces the Service; empty if it is unknown.
std::string AnnouncerOf(const fleet::Assignment& assignment,
                        const fleet::ClusterSnapshot& snapshot) {
  const auto& announcements = snapshot.objects().l2_announcements;
  if (!announcements) return {};
  const metallb::Service& service = snapshot.objects().services[assignment.service];
  std::string node;
  for (const metallb::L2Announcement& each : *announcements) {
    if (each.name_space != service.name_space || each.service != service.name) continue;
    if (!node.empty()) return {};  // one for each address: which one is unknown
    node = each.node;
  }
  return node;
}

// True if the interface has an address of the node.
bool HasNode(const Interface& interface, const std::string& name,
             const fleet::ClusterSnapshot& snapshot) {
  const auto& nodes = snapshot.objects().nodes;
  if (!nodes) return false;
  return std::any_of(nodes->begin(), nodes->end(), [&](const metallb::Node& node) {
    return node.name == name &&
           std::any_of(node.addresses.begin(), node.addresses.end(),
                       [&interface](const IpAddress& each) { return interface.Has(each); });
  });
}

// True if the interface can find every node of the cluster by its address.
bool HasAllNodes(const ClusterView& cluster, const Interface& interface) {
  const auto& nodes = cluster.snapshot->objects().nodes;
  if (!nodes || nodes->empty()) return false;
  return std::all_of(nodes->begin(), nodes->end(), [&interface](const metallb::Node& node) {
    return std::any_of(node.addresses.begin(), node.addresses.end(), [&](const IpAddress& address) {
      return interface.CanAsk(address) || interface.Has(address);
    });
  });
}

// Calls `visit` with each pool's asked addresses that, by the clusters' data, are not in use. Once
// for each family with such addresses, because a router can be a proxy for IPv4 alone; once with no
// address if all asked ones are in use.
template <typename Visit>
void VisitPools(const fleet::FleetView& fleet, const Answers& answers, const Visit& visit) {
  std::set<IpAddress> used;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::Assignment& each : cluster.snapshot->assignments()) used.insert(each.address);
    if (!cluster.snapshot->objects().nodes) continue;
    for (const metallb::Node& node : *cluster.snapshot->objects().nodes) {
      used.insert(node.addresses.begin(), node.addresses.end());
    }
  }
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      std::map<addresses::Family, std::vector<IpAddress>> unassigned;
      bool was_asked = false;
      for (const AddressRange& range : pool.addresses.ranges()) {
        const auto& asked = answers.asked();
        for (auto at = std::lower_bound(asked.begin(), asked.end(), range.first);
             at != asked.end() && *at <= range.last; ++at) {
          was_asked = true;
          if (!used.contains(*at)) unassigned[at->family].push_back(*at);
        }
      }
      const fleet::PoolName name{cluster.name, pool.label};
      if (was_asked && unassigned.empty()) visit(name, std::vector<IpAddress>());
      for (const auto& [family, of_family] : unassigned) visit(name, of_family);
    }
  }
}

}  // namespace

std::map<MacAddress, std::vector<fleet::PoolName>> FindProxies(const fleet::FleetView& fleet,
                                                               const Answers& answers) {
  constexpr std::size_t kMinAddresses = 2;
  constexpr std::size_t kTenth = 10;
  const auto nearly_all = [](std::size_t count, std::size_t of) {
    return count >= kMinAddresses && count * kTenth >= of * (kTenth - 1);
  };
  std::map<MacAddress, std::vector<fleet::PoolName>> proxies;
  std::vector<fleet::PoolName> full;             // pools without an unassigned address
  std::map<MacAddress, std::size_t> answers_of;  // unassigned addresses of all pools
  std::size_t all = 0;
  const auto add = [](const fleet::PoolName& pool, std::vector<fleet::PoolName>& pools) {
    if (std::find(pools.begin(), pools.end(), pool) == pools.end()) pools.push_back(pool);
  };
  VisitPools(fleet, answers,
             [&](const fleet::PoolName& pool, const std::vector<IpAddress>& unassigned) {
               if (unassigned.empty()) add(pool, full);
               all += unassigned.size();
               std::map<MacAddress, std::size_t> counts;
               for (const IpAddress& address : unassigned) {
                 for (const MacAddress& host : answers.HostsOf(address)) ++counts[host];
               }
               for (const auto& [host, count] : counts) {
                 answers_of[host] += count;
                 if (nearly_all(count, unassigned.size())) add(pool, proxies[host]);
               }
             });
  for (auto& [host, pools] : proxies) {
    if (!nearly_all(answers_of[host], all)) continue;
    for (const fleet::PoolName& pool : full) add(pool, pools);
  }
  return proxies;
}

bool IsAnnouncedHere(const SegmentAnswers& heard, const IpAddress& address) {
  const AddressRange sought{address, address};
  for (const ClusterView& cluster : heard.fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    const auto& assignments = cluster.snapshot->assignments();
    for (const fleet::Assignment& each : AssignmentsIn(sought, assignments)) {
      const std::string node = AnnouncerOf(each, *cluster.snapshot);
      if (!node.empty() && HasNode(heard.segment.interface, node, *cluster.snapshot)) return true;
    }
  }
  return false;
}

MacOwners::MacOwners(std::span<const SegmentAnswers> segments) {
  for (const SegmentAnswers& segment : segments) AddNodes(segment);
  Claims announcers;
  for (const SegmentAnswers& segment : segments) AddAnnouncers(segment, announcers);
  Settle(announcers);
  Claims assigners;
  for (const SegmentAnswers& segment : segments) AddAssigners(segment, assigners);
  Settle(assigners);
}

std::vector<MacOwner> MacOwners::Of(const MacAddress& mac) const {
  const auto found = owners_.find(mac);
  if (found == owners_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

void MacOwners::AddNodes(const SegmentAnswers& segment) {
  for (const ClusterView& cluster : segment.fleet.clusters) {
    if (cluster.snapshot == nullptr || !cluster.snapshot->objects().nodes) continue;
    for (const metallb::Node& node : *cluster.snapshot->objects().nodes) {
      for (const IpAddress& address : node.addresses) {
        const std::vector<MacAddress> hosts = segment.answers.HostsOf(address);
        for (const MacAddress& host : hosts) {
          // A proxy also answers for nodes.
          if (hosts.size() > 1 && segment.proxies.contains(host)) continue;
          owners_[host].insert({cluster.name, node.name});
        }
        const Interface& own = segment.segment.interface;
        if (own.Has(address)) owners_[own.mac].insert({cluster.name, node.name});
      }
    }
  }
}

void MacOwners::AddAnnouncers(const SegmentAnswers& segment, Claims& claims) {
  const Interface& own = segment.segment.interface;
  for (const ClusterView& cluster : segment.fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::Assignment& each : cluster.snapshot->assignments()) {
      const std::string node = AnnouncerOf(each, *cluster.snapshot);
      // This host does not receive its own answers: the answer is that of another host.
      if (node.empty() || HasNode(own, node, *cluster.snapshot)) continue;
      const auto host = OnlyHostOf(each.address, segment);
      if (host) ++claims[*host][{cluster.name, node}];
    }
  }
}

void MacOwners::AddAssigners(const SegmentAnswers& segment, Claims& claims) {
  for (const ClusterView& cluster : segment.fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    if (HasAllNodes(cluster, segment.segment.interface)) continue;
    for (const fleet::Assignment& each : cluster.snapshot->assignments()) {
      const auto host = OnlyHostOf(each.address, segment);
      if (host) ++claims[*host][{cluster.name, ""}];
    }
  }
}

void MacOwners::Settle(const Claims& claims) {
  for (const auto& [mac, counts] : claims) {
    if (owners_.contains(mac)) continue;
    const auto most = std::max_element(
        counts.begin(), counts.end(),
        [](const auto& one, const auto& other) { return one.second < other.second; });
    for (const auto& [owner, count] : counts) {
      if (count == most->second) owners_[mac].insert(owner);
    }
  }
}

}  // namespace exporter::scan
