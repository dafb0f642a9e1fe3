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
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/report/cluster_order.h"
#include "exporter/report/pool_rows.h"
#include "exporter/scan/scan_state.h"

namespace exporter::report {

enum class PageParts {
  kAll,
  kWithoutPools,  // for a refresh
  kMain,          // of the page of a cluster: the element <main>
};

struct PageFrame {
  std::string version;
  std::string telemetry_path;  // the path of the metrics
  std::chrono::system_clock::time_point now;
  ClusterOrder order = ClusterOrder::kSeverity;
  std::size_t page = 1;  // of the clusters; the last page for any larger number
  PageParts parts = PageParts::kAll;
  const scan::ScanState* scan = nullptr;  // nullptr: the wire is not scanned
};

// The pools of a cluster as HTML, and a tag that changes only with the HTML.
struct ClusterBody {
  std::string html;
  std::string tag;
};

// No nullptr.
using ClusterBodies = std::vector<std::shared_ptr<const ClusterBody>>;

// REQUIRES for all functions: `facts` is Analyze(fleet, policy). The bodies depend on the facts
// alone, and are in the order of `clusters`, which are elements of the fleet.
ClusterBodies RenderBodies(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                           std::span<const fleet::ClusterView* const> clusters);

// RenderBodies of one fleet and its facts.
using BodySource = std::function<ClusterBodies(std::span<const fleet::ClusterView* const>)>;

// At most 100 clusters, with links to the pages of the other clusters. Only the first page has the
// problems and the network map.
std::string RenderPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy, const BodySource& bodies,
                       const PageFrame& frame);

// A page with one cluster and its pools; nullopt if the fleet has no cluster of that name.
std::optional<std::string> RenderClusterPage(const fleet::FleetView& fleet,
                                             const fleet::FleetFacts& facts,
                                             const fleet::FleetPolicy& policy,
                                             const BodySource& bodies, std::string_view name,
                                             const PageFrame& frame);

// 1 for a text that is not a number above 0.
std::size_t ParsePageNumber(std::string_view text);

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
