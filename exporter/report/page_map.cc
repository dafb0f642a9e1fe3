#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <string_view>

#include "exporter/report/page_parts.h"

namespace exporter::report {
namespace {

using addresses::AddressCount;

constexpr std::size_t kColumns = kMapColumns;
constexpr std::size_t kCellPixels = 14;

// The letters that maps.js reads, in the order of CellState.
constexpr char LetterOf(CellState state) {
  return std::string_view("vpaoqdxnskrlhu").at(static_cast<std::size_t>(state));
}
static_assert(LetterOf(CellState::kUnused) == 'u');

constexpr char LetterOf(WireMark mark) {
  return std::string_view("cfsq").at(static_cast<std::size_t>(mark));
}

constexpr std::size_t kQuarters = 4;  // of a whole cell

std::size_t ColumnsOf(const AddressMap& map) { return std::min(map.cells.size(), kColumns); }
std::size_t RowsOf(const AddressMap& map) { return (map.cells.size() + kColumns - 1) / kColumns; }

// The number of quarters of a cell to fill: at least one if any address is assigned, four only if
// all are.
std::size_t QuartersOf(const MapCell& cell) {
  if (cell.assigned == 0) return 0;
  if (!(AddressCount(cell.assigned) < cell.assignable)) return kQuarters;
  const double share = static_cast<double>(cell.assigned) / cell.assignable.ToDouble();
  return std::clamp<std::size_t>(static_cast<std::size_t>(share * kQuarters), 1, kQuarters - 1);
}

using CellTest = std::function<bool(const MapCell&)>;

// Visits each run of adjacent cells of a row that pass the test.
template <typename Visitor>
void VisitRuns(const AddressMap& map, const CellTest& test, const Visitor& visit) {
  std::size_t i = 0;
  while (i < map.cells.size()) {
    const std::size_t start = i;
    const std::size_t end = std::min(map.cells.size(), (i / kColumns + 1) * kColumns);
    while (i < end && test(map.cells[i])) ++i;
    if (i > start) visit(start % kColumns, start / kColumns, i - start);
    if (i < end) ++i;
  }
}

// Strokes along the middle of the rows, through the cells that pass the test.
std::string Rows(const AddressMap& map, const CellTest& test) {
  std::string path;
  VisitRuns(map, test, [&](std::size_t x, std::size_t y, std::size_t length) {
    path += fmt::format("M{} {}.5h{}", x, y, length);
  });
  return path;
}

// The lower `quarters` of the cells that pass the test, as areas.
std::string Quarters(const AddressMap& map, std::size_t quarters, const CellTest& test) {
  constexpr double kQuarter = 0.25;
  const double height = kQuarter * static_cast<double>(quarters);
  std::string path;
  VisitRuns(map, test, [&](std::size_t x, std::size_t y, std::size_t length) {
    path += fmt::format("M{} {}v-{}h{}v{}z", x, y + 1, height, length, height);
  });
  return path;
}

// A stroke through each cell that passes the test.
std::string Struck(const AddressMap& map, std::string_view stroke, const CellTest& test) {
  std::string path;
  VisitRuns(map, test, [&](std::size_t x, std::size_t y, std::size_t length) {
    for (std::size_t i = 0; i < length; ++i) path += fmt::format("M{} {}{}", x + i, y, stroke);
  });
  return path;
}

std::string Path(std::string_view name, const std::string& drawn) {
  return drawn.empty() ? "" : fmt::format(R"(<path class="{}" d="{}"/>)", name, drawn);
}

// The cells that are in no pool, and nodes.
std::string OutsideDrawing(const AddressMap& map) {
  const auto is = [](CellState state) {
    return [state](const MapCell& cell) { return cell.State() == state; };
  };
  const auto has_node = [](const MapCell& cell) {
    return cell.node_conflict || cell.State() == CellState::kNode;
  };
  return Path("outside", Rows(map, [](const MapCell& cell) { return cell.outside.has_value(); })) +
         Path("unpooled", Struck(map, "m.25 .5h.5", is(CellState::kUnpooled))) +
         Path("unknown", Struck(map, "m.35 .4q0-.2 .15-.2t.15 .15q0 .1-.15 .2v.1m0 .13v.04",
                                is(CellState::kUnknown))) +
         Path("reserved", Struck(map, "m.2 .8l.6-.6", is(CellState::kReserved))) +
         Path("planned", Struck(map, "m.45 .5h.1", is(CellState::kPlanned))) +
         Path("conflict", Rows(map, is(CellState::kNodeConflict))) +
         Path("node", Struck(map, "m.3 .3h.4v.4h-.4z", has_node));
}

// The findings of a wire scan: symbols on discs, so that their contrast does not depend on the
// cell.
std::string WireDrawing(const AddressMap& map) {
  std::string drawing =
      Path("disc",
           Struck(map, kMarkDisc, [](const MapCell& cell) { return cell.wire_mark.has_value(); }));
  for (const WireMark mark : kAllWireMarks) {
    drawing += Path(Name(mark), Struck(map, SymbolOf(mark), [mark](const MapCell& cell) {
                      return cell.wire_mark == mark;
                    }));
  }
  return drawing;
}

std::string Drawing(const AddressMap& map) {
  std::string parts;
  for (std::size_t quarters = 1; quarters < kQuarters; ++quarters) {
    parts += Quarters(map, quarters,
                      [quarters](const MapCell& cell) { return QuartersOf(cell) == quarters; });
  }
  const auto is_full = [](const MapCell& cell) { return QuartersOf(cell) == kQuarters; };
  const auto is_duplicate = [](const MapCell& cell) { return cell.duplicate; };
  const auto is_overlapping = [](const MapCell& cell) { return cell.overlapping; };
  const auto is_excluded = [](const MapCell& cell) { return cell.State() == CellState::kExcluded; };
  const std::string pools = Rows(map, [](const MapCell& cell) { return !cell.outside; });
  return Path("available", pools) + Path("assigned", Rows(map, is_full)) + Path("partly", parts) +
         Path("overlapping", Rows(map, is_overlapping)) +
         Path("duplicate", Rows(map, is_duplicate)) +
         Path("cross", Struck(map, "m.2 .2l.6 .6m0-.6l-.6 .6", is_duplicate)) +
         Path("excluded", Struck(map, "m.3 .5h.4", is_excluded)) + OutsideDrawing(map) +
         fmt::format(R"(<path class="grid" d="M0 0h{}v{}H0z"/>)", ColumnsOf(map), RowsOf(map));
}

std::string Blocks(const AddressMap& map) {
  const auto follows = [&map](std::size_t i) {
    return map.cells[i].block.first == Successor(map.cells[i - 1].block.last);
  };
  std::string text;
  for (std::size_t i = 0; i < map.cells.size();) {
    const std::size_t start = i++;
    while (i < map.cells.size() && follows(i)) ++i;
    text += fmt::format("{}{}*{}", start == 0 ? "" : " ", map.cells[start].block.first.ToString(),
                        i - start);
  }
  return text;
}

// Runs of equal letters.
std::string Runs(const AddressMap& map, const std::function<char(const MapCell&)>& letter_of) {
  std::string text;
  for (std::size_t i = 0; i < map.cells.size();) {
    const std::size_t start = i;
    const char letter = letter_of(map.cells[i]);
    while (i < map.cells.size() && letter_of(map.cells[i]) == letter) ++i;
    text += fmt::format("{}{}", letter, i - start);
  }
  return text;
}

std::string States(const AddressMap& map) {
  return Runs(map, [](const MapCell& cell) { return LetterOf(cell.State()); });
}

std::string MarksAttribute(const AddressMap& map) {
  const std::string marks = Runs(
      map, [](const MapCell& cell) { return cell.wire_mark ? LetterOf(*cell.wire_mark) : 'n'; });
  return marks == fmt::format("n{}", map.cells.size()) ? ""
                                                       : fmt::format(" data-marks=\"{}\"", marks);
}

std::string Label(const AddressMap& map) {
  std::size_t duplicate = 0;
  std::size_t overlapping = 0;
  std::size_t assigned = 0;
  WireCounts marks;
  for (const MapCell& cell : map.cells) {
    if (cell.assigned > 0) ++assigned;
    if (cell.wire_mark) marks.Add(*cell.wire_mark);
    if (cell.overlapping) ++overlapping;
    if (cell.duplicate) ++duplicate;
  }
  std::string text =
      fmt::format("Map of {} {}: {} assigned", map.cells.size(),
                  map.block_bits == 0 ? "addresses" : "blocks of addresses", assigned);
  if (overlapping > 0) text += fmt::format(", {} also in another pool", overlapping);
  if (duplicate > 0) text += fmt::format(", {} also assigned by another cluster", duplicate);
  for (const WireMark mark : kAllWireMarks) {
    if (marks.Of(mark) > 0) text += fmt::format(", {} {}", marks.Of(mark), Name(mark));
  }
  return text;
}

}  // namespace

std::string_view SymbolOf(WireMark mark) {
  constexpr std::array<std::string_view, kWireMarks> kSymbols = {
      "m.5 .27v.25m0 .2v.01",                // an exclamation mark
      "m.5 .24l.26 .26l-.26 .26l-.26-.26z",  // a diamond
      "m.5 .25l.24 .42h-.48z",               // a triangle
      "m.33 .5h.34",                         // a bar
  };
  return kSymbols.at(static_cast<std::size_t>(mark));
}

std::string MapHtml(const AddressMap& map, const std::string& areas) {
  if (map.cells.empty()) return "";
  return fmt::format(
      "<svg class=\"map\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} {}\" width=\"{}\" "
      "data-bits=\"{}\" data-blocks=\"{}\" data-cells=\"{}\"{}>{}{}{}</svg>",
      Label(map), ColumnsOf(map), RowsOf(map), ColumnsOf(map) * kCellPixels, map.block_bits,
      Blocks(map), States(map), MarksAttribute(map), Drawing(map), areas, WireDrawing(map));
}

}  // namespace exporter::report
