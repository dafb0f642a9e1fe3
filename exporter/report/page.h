// The page at `/`: the fleet for people without Grafana. Does not serve the page (app/routes.h).
// First the problems, then the clusters with their pools.
//
// One HTML document that contains its style and its script. The script adds a filter, describes the
// cells of the maps, and refreshes the page; the page works without it. Text from clusters is
// escaped. The size is bounded: maps have few cells, and lists of assignments share a bound. Pure.

#ifndef EXPORTER_REPORT_PAGE_H_
#define EXPORTER_REPORT_PAGE_H_

#include <chrono>
#include <string>
#include <string_view>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/report/cluster_order.h"
#include "exporter/report/pool_rows.h"

namespace exporter::report {

struct PageFrame {
  std::string version;
  std::string telemetry_path;  // the path of the metrics
  std::chrono::system_clock::time_point now;
  ClusterOrder order = ClusterOrder::kSeverity;
};

// REQUIRES: `facts` is Analyze(fleet, policy).
std::string RenderPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy, const PageFrame& frame);

// kUtilization for any other name than "available" and "name".
SortOrder ParsePoolOrder(std::string_view name);

// A page with a table of all pools.
std::string RenderPoolsPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                            SortOrder order, const PageFrame& frame);

// The answer to a search for an address or a range, as a small page. If JavaScript is off, the
// form of the page leads to it. Otherwise, the script copies the answer into the whole page.
std::string RenderLookupPage(const fleet::FleetView& fleet, const fleet::FleetPolicy& policy,
                             std::string_view query, const PageFrame& frame);

// The Content-Security-Policy of the page: only its own style and script, by their hashes, and
// requests to its own origin.
std::string PagePolicy();

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_H_
