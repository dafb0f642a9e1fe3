#include "exporter/report/subnet_cells.h"

#include <algorithm>
#include <vector>

namespace exporter::report {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using fleet::AddressUse;

// The state of addresses that are in no pool.
CellState StateOutside(const AddressUse& use) {
  if (!use.assigned.IsZero()) return CellState::kUnpooled;
  if (!use.unknown.IsZero()) return CellState::kUnknown;
  if (!use.reserved.IsZero()) return CellState::kReserved;
  if (!use.planned.IsZero()) return CellState::kPlanned;
  return use.nodes.IsZero() ? CellState::kUnused : CellState::kNode;
}

void Fill(const AddressUse& use, MapCell& cell) {
  cell.assignable = use.capacity;
  cell.assigned = use.assigned.ToUint64();
  cell.overlapping = !use.overlapping.IsZero();
  cell.duplicate = !use.duplicate.IsZero();
  cell.node_conflict = !use.node_conflicts.IsZero();
  if (use.pools.IsZero()) cell.outside = StateOutside(use);
}

std::vector<AddressRange> RangesToDraw(const fleet::SubnetMap& subnet,
                                       const fleet::NetworkAddresses& addresses) {
  if (subnet.range.family() == addresses::Family::kIpv4) return {subnet.range};
  std::vector<AddressRange> ranges;
  for (const AddressSet* const set : {&addresses.pools, &addresses.planned, &addresses.reserved}) {
    const AddressSet part = Intersection(AddressSet::FromRanges({subnet.range}), *set);
    ranges.insert(ranges.end(), part.ranges().begin(), part.ranges().end());
  }
  const AddressSet drawn = AddressSet::FromRanges(std::move(ranges));
  return {drawn.ranges().begin(), drawn.ranges().end()};
}

}  // namespace

AddressMap MapSubnet(const fleet::SubnetMap& subnet, const fleet::NetworkAddresses& addresses) {
  AddressMap map = MapBlocks(RangesToDraw(subnet, addresses));
  for (MapCell& cell : map.cells) Fill(addresses.UseIn(cell.block), cell);
  return map;
}

std::optional<CellSpan> CellsOf(const AddressMap& map, const AddressRange& range) {
  const auto first =
      std::find_if(map.cells.begin(), map.cells.end(),
                   [&range](const MapCell& cell) { return cell.block.Overlaps(range); });
  if (first == map.cells.end()) return std::nullopt;
  const auto end = std::find_if(first, map.cells.end(), [&range](const MapCell& cell) {
    return !cell.block.Overlaps(range);
  });
  return CellSpan{static_cast<std::size_t>(first - map.cells.begin()),
                  static_cast<std::size_t>(end - map.cells.begin()) - 1};
}

}  // namespace exporter::report
