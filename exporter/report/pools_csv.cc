#include "exporter/report/pools_csv.h"

#include <fmt/format.h>

#include <string_view>

#include "exporter/report/pool_rows.h"
#include "exporter/report/usage_text.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

std::string CellOf(std::string_view name) {
  constexpr std::string_view kFormula = "=+-@";
  std::string cell = text::Visible(name);
  if (!cell.empty() && kFormula.find(cell.front()) != std::string_view::npos) {
    cell.insert(0, 1, '\'');
  }
  if (cell.find_first_of("\",;") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

}  // namespace

std::string RenderPoolsCsv(const fleet::FleetView& fleet, const fleet::FleetFacts& facts) {
  std::string csv =
      "cluster,network,pool,family,assigned,capacity,available,utilization_percent,state,data\r\n";
  for (const PoolRow& row : FindPoolRows(fleet, facts, kAlertThresholds, SortOrder::kUtilization)) {
    const fleet::FamilyUsage& usage = *row.usage;
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{}\r\n", CellOf(row.cluster->name),
                       CellOf(row.cluster->network), CellOf(row.pool->label),
                       row.family ? addresses::Name(*row.family) : "", usage.assigned.ToString(),
                       usage.capacity.ToString(), usage.available.ToString(),
                       usage.capacity.IsZero() ? "" : PercentText(usage), Name(row.verdict),
                       fleet::Name(row.cluster->state));
  }
  for (const fleet::ClusterView* const cluster : ClustersWithoutData(fleet)) {
    csv += fmt::format("{},{},,,,,,,{},{}\r\n", CellOf(cluster->name), CellOf(cluster->network),
                       Name(Verdict::kUnknown), fleet::Name(cluster->state));
  }
  return csv;
}

}  // namespace exporter::report
