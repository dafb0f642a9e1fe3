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

constexpr int kWordBits = 64;

// The block number: the address without its last `bits` bits.
constexpr IpAddress BlockOf(const IpAddress& address, int bits) {
  if (bits == 0) return address;
  if (bits >= 2 * kWordBits) return {address.family, 0, 0};
  if (bits >= kWordBits) return {address.family, 0, address.hi >> (bits - kWordBits)};
  return {address.family, address.hi >> bits,
          address.lo >> bits | address.hi << (kWordBits - bits)};
}

constexpr IpAddress FirstOf(const IpAddress& block, int bits) {
  if (bits == 0) return block;
  if (bits >= 2 * kWordBits) return {block.family, 0, 0};
  if (bits >= kWordBits) return {block.family, block.lo << (bits - kWordBits), 0};
  return {block.family, block.hi << bits | block.lo >> (kWordBits - bits), block.lo << bits};
}

// For the last block, Successor wraps around to 0 and Predecessor wraps back.
constexpr IpAddress LastOf(const IpAddress& block, int bits) {
  return Predecessor(FirstOf(Successor(block), bits));
}

static_assert(LastOf(IpAddress::Ipv4(0xff), 24) == HighestOf(Family::kIpv4));
static_assert(LastOf(IpAddress::Ipv6(0, 0xff), 120) == HighestOf(Family::kIpv6));
static_assert(LastOf(HighestOf(Family::kIpv6), 0) == HighestOf(Family::kIpv6));
static_assert(FirstOf(BlockOf(IpAddress::Ipv6(0x1234, 0x5678), 8), 8) ==
              IpAddress::Ipv6(0x1234, 0x5600));
static_assert(FirstOf(BlockOf(IpAddress::Ipv6(0x1234, 0x5678), 72), 72) ==
              IpAddress::Ipv6(0x1200, 0));

std::vector<AddressRange> RangesOf(const fleet::PoolUsage& pool, Family family) {
  std::vector<AddressRange> ranges;
  std::copy_if(pool.addresses.ranges().begin(), pool.addresses.ranges().end(),
               std::back_inserter(ranges),
               [family](const AddressRange& range) { return range.family() == family; });
  return ranges;
}

// The number of blocks of that size that the ranges intersect.
AddressCount CountBlocks(const std::vector<AddressRange>& ranges, int bits) {
  AddressCount count;
  const AddressRange* before = nullptr;
  for (const AddressRange& range : ranges) {
    const IpAddress first = BlockOf(range.first, bits);
    count += AddressRange{first, BlockOf(range.last, bits)}.Size();
    if (before != nullptr && BlockOf(before->last, bits) == first) count -= AddressCount(1);
    before = &range;
  }
  return count;
}

int BlockBits(const std::vector<AddressRange>& ranges) {
  int bits = 0;
  while (CountBlocks(ranges, bits) > AddressCount(kMaxCells)) ++bits;
  return bits;
}

// Adds the cells of a range. The first cell may already exist.
void AddCells(const AddressRange& range, bool avoid_buggy_ips, AddressMap& map) {
  const int bits = map.block_bits;
  const IpAddress last = BlockOf(range.last, bits);
  for (IpAddress block = BlockOf(range.first, bits);; block = Successor(block)) {
    const IpAddress first = FirstOf(block, bits);
    if (map.cells.empty() || map.cells.back().first != first) map.cells.push_back({.first = first});
    const AddressRange part{std::max(range.first, first),
                            std::min(range.last, LastOf(block, bits))};
    map.cells.back().assignable += part.Size();
    if (avoid_buggy_ips) map.cells.back().assignable -= addresses::CountBuggy(part);
    if (block == last) return;
  }
}

}  // namespace

CellState MapCell::State() const {
  if (duplicate) return CellState::kDuplicate;
  if (overlapping) return assigned > 0 ? CellState::kOverlappingAssigned : CellState::kOverlapping;
  if (assigned == 0) return assignable.IsZero() ? CellState::kExcluded : CellState::kAvailable;
  return AddressCount(assigned) < assignable ? CellState::kPartlyAssigned : CellState::kAssigned;
}

AddressMap MapAddresses(const MapSubject& subject) {
  const auto ranges = RangesOf(subject.pool, subject.family);
  AddressMap map;
  map.block_bits = BlockBits(ranges);
  for (const AddressRange& range : ranges) AddCells(range, subject.avoid_buggy_ips, map);
  for (MapCell& cell : map.cells) {
    const IpAddress last = LastOf(BlockOf(cell.first, map.block_bits), map.block_bits);
    cell.overlapping = subject.overlapping.Overlaps({cell.first, last});
  }

  auto cell = map.cells.begin();
  const fleet::Assignment* before = nullptr;
  for (const fleet::Assignment& assignment : subject.assignments) {
    if (before != nullptr && before->address == assignment.address) continue;  // shared by Services
    before = &assignment;
    const IpAddress first = FirstOf(BlockOf(assignment.address, map.block_bits), map.block_bits);
    cell = std::find_if(cell, map.cells.end(),
                        [&first](const MapCell& each) { return each.first == first; });
    if (cell == map.cells.end()) break;
    ++cell->assigned;
    if (!cell->duplicate) cell->duplicate = subject.is_duplicate(assignment.address);
  }
  return map;
}

IpAddress FirstOfNext(const MapCell& cell, int block_bits) {
  return FirstOf(Successor(BlockOf(cell.first, block_bits)), block_bits);
}

std::vector<fleet::Assignment> AssignmentsOf(const fleet::ClusterSnapshot& snapshot,
                                             const fleet::PoolUsage& pool, Family family) {
  const auto before = [](const fleet::Assignment& assignment, const IpAddress& address) {
    return assignment.address < address;
  };
  std::vector<fleet::Assignment> found;
  for (const AddressRange& range : RangesOf(pool, family)) {
    auto assignment = std::lower_bound(snapshot.assignments().begin(), snapshot.assignments().end(),
                                       range.first, before);
    for (; assignment != snapshot.assignments().end() && assignment->address <= range.last;
         ++assignment) {
      found.push_back(*assignment);
    }
  }
  return found;
}

}  // namespace exporter::report
