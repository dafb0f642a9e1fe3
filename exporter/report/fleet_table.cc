#include "exporter/report/fleet_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/report/fleet_findings.h"
#include "exporter/report/fleet_totals.h"
#include "exporter/text/list_text.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

constexpr std::size_t kTextColumns = 6;  // before the bar and the state

// A pool in one family, or a pool without addresses.
struct Row {
  std::array<std::string, kTextColumns> cells;
  double share = 0;                // assigned / capacity, for the bar
  std::optional<Verdict> verdict;  // nullopt without addresses
};

// Rounded down: a pool shown with 80.0 has reached 80.
std::string PerCent(double share) { return fmt::format("{:.1f}", std::floor(share * 1000) / 10); }

void AddRows(const std::string& cluster, const fleet::PoolUsage& pool, const Thresholds& thresholds,
             std::vector<Row>& rows) {
  const std::size_t before = rows.size();
  for (const addresses::Family each : fleet::kFamilies) {
    const fleet::FamilyUsage& family = pool.Of(each);
    if (!family.Exists()) continue;
    Row& row = rows.emplace_back();
    const bool has_capacity = !family.capacity.IsZero();
    if (has_capacity) row.share = family.assigned.ToDouble() / family.capacity.ToDouble();
    row.verdict = JudgePool(family, thresholds);
    if (pool.IsRejected()) row.verdict = std::max(*row.verdict, Verdict::kWarning);
    row.cells = {text::Visible(cluster),
                 text::Visible(pool.label),
                 std::string(addresses::Name(each)),
                 family.assigned.ToString(),
                 family.capacity.ToString(),
                 has_capacity ? PerCent(row.share) : "-"};
  }
  if (rows.size() > before) return;
  rows.push_back(
      {.cells = {text::Visible(cluster), text::Visible(pool.label), "-", "0", "0", "-"}});
}

std::vector<Row> RowsOf(const fleet::FleetView& fleet, const Thresholds& thresholds) {
  std::vector<Row> rows;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      AddRows(cluster.name, pool, thresholds, rows);
    }
  }
  return rows;
}

std::string Bar(double share) {
  constexpr std::size_t kLength = 20;
  const double filled = std::clamp(share, 0.0, 1.0) * kLength;
  auto count = static_cast<std::size_t>(filled);
  if (share > 0 && count == 0) count = 1;
  return std::string(count, '#') + std::string(kLength - count, '.');
}

std::string State(Verdict verdict, const TableStyle& style) {
  constexpr std::string_view kGreen = "32";
  constexpr std::string_view kYellow = "33";
  constexpr std::string_view kRed = "31";
  constexpr std::string_view kMagenta = "35";
  const std::string_view name = Name(verdict);
  if (!style.colour) return std::string(name);
  const std::string_view colour = verdict == Verdict::kOk         ? kGreen
                                  : verdict == Verdict::kWarning  ? kYellow
                                  : verdict == Verdict::kCritical ? kRed
                                                                  : kMagenta;
  return fmt::format("\x1b[{}m{}\x1b[0m", colour, name);
}

std::string Line(const std::array<std::string, kTextColumns>& cells,
                 const std::array<std::size_t, kTextColumns>& widths) {
  return fmt::format("{:<{}}  {:<{}}  {:<{}}  {:>{}}  {:>{}}  {:>{}}", cells[0], widths[0],
                     cells[1], widths[1], cells[2], widths[2], cells[3], widths[3], cells[4],
                     widths[4], cells[5], widths[5]);
}

std::string PoolTable(const std::vector<Row>& rows, const TableStyle& style) {
  if (rows.empty()) return "no pools\n";
  const std::array<std::string, kTextColumns> head = {"CLUSTER",  "POOL",     "FAMILY",
                                                      "ASSIGNED", "CAPACITY", "%"};
  std::array<std::size_t, kTextColumns> widths{};
  for (std::size_t i = 0; i < kTextColumns; ++i) {
    widths.at(i) = head.at(i).size();
    for (const Row& row : rows) {
      widths.at(i) = std::max(widths.at(i), fmt::formatted_size("{}", row.cells.at(i)));
    }
  }
  const std::string empty_bar = style.bars ? fmt::format("  {:<20}", "") : "";
  std::string table = Line(head, widths) + empty_bar + "  STATE\n";
  for (const Row& row : rows) {
    table += Line(row.cells, widths);
    if (style.bars) table += "  " + Bar(row.share);
    table += "  " + (row.verdict ? State(*row.verdict, style) : "-") + '\n';
  }
  return table;
}

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

struct SectionStyle {
  std::string_view title;
  FindingKind first;
  FindingKind last;
};

constexpr SectionStyle kProblems = {"Problems", FindingKind::kClusterDown,
                                    FindingKind::kUnpooledAddress};
constexpr SectionStyle kConflicts = {"Conflicts", FindingKind::kDuplicateAddress,
                                     FindingKind::kSharedAsn};
constexpr SectionStyle kNotes = {"Notes", FindingKind::kOutsidePlan, FindingKind::kContextAlias};

std::string Section(const SectionStyle& section, const std::vector<FleetFinding>& findings,
                    const TableStyle& style) {
  constexpr std::size_t kWidest = Name(Verdict::kCritical).size();
  std::string lines;
  for (const FleetFinding& finding : findings) {
    if (finding.kind < section.first || finding.kind > section.last) continue;
    const bool is_note = finding.verdict == Verdict::kOk;
    const std::string_view word = is_note ? "NOTE" : Name(finding.verdict);
    const std::string network = finding.network.empty() ? "" : "network " + finding.network + ": ";
    lines += fmt::format("  {}{:{}}  {}\n", is_note ? "NOTE" : State(finding.verdict, style), "",
                         kWidest - word.size(), text::Visible(network + finding.sentence.Plain()));
  }
  return lines.empty() ? "" : fmt::format("\n{}\n{}", section.title, lines);
}

}  // namespace

std::string RenderTable(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                        const Thresholds& thresholds, const TableStyle& style) {
  const FleetTotals totals = CountFleet(fleet, facts, thresholds);
  std::string table = fmt::format("{}: {}\n", State(JudgeFleet(fleet, facts, thresholds), style),
                                  Summary(totals, thresholds));
  const std::vector<FleetFinding> findings = FindFleetFindings(fleet, facts);
  table += Section(kProblems, findings, style);
  if (totals.with_data > 0) table += '\n' + PoolTable(RowsOf(fleet, thresholds), style);
  return table + Section(kConflicts, findings, style) + Section(kNotes, findings, style);
}

}  // namespace exporter::report
