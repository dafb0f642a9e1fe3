// Whose a MAC address is: which node of which cluster. Pure.
//
// MetalLB answers with the MAC address of the interface that received the request. The evidence,
// from the strongest to the weakest; each kind concerns MAC addresses that no stronger one names:
// 1. scan.known_macs of the configuration, if the name is "cluster/node" of a known node.
// 2. A MAC address that alone answered for the address of a node belongs to the node. If several
//    MAC addresses answered, they are network cards of the node only if they answered for exactly
//    the same addresses. Otherwise the address is contested: none of them is learned from it, and
//    none of them can be learned from a lone answer.
// 3. A MAC address that alone answered for addresses that a node announces (ServiceL2Status)
//    belongs to the node. The status may be old, so this concerns only nodes whose MAC address is
//    unknown, and Services that are announced on chosen interfaces. If several MAC addresses or
//    several nodes are possible, the one with the most addresses counts.
// 4. A lone answer: a MAC address that alone answered for addresses that only one cluster assigned
//    belongs to the cluster, without a known node. These addresses must be more than those of any
//    other cluster, and more than the unassigned ones for which it answered. It needs a node of the
//    cluster whose MAC address is unknown, because the node is in another subnet or does not
//    answer for its own address. Virtual routers and other known_macs are not nodes.
// 5. A second network card of a node (arp_ignore=1: only one card answers for the node's address)
//    answered for at least two addresses: exactly those for which the node's other card answered.
//    It did not answer for an address that another node of the cluster announces.

#ifndef EXPORTER_SCAN_MAC_OWNERS_H_
#define EXPORTER_SCAN_MAC_OWNERS_H_

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "exporter/fleet/fleet_policy.h"
#include "exporter/scan/mac_address.h"
#include "exporter/scan/mac_owner.h"
#include "exporter/scan/segment_answers.h"

namespace exporter::scan {

class MacOwners {
 public:
  // Uses what was heard on all `segments`; one segment may occur several times.
  explicit MacOwners(std::span<const SegmentAnswers> segments,
                     const std::vector<fleet::KnownMac>& known = {});

  // Sorted; empty if no node is known to have it. Several, if a MAC address answered for several
  // nodes.
  std::vector<MacOwner> Of(const MacAddress& mac) const;

 private:
  std::map<MacAddress, std::set<MacOwner>> owners_;
};

// The names of known_macs such as "cluster-a/typo" whose cluster has nodes, and none of that name.
std::vector<std::string> UnknownNames(const std::vector<fleet::KnownMac>& known,
                                      const fleet::FleetView& fleet);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_MAC_OWNERS_H_
