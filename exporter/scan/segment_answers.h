// The answers of one segment, and questions about single addresses and hosts of it. Pure.

#ifndef EXPORTER_SCAN_SEGMENT_ANSWERS_H_
#define EXPORTER_SCAN_SEGMENT_ANSWERS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/scan/answers.h"
#include "exporter/scan/mac_address.h"
#include "exporter/scan/proxies.h"
#include "exporter/scan/segment.h"

namespace exporter::scan {

// A segment, its clusters, and the answers there.
struct SegmentAnswers {
  Segment segment;
  fleet::FleetView fleet;  // the clusters of the segment's network
  Answers answers;
  Proxies proxies;
};

// The number of clusters that assigned the address.
std::size_t CountAssigners(const fleet::FleetView& fleet, const addresses::IpAddress& address);

// The only host that answered for an address that only one cluster assigned, unless it is a proxy.
std::optional<MacAddress> LoneHostOf(const addresses::IpAddress& address,
                                     const SegmentAnswers& segment);

// The node that announces a Service by its ServiceL2Status.
struct Announcer {
  std::string node;
  // The Service is announced on chosen interfaces, which may be others than that of the node's
  // address.
  bool on_chosen_interfaces = false;
};

// nullopt if the node is unknown, or if one of several is unknown to announce the address.
std::optional<Announcer> AnnouncerOf(const fleet::Assignment& assignment,
                                     const fleet::ClusterSnapshot& snapshot);

// True if the interface has an address of the node.
bool HasNode(const Interface& interface, const std::string& name,
             const fleet::ClusterSnapshot& snapshot);

// The nodes whose address the interface has, as "cluster/node".
std::vector<std::string> OwnNodes(const Interface& interface, const fleet::FleetView& fleet);

// The clusters whose nodes are unknown.
std::vector<std::string> ClustersWithoutNodes(const fleet::FleetView& fleet);

// The addresses that MetalLB assigned in the networks of the segments, and that no interface of the
// segments could ask for.
std::set<addresses::IpAddress> FindUnreached(const fleet::FleetView& fleet,
                                             std::span<const SegmentAnswers> segments);

// True if this host is a node that announces the address (ServiceL2Status). It answers for the
// address, but does not receive its own answer.
bool IsAnnouncedHere(const SegmentAnswers& heard, const addresses::IpAddress& address);

// The addresses for which each of the hosts answered, on all segments.
std::map<MacAddress, std::set<addresses::IpAddress>> AddressesOf(
    const std::set<MacAddress>& hosts, std::span<const SegmentAnswers> segments);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_SEGMENT_ANSWERS_H_
