// The pools of a fleet as rows, one for each pool and family: the source of the table of `check`,
// of the table on the page, and of the CSV.
//
// The rows refer to the fleet, which must outlive them. Pure.

#ifndef EXPORTER_REPORT_POOL_ROWS_H_
#define EXPORTER_REPORT_POOL_ROWS_H_

#include <optional>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

// A pool in one family, or a pool without addresses.
struct PoolRow {
  const fleet::ClusterView* cluster;
  const fleet::PoolUsage* pool;
  std::optional<addresses::Family> family;  // nullopt without addresses
  const fleet::FamilyUsage* usage;          // without addresses, all of its numbers are 0
  Verdict verdict = Verdict::kOk;           // of the utilization, or of a rejection
  bool has_conflict = false;                // as ConflictMarks::HasConflict
};

// Rows that are equal in this order are sorted by name. Pools without capacity come last.
enum class SortOrder {
  kName,         // by cluster, then by pool
  kUtilization,  // the highest utilization first
  kAvailable,    // the fewest available addresses first
};

std::vector<PoolRow> FindPoolRows(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                                  const Thresholds& thresholds, SortOrder order);

// The clusters without data, whose pools are unknown.
std::vector<const fleet::ClusterView*> ClustersWithoutData(const fleet::FleetView& fleet);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_POOL_ROWS_H_
