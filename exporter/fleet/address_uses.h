// The assigned addresses of several clusters in one sorted list, which follows the clusters from
// one state to the next. Only the addresses of changed clusters are sorted again. Pure.

#ifndef EXPORTER_FLEET_ADDRESS_USES_H_
#define EXPORTER_FLEET_ADDRESS_USES_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/assigned_addresses.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"

namespace exporter::fleet {

class AddressUses {
 public:
  // An address of a Service. The struct is small, because all uses of a network are sorted.
  struct Use {
    addresses::IpAddress address;
    std::uint32_t cluster = 0;  // its index
    std::uint32_t service = 0;  // its index in the cluster

    auto operator<=>(const Use&) const = default;
  };

  // Time: n log n of the addresses of changed clusters, plus n of all addresses. A cluster is
  // unchanged if the same snapshot has the same index. Clusters without a snapshot are ignored.
  void Update(const std::vector<const ClusterView*>& clusters);

  // Sorted by address, cluster and Service.
  const std::vector<Use>& sorted() const { return uses_; }

 private:
  std::vector<std::shared_ptr<const ClusterSnapshot>> snapshots_;  // of the last update
  std::vector<Use> uses_;
};

// As in assigned_addresses.h. REQUIRES: the last update of `uses` was with these clusters.
AssignedAddresses FindAssignedAddresses(const std::vector<const ClusterView*>& clusters,
                                        const AddressUses& uses, std::size_t max_holders,
                                        ListedHolders kind);
AssignedAddresses FindDuplicates(const std::vector<const ClusterView*>& clusters,
                                 const AddressUses& uses, const addresses::AddressSet& shared,
                                 std::size_t max_holders);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_ADDRESS_USES_H_
