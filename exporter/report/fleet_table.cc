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

enum class Heading { kProblems, kConflicts, kNotes };

Heading HeadingOf(FindingKind kind) {
  switch (kind) {
    case FindingKind::kClusterDown:
    case FindingKind::kExhaustedPool:
    case FindingKind::kFullPool:
    case FindingKind::kRejectedPool:
    case FindingKind::kPendingServices:
    case FindingKind::kUnpooledAddress:
      return Heading::kProblems;
    case FindingKind::kDuplicateAddress:
    case FindingKind::kOverlap:
    case FindingKind::kNodeAddress:
    case FindingKind::kSharedAsn:
      return Heading::kConflicts;
    case FindingKind::kOutsidePlan:
    case FindingKind::kNoMetallb:
    case FindingKind::kUnreadResource:
    case FindingKind::kContextAlias:
      break;
  }
  return Heading::kNotes;
}

std::string Section(Heading heading, std::string_view title,
                    const std::vector<FleetFinding>& findings, const TableStyle& style) {
  constexpr std::size_t kWidest = Name(Verdict::kCritical).size();
  std::string lines;
  for (const FleetFinding& finding : findings) {
    if (HeadingOf(finding.kind) != heading) continue;
    const bool is_note = finding.verdict == Verdict::kOk;
    if (is_note && style.only_problems) continue;
    const std::string_view word = is_note ? "NOTE" : Name(finding.verdict);
    const std::string network = finding.network.empty() ? "" : "network " + finding.network + ": ";
    lines +=
        fmt::format("  {}{:{}}  {}\n", is_note ? "NOTE" : StateText(finding.verdict, style), "",
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
  return fmt::format(
      "{}: {}\n{}{}{}{}{}", StateText(JudgeFleet(fleet, facts, thresholds), style),
      Summary(totals, thresholds), Section(Heading::kProblems, "Problems", findings, style),
      pools.empty() ? "" : "\n", pools, Section(Heading::kConflicts, "Conflicts", findings, style),
      Section(Heading::kNotes, "Notes", findings, style));
}

}  // namespace exporter::report
