#include "exporter/report/address_map.h"

#include <algorithm>
#include <iterator>

#include "exporter/addresses/buggy_addresses.h"

namespace exporter::report {
namespace {

using addresses::AddressCount;
using addresses::AddressRange;
using addresses::Family;
using addresses::IpAddress;

std::vector<AddressRange> RangesOf(const fleet::PoolUsage& pool, Family family) {
  std::vector<AddressRange> ranges;
  std::copy_if(pool.addresses.ranges().begin(), pool.addresses.ranges().end(),
               std::back_inserter(ranges),
               [family](const AddressRange& range) { return range.family() == family; });
  return ranges;
}

// The number of addresses in the blocks of 2^bits addresses that the ranges intersect.
AddressCount SizeOfBlocks(const std::vector<AddressRange>& ranges, int bits) {
  AddressCount size;
  const AddressRange* before = nullptr;
  for (const AddressRange& range : ranges) {
    const AddressRange first = addresses::BlockOf(range.first, bits);
    size += AddressRange{first.first, addresses::BlockOf(range.last, bits).last}.Size();
    if (before != nullptr && first.Contains(before->last)) size -= first.Size();
    before = &range;
  }
  return size;
}

int BlockBits(const std::vector<AddressRange>& ranges) {
  int bits = 0;
  for (AddressCount limit(kMaxCells); SizeOfBlocks(ranges, bits) > limit; limit += limit) ++bits;
  return bits;
}

// Adds the cells of a range. The first cell may already exist.
void AddCells(const AddressRange& range, AddressMap& map) {
  AddressRange block = addresses::BlockOf(range.first, map.block_bits);
  while (true) {
    if (map.cells.empty() || map.cells.back().block != block) {
      map.cells.push_back({.block = block});
    }
    if (block.Contains(range.last)) return;
    block = addresses::BlockOf(Successor(block.last), map.block_bits);
  }
}

}  // namespace

CellState MapCell::State() const {
  if (duplicate) return CellState::kDuplicate;
  if (node_conflict) return CellState::kNodeConflict;
  if (outside) return *outside;
  if (overlapping) return assigned > 0 ? CellState::kOverlappingAssigned : CellState::kOverlapping;
  if (assigned == 0) return assignable.IsZero() ? CellState::kExcluded : CellState::kAvailable;
  return AddressCount(assigned) < assignable ? CellState::kPartlyAssigned : CellState::kAssigned;
}

AddressMap MapBlocks(const std::vector<AddressRange>& ranges) {
  AddressMap map;
  map.block_bits = BlockBits(ranges);
  for (const AddressRange& range : ranges) AddCells(range, map);
  return map;
}

AddressMap MapAddresses(const MapSubject& subject) {
  AddressMap map = MapBlocks(RangesOf(subject.pool, subject.family));
  for (MapCell& cell : map.cells) {
    const auto part =
        Intersection(addresses::AddressSet::FromRanges({cell.block}), subject.pool.addresses);
    cell.assignable = part.Size();
    if (subject.avoid_buggy_ips) cell.assignable -= addresses::CountBuggy(part, subject.family);
    cell.overlapping = subject.overlapping.Overlaps(cell.block);
  }

  auto cell = map.cells.begin();
  for (const AddressAssignments& assigned : subject.assignments) {
    const IpAddress& address = assigned.front().address;
    cell = std::find_if(cell, map.cells.end(),
                        [&address](const MapCell& each) { return each.block.Contains(address); });
    if (cell == map.cells.end()) break;
    ++cell->assigned;
    if (!cell->duplicate) cell->duplicate = subject.is_duplicate(address);
  }
  return map;
}

std::vector<AddressAssignments> ByAddress(std::span<const fleet::Assignment> assignments) {
  std::vector<AddressAssignments> groups;
  while (!assignments.empty()) {
    const auto end = std::find_if(assignments.begin(), assignments.end(),
                                  [&assignments](const fleet::Assignment& each) {
                                    return each.address != assignments.front().address;
                                  });
    groups.emplace_back(assignments.begin(), end);
    assignments = {end, assignments.end()};
  }
  return groups;
}

std::vector<AddressAssignments> AssignmentsOf(const fleet::ClusterSnapshot& snapshot,
                                              const fleet::PoolUsage& pool, Family family) {
  std::vector<AddressAssignments> found;
  for (const AddressRange& range : RangesOf(pool, family)) {
    const auto in_range = ByAddress(fleet::AssignmentsIn(range, snapshot.assignments()));
    found.insert(found.end(), in_range.begin(), in_range.end());
  }
  return found;
}

}  // namespace exporter::report
