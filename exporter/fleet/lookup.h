// Answers who has one address, and what overlaps a range: pools, Services, nodes and the plan, in
// all networks.
//
// Depends only on the view of the fleet and on the policy, as fleet_facts.h does. Stale data
// counts. Data of another server takes no part in duplicates (cluster_view.h). Pure.

#ifndef EXPORTER_FLEET_LOOKUP_H_
#define EXPORTER_FLEET_LOOKUP_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_range.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/fleet/pool_overlaps.h"

namespace exporter::fleet {

// The first state that applies to the address in any network.
enum class AddressState {
  kDuplicate,  // two clusters of a network assigned it
  kAssigned,
  kAvailable,  // in a pool
  kExcluded,   // in pools that exclude it with avoidBuggyIPs
  kReserved,   // by the plan
  kPlanned,    // for a cluster
  kNode,       // the address of a node, in none of the above
  kUnknown,    // none of the above
};

// "duplicate", "assigned" and so on.
std::string_view Name(AddressState state);

// The facts of a cluster about the address. At least one list is not empty.
struct ClusterAnswer {
  std::string cluster;
  DataState data = DataState::kFresh;  // fresh or stale
  std::vector<std::string> services;   // "namespace/name"
  std::vector<std::string> pools;      // that can assign the address
  std::vector<std::string> excluding;  // pools that exclude it with avoidBuggyIPs
  std::vector<std::string> nodes;
};

struct NetworkAnswer {
  std::string network;
  std::vector<ClusterAnswer> clusters;  // that know the address
  bool duplicate = false;               // two clusters assigned it, not on purpose
  bool shared_on_purpose = false;       // by the clusters that use it (shared_addresses.h)
  std::vector<std::string> shared_by;   // the sources that list it, if this exporter does not
};

// A cluster that may know more, because its last poll failed or because it was not polled yet; or
// the unknown clusters and addresses of a source (source_view.h) that was never read or is
// incomplete, which may be in any network; or every cluster, because the fleet has none and no
// source.
struct UnreadCluster {
  std::string cluster;                   // empty for a source, and for every cluster
  std::string network;                   // as `cluster`
  DataState data = DataState::kUnknown;  // stale or unknown
  std::string source = {};               // empty if it is not a source
  bool incomplete = false;               // a source with data, of which a part is missing

  bool IsEveryCluster() const { return cluster.empty() && source.empty(); }

  const std::string& Name() const { return source.empty() ? cluster : source; }

  // "stale", "unknown" or "incomplete".
  std::string_view StateName() const { return incomplete ? "incomplete" : fleet::Name(data); }
};

// The sources that were never read, and the incomplete ones.
std::vector<UnreadCluster> UnreadSources(const FleetView& fleet);

struct AddressAnswer {
  addresses::IpAddress address;
  AddressState state = AddressState::kUnknown;
  std::vector<NetworkAnswer> networks;  // that know the address
  std::vector<std::string> planned;     // the clusters for which the plan has the address
  std::vector<ReservedRange> reserved;  // the entries of the plan that reserve it
  std::vector<UnreadCluster> unread;

  // True if the address is assigned, in a pool, or in the plan.
  bool IsFound() const { return state <= AddressState::kPlanned; }
};

AddressAnswer LookUp(const FleetView& fleet, const FleetPolicy& policy,
                     const addresses::IpAddress& address);

// A pool that contains a part of a range.
struct PoolInRange {
  std::string network;
  PoolName pool;
  addresses::AddressCount addresses;  // in the range
  std::size_t assigned = 0;           // distinct addresses in the range
};

struct NodeInRange {
  addresses::IpAddress address;
  std::string network;
  std::string cluster;
  std::string node;
};

// An address that a cluster assigned, and that is in no pool of the cluster.
struct UnpooledInRange {
  addresses::IpAddress address;
  std::string network;
  std::string cluster;
  std::vector<std::string> services;  // "namespace/name"
};

// The maximum number of listed addresses outside every pool.
inline constexpr std::size_t kMaxUnpooledInRange = 100;

struct RangeAnswer {
  addresses::AddressRange range;
  bool several_networks = false;          // the fleet has more than one
  std::vector<UnpooledInRange> unpooled;  // the lowest addresses
  std::size_t unpooled_omitted = 0;
  std::vector<PoolInRange> pools;
  std::vector<std::string> planned;     // clusters
  std::vector<ReservedRange> reserved;  // entries of the plan
  std::vector<NodeInRange> nodes;
  std::vector<UnreadCluster> unread;
};

// Everything that overlaps the range. Time: the number of pools, nodes and assigned addresses in
// the range, and log n of their ranges.
RangeAnswer LookUpRange(const FleetView& fleet, const FleetPolicy& policy,
                        const addresses::AddressRange& range);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_LOOKUP_H_
