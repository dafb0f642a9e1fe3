// Facts about several clusters: the conflicts in each network, and pools outside the IP plan.
//
// They depend on the fleet and the policy only. Stale data counts until it expires. Names are
// copied, so that facts outlive the view. Pure.

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

// An ASN that BGPPeers of two or more clusters use as myASN.
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
  // nullopt until every cluster of the network was polled once.
  std::optional<Conflicts> conflicts;
  std::optional<AssignedAddresses> assigned;  // only if the policy has max_address_series
};

// Addresses of a pool outside its cluster's range in the plan.
struct UnplannedAddresses {
  PoolName pool;
  addresses::AddressCount count;
};

struct FleetFacts {
  std::vector<NetworkFacts> networks;  // by name; includes networks that only the policy names
  std::vector<UnplannedAddresses> unplanned;  // of every pool; empty without a plan
};

FleetFacts Analyze(const FleetView& fleet, const FleetPolicy& policy);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_FLEET_FACTS_H_
