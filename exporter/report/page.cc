#include "exporter/report/page.h"

#include <fmt/format.h>

#include <cstddef>
#include <span>
#include <utility>

#include "exporter/report/list_bounds.h"
#include "exporter/report/page_assets.h"
#include "exporter/report/page_frame.h"
#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"
#include "exporter/report/pool_search.h"
#include "exporter/text/sha256.h"

namespace exporter::report {
namespace {

std::string LegendItem(std::string_view words, std::string_view drawing) {
  return fmt::format(
      R"(<li><svg class="map" aria-hidden="true" viewBox="0 0 1 1" width="14">)"
      R"(<path class="available" d="M0 .5h1"/>{}<path class="grid" d="M0 0h1v1H0z"/></svg> {}</li>)",
      drawing, words);
}

// Addresses that are in no pool.
std::string OutsideItem(std::string_view words, std::string_view drawing) {
  return LegendItem(words, R"(<path class="outside" d="M0 .5h1"/>)" + std::string(drawing));
}

std::string WireItem(WireMark mark, std::string_view words) {
  return LegendItem(words,
                    fmt::format(R"(<path class="disc" d="M0 0{}"/><path class="{}" d="M0 0{}"/>)",
                                kMarkDisc, Name(mark), SymbolOf(mark)));
}

std::string WireLegend() {
  return WireItem(WireMark::kContested, "contested: answered by two nodes, or by the wrong node") +
         WireItem(WireMark::kForeign, "foreign: answered by a host that is not a node") +
         WireItem(WireMark::kSquatted, "squatted: unassigned, but answered") +
         WireItem(WireMark::kSilent, "silent: assigned, no answer");
}

std::string LegendHtml(bool scans) {
  return R"(<ul class="legend" aria-label="What the maps show">)" + LegendItem("available", "") +
         LegendItem("assigned", R"(<path class="assigned" d="M0 .5h1"/>)") +
         LegendItem("block with some addresses assigned",
                    R"(<path class="partly" d="M0 1v-.5h1v.5z"/>)") +
         LegendItem("also in another pool", R"(<path class="overlapping" d="M0 .5h1"/>)") +
         LegendItem("also assigned by another cluster",
                    R"(<path class="duplicate" d="M0 .5h1"/>)"
                    R"(<path class="cross" d="M.2 .2l.6 .6m0-.6l-.6 .6"/>)") +
         LegendItem("excluded by avoidBuggyIPs", R"(<path class="excluded" d="M.3 .5h.4"/>)") +
         LegendItem("address of a node, in a pool",
                    R"(<path class="conflict" d="M0 .5h1"/>)"
                    R"(<path class="node" d="M.3 .3h.4v.4h-.4z"/>)") +
         OutsideItem("address of a node", R"(<path class="node" d="M.3 .3h.4v.4h-.4z"/>)") +
         OutsideItem("assigned, in no pool", R"(<path class="unpooled" d="M.25 .5h.5"/>)") +
         OutsideItem("planned, in no pool", R"(<path class="planned" d="M.45 .5h.1"/>)") +
         OutsideItem("reserved", R"(<path class="reserved" d="M.2 .8l.6-.6"/>)") +
         OutsideItem("unknown: planned for a cluster without data",
                     R"(<path class="unknown" d="M.35 .4q0-.2 .15-.2t.15 .15q0 .1-.15 .2v.1m0 )"
                     R"(.13v.04"/>)") +
         OutsideItem("in no known pool", "") + (scans ? WireLegend() : "") +
         R"(<li><svg class="bar" aria-hidden="true" viewBox="75 0 10 10">)"
         R"(<use href="#track"/><use href="#mark"/></svg> 80 %</li></ul>)";
}

// The orders of the clusters, and the other views of the pools.
std::string ViewLinks(ClusterOrder order) {
  const auto link = [order](ClusterOrder each, std::string_view target, std::string_view words) {
    return fmt::format(" <a href=\"{}\"{}>{}</a>", target,
                       each == order ? " aria-current=\"true\"" : "", words);
  };
  return "<p class=\"links\">Sort:" + link(ClusterOrder::kSeverity, "./", "worst first") +
         link(ClusterOrder::kUtilization, "./?sort=utilization", "fullest first") +
         link(ClusterOrder::kName, "./?sort=name", "by name") +
         " All pools: <a href=\"./?pools=utilization\">table</a> "
         "<a href=\"./api/v1/pools.csv\" download>CSV</a></p>\n";
}

}  // namespace

ClusterBodies RenderBodies(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                           std::span<const fleet::ClusterView* const> clusters) {
  constexpr std::size_t kTagBytes = 12;
  const ConflictMarks marks(facts);
  const PoolStyle style{kAlertThresholds, FairListLength(fleet, kMaxListed)};
  ClusterBodies bodies;
  bodies.reserve(clusters.size());
  for (const fleet::ClusterView* const cluster : clusters) {
    ClusterBody body;
    if (cluster->snapshot != nullptr) body.html = PoolsHtml(*cluster, marks, style);
    for (const char byte : text::Sha256(body.html).substr(0, kTagBytes)) {
      body.tag += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
    bodies.push_back(std::make_shared<const ClusterBody>(std::move(body)));
  }
  return bodies;
}

std::string RenderPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy, const BodySource& bodies,
                       const PageFrame& frame) {
  const FleetTotals totals = CountFleet(fleet, facts, kAlertThresholds);
  const ConflictMarks marks(facts);
  const ClusterSlice slice =
      SliceOf(SortClusters(fleet, marks, kAlertThresholds, frame.order), frame.page);
  std::string html = MainHtml(slice.pools_elsewhere, frame);
  if (slice.first == 0) {
    html += SummaryHtml(totals, kAlertThresholds);
    html += ConflictsHtml(FindFleetFindings(fleet, facts, kAlertThresholds, frame.scan),
                          facts.networks.size() > 1, totals);
    html += LegendHtml(frame.scan != nullptr);
    html += NetworksHtml(fleet, fleet::MapNetworks(fleet, facts, policy), frame.scan);
    if (frame.scan != nullptr) html += ScanHtml(*frame.scan, frame.now);
  }
  html += "<section class=\"clusters\"><h2>Clusters</h2>\n" + ViewLinks(frame.order);
  const std::string pager = PagerHtml(slice, frame.order);
  html += pager;
  html += ClustersHtml(slice.clusters, bodies(slice.clusters),
                       {policy, marks, kAlertThresholds, frame});
  html += pager + "</section></main>\n";
  const std::string title =
      totals.duplicates > 0 ? fmt::format("✕ {} duplicate, ", totals.duplicates) : "";
  return FrameHtml({.title = title + "MetalLB pools", .main = html, .script = kPageScript}, frame);
}

std::optional<std::string> RenderClusterPage(const fleet::FleetView& fleet,
                                             const fleet::FleetFacts& facts,
                                             const fleet::FleetPolicy& policy,
                                             const BodySource& bodies, std::string_view name,
                                             const PageFrame& frame) {
  const ConflictMarks marks(facts);
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.name != name) continue;
    const std::vector<const fleet::ClusterView*> one = {&cluster};
    const std::size_t pools = cluster.snapshot == nullptr ? 0 : cluster.snapshot->pools().size();
    const std::string main =
        MainHtml(CountFleet(fleet, facts, kAlertThresholds).pools - pools, frame) +
        "<p class=\"links\"><a href=\"./\">All clusters</a></p>\n<section "
        "class=\"clusters\"><h2>Cluster</h2>" +
        ClustersHtml(one, bodies(one), {policy, marks, kAlertThresholds, frame}) +
        "</section></main>\n";
    if (frame.parts == PageParts::kMain) return main;
    return FrameHtml({.main = main, .script = kPageScript}, frame);
  }
  return std::nullopt;
}

std::string RenderLookupPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                             const fleet::FleetPolicy& policy, std::string_view query,
                             const PageFrame& frame) {
  const std::vector<FoundCluster> found = SearchPools(fleet, facts, policy, query);
  std::string answer = AnswerHtml(fleet, policy, frame.scan, query);
  if (answer.empty() && found.empty()) {
    answer = "<p>No cluster and no pool matches " + NameHtml(query) +
             ". Search for a name, an address, a CIDR, or a range such as 10.0.0.1-10.0.0.9.</p>\n";
  }
  const std::string main = R"(<main id="live" tabindex="-1">)" + FoundHtml(found) +
                           "<p class=\"links\"><a href=\"./\">All pools</a></p></main>\n";
  return FrameHtml({.query = query, .answer = std::move(answer), .main = main}, frame);
}

std::string RenderPoolsPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                            SortOrder order, const PageFrame& frame) {
  const std::string main =
      R"(<main id="live" tabindex="-1">)" + PoolTableHtml(fleet, facts, order) + "</main>\n";
  return FrameHtml({.main = main, .script = kTableScript}, frame);
}

}  // namespace exporter::report
