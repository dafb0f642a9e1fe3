#include "exporter/report/pool_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/report/conflict_marks.h"
#include "exporter/report/usage_text.h"
#include "exporter/text/text_columns.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

constexpr std::size_t kTextColumns = 6;  // before the bar and the state
constexpr std::size_t kNameColumns = 2;  // the first of them: the cluster and the pool
constexpr std::size_t kGap = 2;          // between columns
constexpr std::size_t kBarLength = 20;

using Cells = std::array<std::string, kTextColumns>;
using Widths = std::array<std::size_t, kTextColumns>;

// A pool in one family, or a pool without addresses.
struct Row {
  Cells cells;
  bool has_capacity = false;
  double share = 0;  // assigned / capacity, for the bar
  addresses::AddressCount available = {};
  std::optional<Verdict> verdict = {};  // nullopt without addresses
};

void AddRows(const std::string& cluster, const fleet::PoolUsage& pool, const Thresholds& thresholds,
             std::vector<Row>& rows) {
  const std::string names[] = {text::Visible(cluster), text::Visible(pool.label)};
  const std::size_t before = rows.size();
  for (const addresses::Family each : fleet::kFamilies) {
    const fleet::FamilyUsage& family = pool.Of(each);
    if (!family.Exists()) continue;
    const bool has_capacity = !family.capacity.IsZero();
    const Verdict verdict = JudgePool(family, thresholds);
    rows.push_back({.cells = {names[0], names[1], std::string(addresses::Name(each)),
                              family.assigned.ToString(), family.capacity.ToString(),
                              has_capacity ? PercentText(family) : "-"},
                    .has_capacity = has_capacity,
                    .share = ShareOf(family),
                    .available = family.available,
                    .verdict = pool.IsRejected() ? std::max(verdict, Verdict::kWarning) : verdict});
  }
  if (rows.size() == before) rows.push_back({.cells = {names[0], names[1], "-", "0", "0", "-"}});
}

// True if `a` precedes `b`; rows of equal names stay in their order.
bool Precedes(const Row& a, const Row& b, SortOrder order) {
  if (order != SortOrder::kName && a.has_capacity != b.has_capacity) return a.has_capacity;
  if (order == SortOrder::kUtilization && a.share != b.share) return a.share > b.share;
  if (order == SortOrder::kAvailable && a.available != b.available) {
    return a.available < b.available;
  }
  return std::tie(a.cells[0], a.cells[1]) < std::tie(b.cells[0], b.cells[1]);
}

std::vector<Row> RowsOf(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                        const Thresholds& thresholds, const TableStyle& style) {
  const ConflictMarks marks(facts);
  std::vector<Row> rows;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      std::vector<Row> added;
      AddRows(cluster.name, pool, thresholds, added);
      const bool all =
          !style.only_problems || pool.IsRejected() || marks.HasConflict(cluster, pool);
      for (Row& row : added) {
        if (all || row.verdict > Verdict::kOk) rows.push_back(std::move(row));
      }
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [&style](const Row& a, const Row& b) { return Precedes(a, b, style.sort); });
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
  constexpr std::size_t kState = Name(Verdict::kCritical).size();
  return std::accumulate(widths.begin() + kNameColumns, widths.end(), kState) + kTextColumns * kGap;
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
    line += i < kFirstNumber ? text::PadRight(cell, width) : text::PadLeft(cell, width);
    line += gap;
  }
  return line;
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
