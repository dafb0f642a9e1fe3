// Whose a MAC address is: which node of which cluster, or which known device.
//
// A MAC address belongs to a node if it answered for the node's address, or if only this MAC
// address answered for an address that the node announces (ServiceL2Status). It belongs to a
// cluster, without a known node, if only this MAC address answered for an address that only this
// cluster assigned; this counts only for clusters with a node that the interface cannot ask for. If
// its addresses disagree, the owner of most of them counts. MetalLB answers with the MAC address of
// the interface that received the request. Pure.

#ifndef EXPORTER_SCAN_MAC_OWNERS_H_
#define EXPORTER_SCAN_MAC_OWNERS_H_

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/pool_overlaps.h"
#include "exporter/scan/answers.h"
#include "exporter/scan/mac_address.h"
#include "exporter/scan/segment.h"

namespace exporter::scan {

// A segment, its clusters, and what was heard there.
struct SegmentAnswers {
  Segment segment;
  fleet::FleetView fleet;  // the clusters of the segment's network
  Answers answers;
  // The hosts that answer for nearly every unassigned address of a pool, and the pools for which
  // they do: routers with proxy ARP.
  std::map<MacAddress, std::vector<fleet::PoolName>> proxies;
};

// Finds the hosts that answer for at least nine of ten unassigned addresses of a pool, and for at
// least two. If such a host answers for nearly every unassigned address of all pools, it counts for
// pools without an unassigned address as well.
std::map<MacAddress, std::vector<fleet::PoolName>> FindProxies(const fleet::FleetView& fleet,
                                                               const Answers& answers);

// True if this host is a node that announces the address (ServiceL2Status). It answers for the
// address, but does not receive its own answer.
bool IsAnnouncedHere(const SegmentAnswers& heard, const addresses::IpAddress& address);

struct MacOwner {
  std::string cluster;  // empty: no node of a cluster
  std::string node;     // empty: unknown

  auto operator<=>(const MacOwner&) const = default;
};

class MacOwners {
 public:
  // Uses what was heard on all `segments`.
  explicit MacOwners(std::span<const SegmentAnswers> segments);

  // Sorted. Several, if a MAC address answered for nodes of several clusters.
  std::vector<MacOwner> Of(const MacAddress& mac) const;

 private:
  // How many addresses say that a MAC address belongs to an owner.
  using Claims = std::map<MacAddress, std::map<MacOwner, std::size_t>>;

  void AddNodes(const SegmentAnswers& segment);
  static void AddAnnouncers(const SegmentAnswers& segment, Claims& claims);
  static void AddAssigners(const SegmentAnswers& segment, Claims& claims);
  // The owners with the most addresses, for MAC addresses without an owner.
  void Settle(const Claims& claims);

  std::map<MacAddress, std::set<MacOwner>> owners_;
};

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_MAC_OWNERS_H_
