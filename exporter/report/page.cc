#include "exporter/report/page.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <utility>

#include "exporter/report/list_bounds.h"
#include "exporter/report/page_assets.h"
#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"
#include "exporter/report/pool_search.h"
#include "exporter/text/sha256.h"

namespace exporter::report {
namespace {

constexpr std::string_view kIcon =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath "
    "fill='%233d6fd9' d='M1 1h6v6h-6zM9 1h6v6h-6zM1 9h6v6h-6z'/%3E%3Cpath fill='%23c01f2e' d='M9 "
    "9h6v6h-6z'/%3E%3C/svg%3E";

// Patterns for the maps, and the shapes that all bars share.
constexpr std::string_view kPatterns =
    R"html(<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
<pattern id="grid" width="1" height="1" patternUnits="userSpaceOnUse">
  <path d="M0 0h1v1h-1z"/></pattern>
<pattern id="stripes" width=".4" height=".4" patternUnits="userSpaceOnUse"
  patternTransform="rotate(45)"><path d="M0 0h.2v.4H0z"/></pattern>
<path id="track" d="M0 0h100v10H0z"/><path id="mark" d="M80 0v10"/></defs></svg>
)html";

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

std::string LegendHtml() {
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
         OutsideItem("in no known pool", "") +
         R"(<li><svg class="bar" aria-hidden="true" viewBox="75 0 10 10">)"
         R"(<use href="#track"/><use href="#mark"/></svg> 80 %</li></ul>)";
}

std::string HeadHtml(std::string_view title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><title>{}</title>"
      "<link rel=\"icon\" href=\"{}\"><style>{}</style></head>\n",
      title, kIcon, kPageStyle);
}

// Not replaced when the page refreshes. If JavaScript is off, the form leads to the answer.
std::string HeaderHtml(std::string_view query, const std::string& answer) {
  return fmt::format(
      "<a class=\"skip\" href=\"#live\">Skip to the fleet</a>\n"
      "<header><h1>MetalLB pools</h1>\n"
      "<form id=\"tools\" role=\"search\" action=\"./\"><label for=\"filter\">Find</label> "
      "<input id=\"filter\" name=\"lookup\" type=\"search\" autocomplete=\"off\" "
      "spellcheck=\"false\" value=\"{}\" placeholder=\"address, range, cluster, pool or "
      "Service\"> <button id=\"search\">Look up</button> "
      "<button id=\"pause\" type=\"button\" aria-pressed=\"false\" hidden>Pause</button></form>\n"
      "<p id=\"status\"><output id=\"count\"></output> <span id=\"notice\" "
      "role=\"status\"></span></p></header>\n"
      "<div id=\"answer\" role=\"status\">{}</div>\n",
      EscapeHtml(query), answer);
}

// Links are relative, because a proxy may add a path prefix.
std::string FooterHtml(const PageFrame& frame) {
  return fmt::format(
      "<footer><p>metallb-pool-exporter {}</p><nav aria-label=\"Elsewhere\"><a href=\".{}\">Metrics"
      "</a> <a href=\"./api/v1/fleet\">JSON</a> <a href=\"./-/healthy\">Health</a> "
      "<a href=\"./-/ready\">Readiness</a></nav>"
      "<noscript><p>JavaScript is off: reload the page for newer data, and search for "
      "names, addresses and ranges. Each pool lists its addresses and the Services that use "
      "them.</p></noscript></footer>\n",
      EscapeHtml(frame.version), EscapeHtml(frame.telemetry_path));
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

// A source of a Content-Security-Policy.
std::string HashOf(std::string_view text) {
  const std::string digest = text::Sha256(text);
  std::array<unsigned char, std::size_t{2} * EVP_MAX_MD_SIZE> base64{};
  const int written =
      EVP_EncodeBlock(base64.data(), reinterpret_cast<const unsigned char*>(digest.data()),
                      static_cast<int>(digest.size()));
  return fmt::format("'sha256-{}'", std::string(base64.begin(), base64.begin() + written));
}

}  // namespace

ClusterBodies RenderBodies(const fleet::FleetView& fleet, const fleet::FleetFacts& facts) {
  constexpr std::size_t kTagBytes = 12;
  const ConflictMarks marks(facts);
  const PoolStyle style{kAlertThresholds, FairListLength(fleet, kMaxListed)};
  ClusterBodies bodies;
  bodies.reserve(fleet.clusters.size());
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    ClusterBody body;
    if (cluster.snapshot != nullptr) body.html = PoolsHtml(cluster, marks, style);
    for (const char byte : text::Sha256(body.html).substr(0, kTagBytes)) {
      body.tag += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
    bodies.push_back(std::move(body));
  }
  return bodies;
}

std::string RenderPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy, const ClusterBodies& bodies,
                       const PageFrame& frame) {
  const FleetTotals totals = CountFleet(fleet, facts, kAlertThresholds);
  const ConflictMarks marks(facts);
  std::string html =
      HeadHtml((totals.duplicates > 0 ? fmt::format("✕ {} duplicate, ", totals.duplicates) : "") +
               "MetalLB pools");
  html += "<body>\n";
  html += HeaderHtml("", "");
  html += fmt::format("<main id=\"live\" tabindex=\"-1\" data-version=\"{}\">\n",
                      EscapeHtml(frame.version));
  html += fmt::format("<p class=\"asof\">As of {}</p>\n", TimeHtml(frame.now));
  html += SummaryHtml(totals, kAlertThresholds);
  html += ConflictsHtml(FindFleetFindings(fleet, facts, kAlertThresholds),
                        facts.networks.size() > 1, totals);
  html += LegendHtml();
  html += NetworksHtml(fleet, fleet::MapNetworks(fleet, facts, policy));
  html += "<section class=\"clusters\"><h2>Clusters</h2>\n" + ViewLinks(frame.order);
  html += ClustersHtml(SortClusters(fleet, marks, kAlertThresholds, frame.order),
                       {fleet, policy, marks, bodies, kAlertThresholds, frame});
  html += "</section></main>\n";
  html += FooterHtml(frame);
  html += kPatterns;
  html += fmt::format("<script>{}</script>\n</body></html>\n", kPageScript);
  return html;
}

std::optional<std::string> RenderClusterPage(const fleet::FleetView& fleet,
                                             const fleet::FleetFacts& facts,
                                             const fleet::FleetPolicy& policy,
                                             const ClusterBodies& bodies, std::string_view name,
                                             const PageFrame& frame) {
  const ConflictMarks marks(facts);
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.name != name) continue;
    return HeadHtml("MetalLB pools") + "<body>\n" + HeaderHtml("", "") +
           "<main id=\"live\" tabindex=\"-1\"><p class=\"links\"><a href=\"./\">All "
           "clusters</a></p>"
           "\n<section class=\"clusters\">" +
           ClustersHtml({&cluster}, {fleet, policy, marks, bodies, kAlertThresholds, frame}) +
           "</section></main>\n" + FooterHtml(frame) + std::string(kPatterns) + "</body></html>\n";
  }
  return std::nullopt;
}

std::string RenderLookupPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                             const fleet::FleetPolicy& policy, std::string_view query,
                             const PageFrame& frame) {
  const std::vector<FoundCluster> found = SearchPools(fleet, facts, policy, query);
  std::string answer = AnswerHtml(fleet, policy, query);
  if (answer.empty() && found.empty()) {
    answer = "<p>No cluster and no pool matches " + NameHtml(query) +
             ". Search for a name, an address, a CIDR, or a range such as 10.0.0.1-10.0.0.9.</p>\n";
  }
  return HeadHtml("MetalLB pools") + "<body>\n" + HeaderHtml(query, answer) +
         R"(<main id="live" tabindex="-1">)" + FoundHtml(found) +
         "<p><a href=\"./\">All pools</a></p></main>\n" + FooterHtml(frame) + "</body></html>\n";
}

std::string RenderPoolsPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                            SortOrder order, const PageFrame& frame) {
  return HeadHtml("MetalLB pools") + "<body>\n" + HeaderHtml("", "") +
         R"(<main id="live" tabindex="-1">)" + PoolTableHtml(fleet, facts, order) + "</main>\n" +
         FooterHtml(frame) + "</body></html>\n";
}

std::string PagePolicy() {
  static const std::string kPolicy = fmt::format(
      "default-src 'none'; style-src {}; script-src {}; connect-src 'self'; img-src data:; "
      "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      HashOf(kPageStyle), HashOf(kPageScript));
  return kPolicy;
}

}  // namespace exporter::report
