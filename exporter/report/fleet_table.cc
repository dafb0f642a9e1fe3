#include "exporter/report/fleet_table.h"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "exporter/report/fleet_findings.h"
#include "exporter/report/fleet_totals.h"
#include "exporter/text/list_text.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

// The first line, without the verdict.
std::string Summary(const FleetTotals& totals, const Thresholds& thresholds) {
  using text::Count;
  const std::string clusters = Count(totals.clusters, "cluster", "clusters");
  if (totals.with_data == 0) {
    return fmt::format("no data: {} of {} could be read", totals.clusters - totals.down, clusters);
  }
  std::string summary =
      fmt::format("{} of {} at {} % or more, {}, {}", totals.full,
                  Count(totals.pools, "pool", "pools"), thresholds.warning.hundredths / 100.0,
                  Count(totals.duplicates, "duplicate address", "duplicate addresses"),
                  Count(totals.overlapping_pools, "overlapping pool", "overlapping pools"));
  const auto add = [&summary](std::size_t count, std::string_view one, std::string_view many) {
    if (count > 0) summary += ", " + Count(count, one, many);
  };
  add(totals.rejected_pools, "rejected pool", "rejected pools");
  add(totals.pending_services, "pending Service", "pending Services");
  add(totals.unpooled_addresses, "address outside every pool", "addresses outside every pool");
  add(totals.pools_with_nodes, "pool with a node address", "pools with node addresses");
  if (totals.down > 0) summary += fmt::format(", {} of {} down", totals.down, clusters);
  return summary;
}

// The findings that are problems, or the findings that are notes, as lines.
std::string Section(std::string_view title, bool notes, const std::vector<FleetFinding>& findings,
                    const TableStyle& style) {
  constexpr std::size_t kWidest = Name(Verdict::kCritical).size();
  std::string lines;
  for (const FleetFinding& finding : findings) {
    if ((finding.verdict == Verdict::kOk) != notes) continue;
    const std::string_view word = notes ? "NOTE" : Name(finding.verdict);
    const std::string network = finding.network.empty() ? "" : "network " + finding.network + ": ";
    lines += fmt::format("  {}{:{}}  {}\n", notes ? "NOTE" : StateText(finding.verdict, style), "",
                         kWidest - word.size(), text::Visible(network + finding.sentence.Plain()));
  }
  return lines.empty() ? "" : fmt::format("\n{}\n{}", title, lines);
}

}  // namespace

std::string RenderTable(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                        const Thresholds& thresholds, const TableStyle& style) {
  const FleetTotals totals = CountFleet(fleet, facts, thresholds);
  const std::vector<FleetFinding> findings = FindFleetFindings(fleet, facts, thresholds);
  const std::string pools =
      totals.with_data > 0 ? PoolTable(fleet, facts, thresholds, style) : std::string();
  return fmt::format("{}: {}\n{}{}{}{}", StateText(JudgeFleet(fleet, facts, thresholds), style),
                     Summary(totals, thresholds), Section("Problems", false, findings, style),
                     pools.empty() ? "" : "\n", pools,
                     style.only_problems ? "" : Section("Notes", true, findings, style));
}

}  // namespace exporter::report
