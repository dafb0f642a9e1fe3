// The clusters on the page: each with the state and the age of its data, the error of its last
// poll, and its pools. Pure.

#ifndef EXPORTER_REPORT_PAGE_CLUSTERS_H_
#define EXPORTER_REPORT_PAGE_CLUSTERS_H_

#include <chrono>
#include <string>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/report/conflict_marks.h"
#include "exporter/report/page_pools.h"

namespace exporter::report {

// In a large fleet, clusters without problems are collapsed.
std::string ClustersHtml(const fleet::FleetView& fleet, const fleet::FleetPolicy& policy,
                         const ConflictMarks& marks, const PoolStyle& style,
                         std::chrono::system_clock::time_point now);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_CLUSTERS_H_
