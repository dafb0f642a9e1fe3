#include "exporter/scan/segment_answers.h"

#include <algorithm>
#include <vector>

namespace exporter::scan {

using addresses::IpAddress;
using fleet::ClusterView;

namespace {

// The assigned addresses of pools. Also addresses that MetalLB assigned from a pool that does not
// contain them any more.
std::set<IpAddress> AssignedByMetallb(const fleet::ClusterSnapshot& snapshot) {
  std::set<IpAddress> assigned;
  for (const fleet::PoolUsage& pool : snapshot.pools()) {
    for (const addresses::AddressRange& range : pool.addresses.ranges()) {
      for (const fleet::Assignment& each : AssignmentsIn(range, snapshot.assignments())) {
        assigned.insert(each.address);
      }
    }
  }
  for (const fleet::Assignment& each : snapshot.unpooled()) assigned.insert(each.address);
  return assigned;
}

}  // namespace

std::size_t CountAssigners(const fleet::FleetView& fleet, const IpAddress& address) {
  return static_cast<std::size_t>(
      std::count_if(fleet.clusters.begin(), fleet.clusters.end(), [&](const ClusterView& cluster) {
        return cluster.snapshot != nullptr &&
               !AssignmentsIn({address, address}, cluster.snapshot->assignments()).empty();
      }));
}

std::optional<MacAddress> LoneHostOf(const IpAddress& address, const SegmentAnswers& segment) {
  const std::vector<MacAddress> hosts = segment.answers.HostsOf(address);
  if (hosts.size() != 1 || CountAssigners(segment.fleet, address) != 1) return std::nullopt;
  if (IsProxy(segment.proxies, hosts.front(), address.family)) return std::nullopt;
  return hosts.front();
}

std::optional<Announcer> AnnouncerOf(const fleet::Assignment& assignment,
                                     const fleet::ClusterSnapshot& snapshot) {
  const auto& announcements = snapshot.objects().l2_announcements;
  if (!announcements) return std::nullopt;
  const metallb::Service& service = snapshot.objects().services[assignment.service];
  std::optional<Announcer> found;
  for (const metallb::L2Announcement& each : *announcements) {
    if (each.name_space != service.name_space || each.service != service.name) continue;
    if (found) return std::nullopt;  // one for each address: which one is unknown
    found = {each.node, each.on_chosen_interfaces};
  }
  return found;
}

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

std::vector<std::string> OwnNodes(const Interface& interface, const fleet::FleetView& fleet) {
  std::vector<std::string> nodes;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr || !cluster.snapshot->objects().nodes) continue;
    for (const metallb::Node& node : *cluster.snapshot->objects().nodes) {
      const bool own = std::any_of(node.addresses.begin(), node.addresses.end(),
                                   [&](const IpAddress& each) { return interface.Has(each); });
      if (own) nodes.push_back(cluster.name + '/' + node.name);
    }
  }
  return nodes;
}

std::vector<std::string> ClustersWithoutNodes(const fleet::FleetView& fleet) {
  std::vector<std::string> clusters;
  for (const ClusterView& cluster : fleet.clusters) {
    const bool unknown = cluster.snapshot != nullptr && !cluster.snapshot->objects().nodes;
    if (unknown) clusters.push_back(cluster.name);
  }
  return clusters;
}

std::set<IpAddress> FindUnreached(const fleet::FleetView& fleet,
                                  std::span<const SegmentAnswers> segments) {
  const auto is_reached = [&](const std::string& network, const IpAddress& address) {
    return std::any_of(segments.begin(), segments.end(), [&](const SegmentAnswers& heard) {
      return heard.segment.network == network && heard.segment.interface.SourceFor(address);
    });
  };
  std::set<IpAddress> unreached;
  for (const ClusterView& cluster : fleet.clusters) {
    const bool is_scanned = std::any_of(
        segments.begin(), segments.end(),
        [&](const SegmentAnswers& heard) { return heard.segment.network == cluster.network; });
    if (!is_scanned || cluster.snapshot == nullptr || cluster.from_another_server) continue;
    for (const IpAddress& address : AssignedByMetallb(*cluster.snapshot)) {
      if (!is_reached(cluster.network, address)) unreached.insert(address);
    }
  }
  return unreached;
}

bool IsAnnouncedHere(const SegmentAnswers& heard, const IpAddress& address) {
  for (const ClusterView& cluster : heard.fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    const auto& assignments = cluster.snapshot->assignments();
    const addresses::AddressRange only = {address, address};
    for (const fleet::Assignment& each : AssignmentsIn(only, assignments)) {
      const auto announcer = AnnouncerOf(each, *cluster.snapshot);
      if (announcer && HasNode(heard.segment.interface, announcer->node, *cluster.snapshot)) {
        return true;
      }
    }
  }
  return false;
}

std::map<MacAddress, std::set<IpAddress>> AddressesOf(const std::set<MacAddress>& hosts,
                                                      std::span<const SegmentAnswers> segments) {
  std::map<MacAddress, std::set<IpAddress>> found;
  if (hosts.empty()) return found;
  for (const SegmentAnswers& segment : segments) {
    for (const IpAddress& address : segment.answers.asked()) {
      for (const MacAddress& host : segment.answers.HostsOf(address)) {
        if (hosts.contains(host)) found[host].insert(address);
      }
    }
  }
  return found;
}

}  // namespace exporter::scan
