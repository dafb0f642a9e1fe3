// Routers with proxy ARP: hosts that answer for addresses of other hosts. Pure.
//
// A host is a proxy for one family of a pool if it answers for at least nine of ten unassigned
// addresses there. One host can also use a few unassigned addresses, so this needs more:
// - at least four unassigned addresses; or
// - at least two, or a pool in which no unassigned address was asked for, if the host also answers
//   for controls: at least three, and at least half, of up to eight addresses next to the pools
//   that are in no pool and belong to no known host. The second look asks for controls, and only if
//   they decide.
// A pool with a single unassigned address has no proxy. A host that alone answers for the address
// of a node is that node, and not a proxy, unless it also answers for controls: a router answers
// for a node that is off. A router has a route to the subnet, not to one address: its answers for
// assigned addresses are those of a proxy only if it answers for nine of ten of these as well.

#ifndef EXPORTER_SCAN_PROXIES_H_
#define EXPORTER_SCAN_PROXIES_H_

#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/fleet/pool_overlaps.h"
#include "exporter/scan/answers.h"
#include "exporter/scan/mac_address.h"
#include "exporter/scan/segment.h"

namespace exporter::scan {

// The maximum number of controls of one family.
inline constexpr std::size_t kMaxControls = 8;

// One family of a pool for which a host is a proxy.
struct ProxiedPool {
  fleet::PoolName pool;
  addresses::Family family = addresses::Family::kIpv4;
  bool answers_assigned = true;  // also for nearly every assigned address that was asked for

  bool operator==(const ProxiedPool&) const = default;
};

using Proxies = std::map<MacAddress, std::vector<ProxiedPool>>;

// True if the host is a proxy for addresses of the family.
bool IsProxy(const Proxies& proxies, const MacAddress& host, addresses::Family family);

// Hosts that answer for controls of a family.
using Routers = std::set<std::pair<addresses::Family, MacAddress>>;

// Any proxy that answers for nearly every unassigned address of a family counts for pools without
// one as well.
Proxies FindProxies(const fleet::FleetView& fleet, const Answers& answers,
                    const Routers& routers = {});

// The controls to ask for. Empty if no control can decide whether a host that answered for a
// suspect is a proxy. REQUIRES: `fleet` are the clusters of the segment's network.
std::vector<addresses::IpAddress> FindControls(const Segment& segment,
                                               const fleet::FleetView& fleet,
                                               const fleet::FleetPolicy& policy,
                                               const Answers& answers,
                                               const std::vector<addresses::IpAddress>& suspects);

// The hosts that answer for at least three, and at least half, of the controls of one family.
Routers FindRouters(const std::vector<addresses::IpAddress>& controls, const Answers& answers);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_PROXIES_H_
