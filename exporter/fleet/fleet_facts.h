// What no single cluster can know: conflicts between clusters, network by network, and how their
// pools agree with the plan.
//
// Follows from the fleet as it stands and from the policy, and from nothing else. Stale data takes
// part as long as it is in use. Names are copied, so that facts outlive the view. Pure.

#ifndef EXPORTER_FLEET_FLEET_FACTS_H_
#define EXPORTER_FLEET_FLEET_FACTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/fleet/assigned_addresses.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/fleet/pool_overlaps.h"

namespace exporter::fleet {

// An ASN that BGPPeers of two or more clusters use as their own.
struct SharedAsn {
  std::uint32_t asn = 0;
  std::vector<std::string> clusters;

  bool operator==(const SharedAsn&) const = default;
};

// Conflicts between the clusters of one network.
struct Conflicts {
  AssignedAddresses duplicates;
  PoolOverlaps overlaps;
  std::vector<SharedAsn> shared_asns;  // by number
};

struct NetworkFacts {
  std::string name;
  std::array<std::size_t, kDataStates.size()> clusters = {};  // in the order of kDataStates
  // nullopt until every cluster of the network has been polled once: what has not been seen yet is
  // not free of conflicts.
  std::optional<Conflicts> conflicts;
  std::optional<AssignedAddresses> assigned;  // exactly if the policy wants them told
};

// Addresses of a pool outside of its cluster's range in the plan.
struct UnplannedAddresses {
  PoolName pool;
  addresses::AddressCount count;
};

struct FleetFacts {
  std::vector<NetworkFacts> networks;         // by name; those that only the policy names too
  std::vector<UnplannedAddresses> unplanned;  // of every pool, where there is a plan
};

FleetFacts Analyze(const FleetView& fleet, const FleetPolicy& policy);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_FLEET_FACTS_H_
