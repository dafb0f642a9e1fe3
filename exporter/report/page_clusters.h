// The clusters of the fleet, as the page shows them: each with the state and the age of its data,
// what went wrong when it was last read, and its pools. Pure.

#ifndef EXPORTER_REPORT_PAGE_CLUSTERS_H_
#define EXPORTER_REPORT_PAGE_CLUSTERS_H_

#include <chrono>
#include <string>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/report/conflict_marks.h"
#include "exporter/report/page_pools.h"

namespace exporter::report {

// A cluster's pools are folded away where the fleet is large and the cluster is well.
std::string ClustersHtml(const fleet::FleetView& fleet, const fleet::FleetPolicy& policy,
                         const ConflictMarks& marks, const PoolStyle& style,
                         std::chrono::system_clock::time_point now);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_CLUSTERS_H_
