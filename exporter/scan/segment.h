// A segment: an interface, and one network whose pools it reaches. And which addresses a scan asks
// for there: assigned ones, unassigned ones of pools, and nodes. Pure.

#ifndef EXPORTER_SCAN_SEGMENT_H_
#define EXPORTER_SCAN_SEGMENT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/fleet/pool_overlaps.h"
#include "exporter/result/result.h"
#include "exporter/scan/interface.h"

namespace exporter::scan {

struct Segment {
  Interface interface;
  std::string network;
};

// The networks with a pool whose addresses the interface can ask for, sorted. Clusters without data
// are ignored.
std::vector<std::string> ReachableNetworks(const fleet::FleetView& fleet,
                                           const Interface& interface);

// The networks to scan through the interface: `wanted`, if it is not empty, else all reachable
// ones. kConfig if pools of two reachable networks contain the same address there: an answer does
// not say to which network the interface belongs. Also if no cluster is in a network of `wanted`.
Result<std::vector<std::string>> NetworksToScan(const fleet::FleetView& fleet,
                                                const Interface& interface,
                                                const std::vector<std::string>& wanted);

// The clusters of `network` whose data can be used: not of another server (cluster_view.h).
fleet::FleetView ClustersOf(const std::string& network, const fleet::FleetView& fleet);

// The pools with an address that the interface can ask for. REQUIRES: as FindTargets.
std::vector<fleet::PoolName> ReachablePools(const Segment& segment, const fleet::FleetView& fleet);

// The addresses of all nodes.
std::vector<addresses::IpAddress> NodeAddresses(const fleet::FleetView& fleet);

// True if a pool has an IPv6 address in a subnet of the interface, which cannot ask for IPv6
// addresses because it has no link-local address.
bool LacksLinkLocal(const Interface& interface, const fleet::FleetView& fleet);

struct TargetOptions {
  bool unassigned = true;  // also ask for unassigned addresses of pools
  // The maximum number of unassigned addresses in one scan. IPv6 ranges with more addresses are
  // never asked for.
  std::size_t max_unassigned = 4096;
  // The place among the unassigned addresses to start at, so that several scans ask for all.
  std::size_t first_unassigned = 0;
};

struct ScanTargets {
  std::vector<addresses::IpAddress> addresses;  // each one once; the expected ones first
  std::size_t expected = 0;                     // how many are assigned or of a node; sorted
  std::size_t next_unassigned = 0;              // the next scan's first_unassigned
  bool omits_unassigned = false;                // because of max_unassigned
  addresses::AddressSet not_asked;              // unassigned ones that another scan asks for
};

// Nothing that the interface cannot ask for, nothing that is shared on purpose, and nothing that
// avoidBuggyIPs excludes from every pool, unless it is assigned.
// REQUIRES: `fleet` are the clusters of the segment's network.
ScanTargets FindTargets(const Segment& segment, const fleet::FleetView& fleet,
                        const fleet::FleetPolicy& policy, const TargetOptions& options);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_SEGMENT_H_
