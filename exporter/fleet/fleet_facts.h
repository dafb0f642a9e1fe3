// Computes the facts about several clusters: the conflicts in each network, and the addresses of
// pools outside the IP plan.
//
// Facts depend only on the view of the fleet and on the policy. Stale data counts until it expires,
// unless it is from another server (cluster_view.h).
// Facts of a single cluster are in its snapshot. Names are copied, so the facts may outlive the
// view. Pure.

#ifndef EXPORTER_FLEET_FLEET_FACTS_H_
#define EXPORTER_FLEET_FLEET_FACTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/fleet/assigned_addresses.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/fleet/node_conflicts.h"
#include "exporter/fleet/pool_overlaps.h"

namespace exporter::fleet {

// An ASN that BGPPeers of two or more clusters use as myASN.
struct SharedAsn {
  std::uint32_t asn = 0;
  std::vector<std::string> clusters;

  bool operator==(const SharedAsn&) const = default;
};

// Conflicts between the clusters of one network.
struct Conflicts {
  // Lists at least kMaxListedHolders holders, and as many as the metrics need.
  AssignedAddresses duplicates;
  PoolOverlaps overlaps;
  std::vector<SharedAsn> shared_asns;  // sorted by ASN
  // nullptr if the nodes of no cluster are known. Lists as many conflicts as `duplicates` holders.
  std::shared_ptr<const NodeConflicts> nodes;
};

struct NetworkFacts {
  std::string name;
  // The number of clusters in each state, in the order of kDataStates.
  std::array<std::size_t, kDataStates.size()> clusters = {};
  // nullopt until every source was read, and every cluster of the network was polled, at least
  // once, with or without success.
  std::optional<Conflicts> conflicts;
  // The addresses of clusters that have series. Only if the policy has max_address_series.
  std::optional<AssignedAddresses> assigned;
};

// The number of addresses of a pool that are outside its cluster's range in the plan. If the plan
// has no entry for the cluster, all addresses of the pool are outside.
struct UnplannedAddresses {
  PoolName pool;
  addresses::AddressCount count;
  bool has_plan_entry = false;  // the plan has an entry for the cluster
};

struct FleetFacts {
  // Sorted by name. Includes networks of the policy that have no cluster.
  std::vector<NetworkFacts> networks;
  // One element for each pool of a cluster to which a plan applies, also if its count is 0.
  std::vector<UnplannedAddresses> unplanned;
};

FleetFacts Analyze(const FleetView& fleet, const FleetPolicy& policy);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_FLEET_FACTS_H_
