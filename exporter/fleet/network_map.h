// The map of a network: its subnets (subnets.h), who uses which part of each, and what is free.
//
// An area is a range whose addresses are in the same pools and the same entries of the plan. The
// areas of a subnet cover the subnet without gaps. Sizes are exact, and lists are bounded. Depends
// only on the view, the facts and the policy. Stale data counts. Names are copied. Pure. Time:
// n log n of the ranges and assigned addresses; the size of a subnet does not matter.
//
// An entry of the plan belongs to the network of its cluster. Reserved entries and entries of
// unknown clusters belong to every network. If there are several networks, such an entry counts
// only in the subnets of the other addresses.

#ifndef EXPORTER_FLEET_NETWORK_MAP_H_
#define EXPORTER_FLEET_NETWORK_MAP_H_

#include <cstddef>
#include <string>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/fleet/lookup.h"
#include "exporter/fleet/network_addresses.h"
#include "exporter/fleet/pool_overlaps.h"

namespace exporter::fleet {

// The maximum numbers of listed subnets of a network, of listed areas and free ranges of a subnet,
// and of listed pools or entries of an area.
inline constexpr std::size_t kMaxMapSubnets = 1'000;
inline constexpr std::size_t kMaxMapAreas = 1'000;
inline constexpr std::size_t kMaxAreaOwners = 20;

struct AreaPool {
  PoolName name;
  bool stale = false;
};

struct AreaPlan {
  std::string cluster;
  bool unknown = false;  // the cluster has no data
};

struct AreaReserved {
  std::string entry;
  std::string purpose;  // empty: none
};

struct MapArea {
  addresses::AddressRange range;
  // Each list has at most kMaxAreaOwners elements.
  std::vector<AreaPool> pools;
  std::vector<AreaPlan> planned;
  std::vector<AreaReserved> reserved;
  std::size_t owners_omitted = 0;      // of all three lists
  bool shared_on_purpose = false;      // by its clusters (shared_addresses.h)
  std::vector<std::string> shared_by;  // the sources that list it, if this exporter does not
  AddressUse use;
};

struct SubnetMap {
  addresses::AddressRange range;  // a prefix
  bool configured = false;        // else computed from pools and plan
  AddressUse use;
  std::vector<MapArea> areas;  // the lowest addresses first
  std::size_t areas_omitted = 0;
  std::vector<addresses::AddressRange> free;  // the lowest addresses first
  std::size_t free_omitted = 0;
};

struct NetworkMap {
  std::string name;
  std::vector<SubnetMap> subnets;  // sorted and disjoint
  std::size_t subnets_omitted = 0;
  // Clusters whose data is stale or unknown, and sources that were never read or are incomplete:
  // they may use addresses that look free.
  std::vector<UnreadCluster> unread;
  // Clusters with data whose node addresses are unknown.
  std::size_t clusters_without_nodes = 0;
  NetworkAddresses addresses;

  // True if the free ranges are free. Otherwise, they are free as far as known.
  bool IsComplete() const { return unread.empty(); }
};

// A map for each network, in the order of the facts. A map has no subnets before every cluster of
// the network was polled once, and none while no cluster has data.
// REQUIRES: `facts` is Analyze(fleet, policy).
std::vector<NetworkMap> MapNetworks(const FleetView& fleet, const FleetFacts& facts,
                                    const FleetPolicy& policy);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_NETWORK_MAP_H_
