// How bad the state of each cluster is, and the order of the clusters on the page. Pure.

#ifndef EXPORTER_REPORT_CLUSTER_ORDER_H_
#define EXPORTER_REPORT_CLUSTER_ORDER_H_

#include <string_view>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/report/conflict_marks.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

// The worst of the cluster's problems, including its part in conflicts. As JudgeFleet.
Verdict JudgeCluster(const fleet::ClusterView& cluster, const ConflictMarks& marks,
                     const Thresholds& thresholds);

// The pool and family with the highest utilization, among those with more than one address; nullptr
// if there is none.
const fleet::FamilyUsage* FindFullest(const fleet::ClusterView& cluster);

// Clusters that are equal in this order stay in the order of the fleet.
enum class ClusterOrder {
  kSeverity,  // the worst first
  kName,
  kUtilization,  // by the fullest pool; clusters without data last
};

// kSeverity for a name that is neither "name" nor "utilization".
ClusterOrder ParseClusterOrder(std::string_view name);

// The clusters of the fleet, sorted.
std::vector<const fleet::ClusterView*> SortClusters(const fleet::FleetView& fleet,
                                                    const ConflictMarks& marks,
                                                    const Thresholds& thresholds,
                                                    ClusterOrder order);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_CLUSTER_ORDER_H_
