// Finds the conflicts of one pool and of one address in the facts of a fleet. The facts are sorted
// by network, but the page shows them by cluster. Detects no conflicts itself
// (fleet/fleet_facts.h).
//
// A duplicate is found only if the facts list it (FleetPolicy::max_conflict_series). Overlaps are
// exact. Points into the facts, which must outlive it. Pure.

#ifndef EXPORTER_REPORT_CONFLICT_MARKS_H_
#define EXPORTER_REPORT_CONFLICT_MARKS_H_

#include <cstddef>
#include <map>
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

  // The holders of the address, if two or more clusters of the network assigned it; else nullptr.
  const fleet::AssignedAddress* Duplicate(std::string_view network,
                                          const addresses::IpAddress& address) const;

  // The number of addresses of the cluster that another cluster assigned as well.
  std::size_t CountDuplicates(const std::string& cluster) const;

  // The addresses of the pool that another pool contains as well.
  addresses::AddressSet Overlapping(const fleet::ClusterView& cluster,
                                    const fleet::PoolUsage& pool) const;

  // The number of addresses outside the plan; zero without a plan.
  addresses::AddressCount Unplanned(const fleet::PoolName& pool) const;

 private:
  std::map<std::string_view, std::map<addresses::IpAddress, const fleet::AssignedAddress*>>
      duplicates_;
  std::map<std::string, std::size_t> duplicates_by_cluster_;
  std::map<std::string_view, const fleet::PoolOverlaps*> overlaps_;  // by network
  std::map<fleet::PoolName, addresses::AddressCount> unplanned_;
};

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_CONFLICT_MARKS_H_
