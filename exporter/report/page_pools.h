// The pools of one cluster, as the page shows them: each with its settings and, for each family, a
// bar, a map and who holds what. Pure.

#ifndef EXPORTER_REPORT_PAGE_POOLS_H_
#define EXPORTER_REPORT_PAGE_POOLS_H_

#include <cstddef>
#include <string>

#include "exporter/fleet/cluster_view.h"
#include "exporter/report/conflict_marks.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

struct PoolStyle {
  Thresholds thresholds;
  std::size_t max_listed = 0;  // addresses that a list of holders tells, the lowest ones
};

// REQUIRES: the cluster has a snapshot.
std::string PoolsHtml(const fleet::ClusterView& cluster, const ConflictMarks& marks,
                      const PoolStyle& style);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_POOLS_H_
