#include "exporter/report/pool_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/report/usage_text.h"
#include "exporter/text/text_columns.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

constexpr std::size_t kTextColumns = 6;  // before the bar and the state
constexpr std::size_t kNameColumns = 2;  // the first of them: the cluster and the pool
constexpr std::size_t kGap = 2;          // between columns
constexpr std::size_t kBarLength = 20;
constexpr std::size_t kState = Name(Verdict::kCritical).size();

using Cells = std::array<std::string, kTextColumns>;
using Widths = std::array<std::size_t, kTextColumns>;

struct Row {
  Cells cells;
  double share = 0;                // assigned / capacity, for the bar
  std::optional<Verdict> verdict;  // nullopt without addresses
};

Row RowOf(const PoolRow& row) {
  const fleet::FamilyUsage& usage = *row.usage;
  return {.cells = {text::Visible(row.cluster->name), text::Visible(row.pool->label),
                    row.family ? std::string(addresses::Name(*row.family)) : "-",
                    usage.assigned.ToString(), usage.capacity.ToString(),
                    usage.capacity.IsZero() ? "-" : PercentText(usage)},
          .share = ShareOf(usage),
          .verdict = row.family ? std::optional(row.verdict) : std::nullopt};
}

std::vector<Row> RowsOf(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                        const Thresholds& thresholds, const TableStyle& style) {
  std::vector<Row> rows;
  for (const PoolRow& row : FindPoolRows(fleet, facts, thresholds, style.sort)) {
    const bool has_problem = row.verdict != Verdict::kOk || row.has_conflict;
    if (has_problem || !style.only_problems) rows.push_back(RowOf(row));
  }
  return rows;
}

std::string Bar(double share) {
  const double filled = std::clamp(share, 0.0, 1.0) * kBarLength;
  auto count = static_cast<std::size_t>(filled);
  if (share > 0 && count == 0) count = 1;
  return std::string(count, '#') + std::string(kBarLength - count, '.');
}

// The widths of all columns, and whether there is space for bars.
struct Layout {
  Widths widths = {};
  bool bars = false;
};

// The columns of a line apart from the two names and the bar.
std::size_t OtherColumns(const Widths& widths) {
  return std::accumulate(widths.begin() + kNameColumns, widths.end(), kState) + kTextColumns * kGap;
}

// The columns of a line without a bar.
std::size_t TableColumns(const Widths& widths) {
  return widths[0] + widths[1] + OtherColumns(widths);
}

// Shortens the wider name first.
void FitNames(std::size_t columns, Widths& widths) {
  constexpr std::size_t kMinName = 8;
  const std::size_t half = columns / 2;
  std::size_t& cluster = widths[0];
  std::size_t& pool = widths[1];
  if (cluster + pool <= columns) return;
  if (cluster <= half) {
    pool = columns - cluster;
  } else if (pool <= half) {
    cluster = columns - pool;
  } else {
    cluster = half;
    pool = columns - half;
  }
  cluster = std::max(cluster, kMinName);
  pool = std::max(pool, kMinName);
}

Layout Arrange(const Cells& head, const std::vector<Row>& rows, const TableStyle& style) {
  constexpr std::size_t kMaxAligned = 40;     // columns of a name
  constexpr std::size_t kNameBesideBar = 24;  // a longer name is shortened before bars are omitted
  Layout layout{.bars = style.bars};
  for (std::size_t i = 0; i < kTextColumns; ++i) {
    std::size_t& width = layout.widths.at(i);
    width = head.at(i).size();
    for (const Row& row : rows) width = std::max(width, text::CountColumns(row.cells.at(i)));
  }
  std::size_t& cluster = layout.widths[0];
  std::size_t& pool = layout.widths[1];
  if (style.columns == 0) {
    cluster = std::min(cluster, kMaxAligned);
    pool = std::min(pool, kMaxAligned);
    return layout;
  }
  const std::size_t other = OtherColumns(layout.widths);
  const std::size_t names = std::min(cluster, kNameBesideBar) + std::min(pool, kNameBesideBar);
  if (names + other + kGap + kBarLength > style.columns) layout.bars = false;
  const std::size_t used = other + (layout.bars ? kGap + kBarLength : 0);
  FitNames(style.columns - std::min(used, style.columns), layout.widths);
  return layout;
}

std::string Line(const Cells& cells, const Widths& widths, const TableStyle& style) {
  constexpr std::size_t kFirstNumber = 3;
  const std::string gap(kGap, ' ');
  std::string line;
  for (std::size_t i = 0; i < kTextColumns; ++i) {
    const std::size_t width = widths.at(i);
    const bool is_name = i < kNameColumns && style.columns > 0;
    const std::string cell = is_name ? text::FitColumns(cells.at(i), width) : cells.at(i);
    line +=
        i < kFirstNumber ? fmt::format("{:<{}}", cell, width) : fmt::format("{:>{}}", cell, width);
    line += gap;
  }
  return line;
}

// The rows of a terminal that is too narrow for columns: the name of the pool, then its numbers.
std::string NarrowTable(const std::vector<Row>& rows, const TableStyle& style) {
  std::string table;
  for (const Row& row : rows) {
    const auto& [cluster, pool, family, assigned, capacity, percent] = row.cells;
    const std::string start = fmt::format("  {} {} of {}", family, assigned, capacity);
    const std::string end = " assigned" + (percent == "-" ? "" : ' ' + percent + " %");
    const std::size_t length = start.size() + end.size() + kState;
    table += text::FitColumns(fmt::format("{}/{}", cluster, pool), style.columns) + '\n' + start;
    if (length >= style.columns) table += "\n ";
    table += end + ' ' + (row.verdict ? StateText(*row.verdict, style) : "-") + '\n';
  }
  return table;
}

}  // namespace

std::string StateText(Verdict verdict, const TableStyle& style) {
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

std::string PoolTable(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                      const Thresholds& thresholds, const TableStyle& style) {
  const std::vector<Row> rows = RowsOf(fleet, facts, thresholds, style);
  if (rows.empty()) return style.only_problems ? "" : "no pools\n";
  const Cells head = {"CLUSTER", "POOL", "FAMILY", "ASSIGNED", "CAPACITY", "%"};
  const Layout layout = Arrange(head, rows, style);
  if (style.columns > 0 && TableColumns(layout.widths) > style.columns) {
    return NarrowTable(rows, style);
  }
  const std::string gap(kGap, ' ');
  std::string table = Line(head, layout.widths, style);
  if (layout.bars) table += std::string(kBarLength, ' ') + gap;
  table += "STATE\n";
  for (const Row& row : rows) {
    table += Line(row.cells, layout.widths, style);
    if (layout.bars) table += Bar(row.share) + gap;
    table += (row.verdict ? StateText(*row.verdict, style) : "-") + '\n';
  }
  return table;
}

}  // namespace exporter::report
