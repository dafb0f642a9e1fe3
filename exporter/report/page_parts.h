// The parts of the page, from top to bottom. Only the page uses them (page.h). Pure.

#ifndef EXPORTER_REPORT_PAGE_PARTS_H_
#define EXPORTER_REPORT_PAGE_PARTS_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/fleet/network_map.h"
#include "exporter/report/address_map.h"
#include "exporter/report/conflict_marks.h"
#include "exporter/report/fleet_findings.h"
#include "exporter/report/fleet_totals.h"
#include "exporter/report/page.h"
#include "exporter/report/pool_rows.h"
#include "exporter/report/pool_search.h"
#include "exporter/report/verdict.h"
#include "exporter/report/wire_answers.h"

namespace exporter::report {

// The fleet in a few large numbers.
std::string SummaryHtml(const FleetTotals& totals, const Thresholds& thresholds);

// The findings by kind, the first hundred of each kind. With `show_networks`, each with its
// network.
std::string ConflictsHtml(const std::vector<FleetFinding>& findings, bool show_networks,
                          const FleetTotals& totals);

struct PoolStyle {
  Thresholds thresholds;
  std::size_t max_listed = 0;  // addresses in a list, the lowest first
};

struct ClusterSource {
  const fleet::FleetPolicy& policy;
  const ConflictMarks& marks;
  Thresholds thresholds;
  const PageFrame& frame;
};

// The clusters: each with the state and the age of its data, the error of its last poll, and its
// pools. If there are many, only the first clusters with problems are expanded, and the other
// clusters have a link instead of their pools. REQUIRES: a body for each cluster.
std::string ClustersHtml(const std::vector<const fleet::ClusterView*>& clusters,
                         const ClusterBodies& bodies, const ClusterSource& source);

// The clusters on one page.
struct ClusterSlice {
  std::vector<const fleet::ClusterView*> clusters;
  std::size_t first = 0;  // the number of clusters before
  std::size_t total = 0;
  std::size_t pools_elsewhere = 0;  // of the other clusters
};

ClusterSlice SliceOf(const std::vector<const fleet::ClusterView*>& sorted, std::size_t page);

// Links to the page before and the page after; empty if there is only one page.
std::string PagerHtml(const ClusterSlice& slice, ClusterOrder order);

// The href of the page of a cluster.
std::string ClusterLink(std::string_view cluster);

// The clusters that a search found, with the numbers of their pools that match, which the script
// reads. Empty if there is none.
std::string FoundHtml(const std::vector<FoundCluster>& found);

// The filters that find it, such as "is:full", each with a space before it; empty if it is nothing.
std::string StatesOf(const fleet::ClusterView& cluster);
std::string StatesOf(const fleet::ClusterView& cluster, const fleet::PoolUsage& pool,
                     const ConflictMarks& marks, const Thresholds& thresholds);

// The pools of one cluster. Each pool has its settings. Each family of a pool has a bar, a map and
// the list of assigned addresses. REQUIRES: the cluster has a snapshot.
std::string PoolsHtml(const fleet::ClusterView& cluster, const ConflictMarks& marks,
                      const PoolStyle& style);

// The data-key of a pool's section.
std::string PoolKey(std::string_view cluster, std::string_view pool);

// A compact table of all pools, with links that sort it and a link to the CSV. Lists at most 2,000
// pools, then the clusters without data.
std::string PoolTableHtml(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                          SortOrder order);

// The answer about an address, or what overlaps a CIDR or a range; empty for any other search. A
// list of overlapping pools has their keys in data-keys, one on each line. The answer about an
// address says who answers for it, if `scan` has heard it; nullptr if the wire is not scanned.
std::string AnswerHtml(const fleet::FleetView& fleet, const fleet::FleetPolicy& policy,
                       const scan::ScanState* scan, std::string_view query);

// An address map as an SVG drawing, colored by the page's style. The script describes each cell
// from the attributes: data-bits (as AddressMap::block_bits), data-blocks ("192.0.2.10*3
// 192.0.2.20*1": first addresses of runs of cells, and their lengths) and data-cells ("a2v1x1":
// runs of states), and data-marks if the map has marks ("n8c1n247": runs of WireMark, or n for
// none). Empty if the map has no cells. `areas` is drawn above the cells and below the marks.
std::string MapHtml(const AddressMap& map, const std::string& areas = "");

// The mark of a finding: an SVG path from the corner of a cell, on kMarkDisc.
std::string_view SymbolOf(WireMark mark);
inline constexpr std::string_view kMarkDisc = "m.5 .1a.4 .4 0 0 1 0 .8a.4 .4 0 0 1 0-.8z";

// The number of cells in a row of a map. A cell is a unit square of the drawing.
inline constexpr std::size_t kMapColumns = 32;

// Which hosts answer for the addresses of a subnet, the worst finding first, as a list for the
// cells of the map (maps.js). Empty without findings. `max` bounds the list.
std::string AnswersHtml(WireFindings findings, std::size_t max);

// The wire scan: the last scan of each interface, and what it heard.
std::string ScanHtml(const scan::ScanState& state, std::chrono::system_clock::time_point now);

// The networks: each subnet with a map, the users of its areas, and its free ranges; with `scan`,
// also the hosts that answer. Empty without subnets.
std::string NetworksHtml(const fleet::FleetView& fleet, const std::vector<fleet::NetworkMap>& maps,
                         const scan::ScanState* scan);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_PARTS_H_
