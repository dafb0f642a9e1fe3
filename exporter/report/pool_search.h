// Finds the pools that match the search of the page. Pure.
//
// Each word of the query must occur in a text of the pool or of its cluster: names, addresses of
// Services, versions, states and errors, without regard to the case of ASCII letters. A whole
// address matches exactly, and also a pool that contains it. A query that is a CIDR or a range
// finds the pools that overlap it. "is:full" and the like find the states of the page. The script
// of the page has the same rules for the clusters that it shows (page/filter.js).

#ifndef EXPORTER_REPORT_POOL_SEARCH_H_
#define EXPORTER_REPORT_POOL_SEARCH_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"

namespace exporter::report {

struct FoundCluster {
  const fleet::ClusterView* cluster;
  std::size_t pools = 0;  // that match; 0 if only the cluster matches
};

// In the order of the fleet, to which the result points. Empty for a query without words.
// REQUIRES: `facts` is Analyze(fleet, policy).
std::vector<FoundCluster> SearchPools(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                                      const fleet::FleetPolicy& policy, std::string_view query);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_POOL_SEARCH_H_
