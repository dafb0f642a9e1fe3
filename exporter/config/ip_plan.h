// The written plan of a network: which addresses each cluster may use, and which nobody may.
//
//   clusters:
//     cluster-a: {location: rack-1, metallb_range: 192.168.1.10-192.168.1.49, capacity: 40}
//     reserved: {range: 192.168.1.130-192.168.1.254, purpose: future clusters}
//
// Only what the text says: whether the plan agrees with itself, or clusters with it, is for others
// to find out. A value type, pure.

#ifndef EXPORTER_CONFIG_IP_PLAN_H_
#define EXPORTER_CONFIG_IP_PLAN_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/result/result.h"

namespace exporter::config {

struct PlannedRange {
  addresses::AddressRange range;
  std::string text;  // as it is written
  int line = 0;
};

struct PlannedCapacity {
  std::string text;                              // as it is written, or the integer that it means
  std::optional<addresses::AddressCount> count;  // nullopt for what is no number of addresses
  int line = 0;
};

// One entry under `clusters`.
struct PlanEntry {
  std::string name;
  int line = 0;
  bool reserved = false;             // written with `range`: set aside, no cluster may use it
  std::vector<PlannedRange> ranges;  // at least one
  std::string location;              // of a cluster; empty where none is given
  std::string purpose;               // of a reserved entry; likewise
  std::optional<PlannedCapacity> capacity;

  addresses::AddressSet Addresses() const;
};

struct IpPlan {
  std::vector<PlanEntry> entries;  // in the order of writing, no name twice
  int line = 0;                    // of `clusters`

  // The cluster's entry; nullptr where the plan has none.
  const PlanEntry* FindCluster(std::string_view name) const;
};

// Errors: kConfig, "plan ip-plan.yaml: line 7: …": no YAML, no mapping `clusters`, an entry with
// neither `metallb_range` nor `range` or with both, a range that is none, a name twice. Keys that
// are not read (a contact, a VLAN) are the plan's own business.
Result<IpPlan> ParseIpPlan(std::string_view text, const std::string& file);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_IP_PLAN_H_
