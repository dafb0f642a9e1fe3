// Finds node addresses inside pools, among all clusters of a network. If MetalLB assigns such an
// address, the node loses its connections, also if the node is in another cluster.
//
// Only the ranges of the pools count, regardless of avoidBuggyIPs and of assigned addresses.
// Addresses that are shared on purpose do not count. Pure.

#ifndef EXPORTER_FLEET_NODE_CONFLICTS_H_
#define EXPORTER_FLEET_NODE_CONFLICTS_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/pool_overlaps.h"

namespace exporter::fleet {

// An address of a node that a pool contains.
struct NodeConflict {
  addresses::IpAddress address;
  PoolName pool;
  std::string node_cluster;
  std::string node;

  bool operator==(const NodeConflict&) const = default;
};

// The node addresses in one pool.
struct PoolNodeAddresses {
  std::size_t addresses = 0;  // distinct addresses
  // The pool has one address in a family, and contains only addresses of the only node of its own
  // cluster. Such a cluster uses the address of its node on purpose.
  bool intended = false;

  bool IsConflict() const { return addresses > 0 && !intended; }
};

struct NodeConflicts {
  std::map<PoolName, PoolNodeAddresses> pools;  // every pool, also without node addresses
  std::vector<NodeConflict> listed;  // the lowest addresses first, including intended addresses
  std::size_t omitted = 0;           // conflicts that are not listed

  std::size_t CountPools() const;  // pools with a conflict that is not intended
};

// nullptr if the nodes of no cluster are known. Lists at most `max_listed` conflicts: those of the
// lowest addresses, for each address all or none. Clusters without a snapshot are ignored. Time:
// n log n of the node addresses and of the ranges of pools, plus `max_listed`.
std::shared_ptr<const NodeConflicts> FindNodeConflicts(
    const std::vector<const ClusterView*>& clusters, const addresses::AddressSet& shared_on_purpose,
    std::size_t max_listed);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_NODE_CONFLICTS_H_
