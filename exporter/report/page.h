// The page at `/`: the fleet for people without Grafana. Does not serve the page (app/routes.h).
// First the problems, then the clusters with their pools.
//
// One HTML document that contains its style and its script. The script adds a filter, describes the
// cells of the maps, and refreshes the page; the page works without it. Text from clusters is
// escaped. The size is bounded: maps have few cells, and lists of assignments share a bound. In a
// large fleet, the pools of most clusters are not in the page: each of these clusters links to a
// page of its own, and the script loads the pools from there. Pure.

#ifndef EXPORTER_REPORT_PAGE_H_
#define EXPORTER_REPORT_PAGE_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  bool without_bodies = false;  // every cluster without its pools, for a refresh
};

// The pools of a cluster as HTML, and a tag that changes only with the HTML.
struct ClusterBody {
  std::string html;
  std::string tag;
};

// In the order of the fleet.
using ClusterBodies = std::vector<ClusterBody>;

// REQUIRES for all functions: `facts` is Analyze(fleet, policy). The bodies depend on the facts
// alone.
ClusterBodies RenderBodies(const fleet::FleetView& fleet, const fleet::FleetFacts& facts);

// REQUIRES: `bodies` is RenderBodies(fleet, facts).
std::string RenderPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy, const ClusterBodies& bodies,
                       const PageFrame& frame);

// A page with one cluster and its pools; nullopt if the fleet has no cluster of that name.
// REQUIRES: `bodies` is RenderBodies(fleet, facts).
std::optional<std::string> RenderClusterPage(const fleet::FleetView& fleet,
                                             const fleet::FleetFacts& facts,
                                             const fleet::FleetPolicy& policy,
                                             const ClusterBodies& bodies, std::string_view name,
                                             const PageFrame& frame);

// kUtilization for any other name than "available" and "name".
SortOrder ParsePoolOrder(std::string_view name);

// A page with a table of all pools.
std::string RenderPoolsPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                            SortOrder order, const PageFrame& frame);

// The answer to a search, as a small page: a sentence about an address or a range, and the clusters
// with pools that match. If JavaScript is off, the form of the page leads to it. Otherwise, the
// script copies the answer into the whole page and opens the clusters.
std::string RenderLookupPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                             const fleet::FleetPolicy& policy, std::string_view query,
                             const PageFrame& frame);

// The Content-Security-Policy of the page: only its own style and script, by their hashes, and
// requests to its own origin.
std::string PagePolicy();

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_H_
