// The pools of one cluster on the page. Each pool has its settings. Each family of a pool has a
// bar, a map and the list of assigned addresses. Pure.

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
  std::size_t max_listed = 0;  // addresses in a list, the lowest first
};

// REQUIRES: the cluster has a snapshot.
std::string PoolsHtml(const fleet::ClusterView& cluster, const ConflictMarks& marks,
                      const PoolStyle& style);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_POOLS_H_
