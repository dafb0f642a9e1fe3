// The IP plan of a network: the addresses that each cluster may use, and reserved addresses.
//
//   clusters:
//     cluster-a: {location: rack-1, metallb_range: 192.168.1.10-192.168.1.49, capacity: 40}
//     reserved: {range: 192.168.1.130-192.168.1.254, purpose: future clusters}
//
// Does not compare entries with each other or with clusters (see validation/). A value type, pure.

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
  std::string text;  // as written
  int line = 0;
};

struct PlannedCapacity {
  std::string text;                              // as written, or in decimal if it is an integer
  std::optional<addresses::AddressCount> count;  // nullopt if it is not a number of addresses
  int line = 0;
};

// One entry under `clusters`.
struct PlanEntry {
  std::string name;
  int line = 0;
  bool reserved = false;             // has `range`: no cluster may use the ranges
  std::vector<PlannedRange> ranges;  // at least one
  std::string location;              // of a cluster; empty: none
  std::string purpose;               // of a reserved entry; empty: none
  std::optional<PlannedCapacity> capacity;

  addresses::AddressSet Addresses() const;
};

struct IpPlan {
  std::vector<PlanEntry> entries;  // in the order of the file; names are unique
  int line = 0;                    // of `clusters`

  // The entry of a cluster, never a reserved entry. nullptr if the plan has no such cluster.
  const PlanEntry* FindCluster(std::string_view name) const;
};

// `file` is the name in errors.
// Errors: kConfig, "ip-plan.yaml:7: …":
// - text that is empty or not YAML, an unknown key, a value of another type;
// - no mapping `clusters`, a duplicate name, an invalid range, a negative capacity;
// - an entry with both `metallb_range` and `range`, or with neither.
Result<IpPlan> ParseIpPlan(std::string_view text, const std::string& file);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_IP_PLAN_H_
