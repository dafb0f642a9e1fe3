#include "exporter/report/fleet_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/report/fleet_notes.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

constexpr std::size_t kColumns = 6;  // before the bar and the state

// One pool and family, or a pool that has no address of any.
struct Row {
  std::array<std::string, kColumns> cells;
  double share = 0;                // of the capacity, for the bar
  std::optional<Verdict> verdict;  // nullopt: there is nothing to judge
};

// Never rounded up: what is shown as 80.0 has reached 80.
std::string PerCent(double share) { return fmt::format("{:.1f}", std::floor(share * 1000) / 10); }

void AddRows(const std::string& cluster, const fleet::PoolUsage& pool, const Thresholds& thresholds,
             std::vector<Row>& rows) {
  const std::size_t before = rows.size();
  for (std::size_t i = 0; i < fleet::kFamilies.size(); ++i) {
    const fleet::FamilyUsage& family = pool.families.at(i);
    if (!family.Exists()) continue;
    Row& row = rows.emplace_back();
    const bool has_capacity = !family.capacity.IsZero();
    if (has_capacity) row.share = family.assigned.ToDouble() / family.capacity.ToDouble();
    row.verdict = JudgePool(family, thresholds);
    row.cells = {text::Visible(cluster),
                 text::Visible(pool.label),
                 std::string(addresses::Name(fleet::kFamilies.at(i))),
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
  // Something is something, and only full is full.
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

std::string Line(const std::array<std::string, kColumns>& cells,
                 const std::array<std::size_t, kColumns>& widths) {
  return fmt::format("{:<{}}  {:<{}}  {:<{}}  {:>{}}  {:>{}}  {:>{}}", cells[0], widths[0],
                     cells[1], widths[1], cells[2], widths[2], cells[3], widths[3], cells[4],
                     widths[4], cells[5], widths[5]);
}

std::string PoolTable(const std::vector<Row>& rows, const TableStyle& style) {
  if (rows.empty()) return "no pools\n";
  const std::array<std::string, kColumns> head = {"CLUSTER", "POOL", "FAMILY", "USED", "SIZE", "%"};
  std::array<std::size_t, kColumns> widths{};
  for (std::size_t i = 0; i < kColumns; ++i) {
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

std::string Section(std::string_view title, const std::vector<Note>& notes,
                    const TableStyle& style) {
  if (notes.empty()) return {};
  constexpr std::size_t kWidest = Name(Verdict::kCritical).size();
  std::string section = fmt::format("\n{}\n", title);
  for (const Note& note : notes) {
    const bool plain = note.verdict == Verdict::kOk;
    const std::string_view word = plain ? "NOTE" : Name(note.verdict);
    section += fmt::format("  {}{:{}}  {}\n", plain ? "NOTE" : State(note.verdict, style), "",
                           kWidest - word.size(), text::Visible(note.text));
  }
  return section;
}

}  // namespace

std::string RenderTable(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                        const Thresholds& thresholds, const TableStyle& style) {
  const Verdict verdict = JudgeFleet(fleet, facts, thresholds);
  const std::string table =
      IsAnythingKnown(fleet) ? '\n' + PoolTable(RowsOf(fleet, thresholds), style) : "";
  return fmt::format("{}: {}\n", State(verdict, style), Summary(fleet, facts, thresholds)) + table +
         Section("Conflicts", ConflictNotes(facts), style) +
         Section("Not read", UnreadNotes(fleet), style) +
         Section("Notes", OtherNotes(fleet, facts), style);
}

}  // namespace exporter::report
