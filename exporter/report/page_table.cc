#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"

namespace exporter::report {
namespace {

struct OrderStyle {
  SortOrder order;
  std::string_view name;  // in the URL
  std::string_view words;
};

constexpr std::array kOrderStyles = {
    OrderStyle{SortOrder::kUtilization, "utilization", "fullest first"},
    OrderStyle{SortOrder::kAvailable, "available", "fewest available first"},
    OrderStyle{SortOrder::kName, "name", "by name"},
};

std::string DataHtml(const fleet::ClusterView& cluster) {
  const std::string_view name = fleet::Name(cluster.state);
  if (cluster.state == fleet::DataState::kFresh) return std::string(name);
  const bool is_stale = cluster.state == fleet::DataState::kStale;
  return fmt::format(R"(<span class="badge {}">{} {}</span>)", is_stale ? "warn" : "bad",
                     is_stale ? "◐" : "○", name);
}

std::string RowHtml(const PoolRow& row) {
  const fleet::FamilyUsage& usage = *row.usage;
  return fmt::format("<tr><td>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{} {}<td>{}</tr>\n",
                     NameHtml(row.cluster->name), NameHtml(row.pool->label),
                     row.family ? addresses::Name(*row.family) : "–", SizeHtml(usage.assigned),
                     SizeHtml(usage.capacity), SizeHtml(usage.available), PercentHtml(usage),
                     row.verdict == Verdict::kOk         ? ""
                     : row.verdict == Verdict::kCritical ? "<span class=\"badge bad\">■</span>"
                                                         : "<span class=\"badge warn\">▲</span>",
                     DataHtml(*row.cluster));
}

// A cluster whose pools are unknown.
std::string UnknownRowHtml(const fleet::ClusterView& cluster) {
  return fmt::format("<tr><td>{}<td><td><td><td><td><td><td>{}</tr>\n", NameHtml(cluster.name),
                     DataHtml(cluster));
}

std::string OrderLinks(SortOrder order) {
  std::string links;
  for (const OrderStyle& style : kOrderStyles) {
    links += fmt::format(" <a href=\"./?pools={}\"{}>{}</a>", style.name,
                         style.order == order ? " aria-current=\"true\"" : "", style.words);
  }
  return links;
}

}  // namespace

SortOrder ParsePoolOrder(std::string_view name) {
  for (const OrderStyle& style : kOrderStyles) {
    if (style.name == name) return style.order;
  }
  return SortOrder::kUtilization;
}

std::string PoolTableHtml(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                          SortOrder order) {
  constexpr std::size_t kMaxRows = 2'000;
  const std::vector<PoolRow> rows = FindPoolRows(fleet, facts, kAlertThresholds, order);
  const std::size_t shown = std::min(rows.size(), kMaxRows);
  std::string html = fmt::format(
      "<section class=\"pools\"><h2>Pools</h2><p class=\"links\"><a href=\"./\">All clusters</a> "
      "<a href=\"./api/v1/pools.csv\" download>CSV</a> <button "
      "id=\"copy\" type=\"button\" hidden>Copy</button> Sort:{}</p>\n"
      "<table><thead><tr><th>Cluster<th>Pool<th>Family<th>Assigned<th>Capacity<th>Available"
      "<th>Utilization<th>Data</tr></thead><tbody>\n",
      OrderLinks(order));
  for (const PoolRow& row : std::span(rows).first(shown)) html += RowHtml(row);
  for (const fleet::ClusterView* const cluster : ClustersWithoutData(fleet)) {
    html += UnknownRowHtml(*cluster);
  }
  html += "</tbody></table>";
  if (shown < rows.size()) {
    html += fmt::format("<p class=\"more\">and {} more in the CSV</p>",
                        SizeHtml(addresses::AddressCount(rows.size() - shown)));
  }
  return html + "</section>\n";
}

}  // namespace exporter::report
