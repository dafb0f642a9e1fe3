// What the fleet's facts say about one pool and about one address: facts go by network, a page goes
// by cluster.
//
// Only conflicts that the facts tell one by one are found, which a bound may leave out
// (FleetPolicy). Points into the facts, which must outlive it. Pure.

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

// What of a pool other pools have too. Where ranges of an overlap are left out (PoolOverlap),
// `told` lacks them, and `size` is the least that it can be.
struct OverlappingAddresses {
  addresses::AddressSet listed;
  addresses::AddressCount size;
  bool left_out = false;
};

class ConflictMarks {
 public:
  explicit ConflictMarks(const fleet::FleetFacts& facts);

  // Who holds that address of the network, if two clusters or more do; else nullptr.
  const fleet::AssignedAddress* Duplicate(std::string_view network,
                                          const addresses::IpAddress& address) const;

  // How many of these the cluster holds.
  std::size_t CountDuplicates(const std::string& cluster) const;

  // Of no addresses where the pool overlaps with none.
  const OverlappingAddresses& Overlapping(const fleet::PoolName& pool) const;

  // Those outside of the plan; zero where there is no plan.
  addresses::AddressCount Unplanned(const fleet::PoolName& pool) const;

 private:
  std::map<std::string_view, std::map<addresses::IpAddress, const fleet::AssignedAddress*>>
      duplicates_;
  std::map<std::string, std::size_t> duplicates_of_cluster_;
  std::map<fleet::PoolName, OverlappingAddresses> overlapping_;
  std::map<fleet::PoolName, addresses::AddressCount> unplanned_;
};

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_CONFLICT_MARKS_H_
