// Finds the conflicts of one pool and of one address in the facts of a fleet. The facts are sorted
// by network, but the page shows them by cluster. Detects no conflicts itself
// (fleet/fleet_facts.h).
//
// Exact, except that the facts list the holders of a limited number of addresses. Points into the
// facts, which must outlive it. Pure.

#ifndef EXPORTER_REPORT_CONFLICT_MARKS_H_
#define EXPORTER_REPORT_CONFLICT_MARKS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/fleet_facts.h"

namespace exporter::report {

class ConflictMarks {
 public:
  explicit ConflictMarks(const fleet::FleetFacts& facts);

  // True if two or more clusters of the network assigned the address.
  bool IsDuplicate(std::string_view network, const addresses::IpAddress& address) const;

  // The holders of a duplicate address; nullptr if they are not listed.
  const fleet::AssignedAddress* HoldersOf(std::string_view network,
                                          const addresses::IpAddress& address) const;

  // The number of addresses of the cluster that another cluster assigned as well.
  std::size_t CountDuplicates(const fleet::ClusterView& cluster) const;

  // The addresses of the pool that another pool contains as well.
  addresses::AddressSet Overlapping(const fleet::ClusterView& cluster,
                                    const fleet::PoolUsage& pool) const;

  // The node addresses in the pool; nullptr if they are unknown.
  const fleet::PoolNodeAddresses* NodesIn(const fleet::ClusterView& cluster,
                                          const fleet::PoolUsage& pool) const;

  // True if the pool contains a duplicate address.
  bool HasDuplicate(const fleet::ClusterView& cluster, const fleet::PoolUsage& pool) const;

  // True if the pool contains a duplicate address, an address of another pool, or a node address
  // that is not there on purpose.
  bool HasConflict(const fleet::ClusterView& cluster, const fleet::PoolUsage& pool) const;

  // The number of addresses of the pool outside the plan; nullopt without a plan.
  std::optional<addresses::AddressCount> Unplanned(const fleet::PoolName& pool) const;

 private:
  // nullptr if the conflicts of the network are unknown.
  const fleet::Conflicts* ConflictsOf(std::string_view network) const;

  std::map<std::string_view, const fleet::Conflicts*> conflicts_;  // by network
  std::map<fleet::PoolName, addresses::AddressCount> unplanned_;
};

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_CONFLICT_MARKS_H_
