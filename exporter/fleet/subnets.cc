#include "exporter/fleet/subnets.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace exporter::fleet {
namespace {

using addresses::AddressCount;
using addresses::AddressRange;
using addresses::AddressSet;
using addresses::Family;
using Ranges = std::vector<AddressRange>;  // sorted, disjoint, of one family

// The bits of the blocks that are counted: /24 and /64.
constexpr int BlockBitsOf(Family family) { return family == Family::kIpv4 ? 8 : 64; }

// The bits of the smallest prefix that covers the ranges.
int CoveringBits(const Ranges& ranges) {
  int bits = 0;
  while (!BlockOf(ranges.front().first, bits).Contains(ranges.back().last)) ++bits;
  return bits;
}

// The size of all blocks that contain a used address.
AddressCount SizeOfUsedBlocks(const Ranges& ranges) {
  const int bits = BlockBitsOf(ranges.front().family());
  AddressCount size;
  std::optional<AddressRange> counted;  // the last block
  for (const AddressRange& range : ranges) {
    const AddressRange first = BlockOf(range.first, bits);
    const AddressRange last = BlockOf(range.last, bits);
    size += AddressRange{first.first, last.last}.Size();
    if (counted == first) size -= first.Size();
    counted = last;
  }
  return size;
}

bool IsOneSubnet(const Ranges& ranges, int bits, const AddressSet& configured) {
  const AddressRange prefix = BlockOf(ranges.front().first, bits);
  if (configured.Overlaps(prefix)) return false;
  return bits <= BlockBitsOf(prefix.family()) || SizeOfUsedBlocks(ranges) * 2 >= prefix.Size();
}

void AddComputed(const Ranges& ranges, const AddressSet& configured, std::vector<Subnet>& subnets) {
  if (ranges.empty()) return;
  const int bits = CoveringBits(ranges);
  if (IsOneSubnet(ranges, bits, configured)) {
    subnets.push_back({BlockOf(ranges.front().first, bits), false});
    return;
  }
  const AddressRange lower = BlockOf(ranges.front().first, bits - 1);
  const AddressRange upper = BlockOf(ranges.back().last, bits - 1);
  for (const AddressRange& half : {lower, upper}) {
    Ranges in_half;
    for (const AddressRange& range : ranges) {
      if (const auto part = Intersection(range, half)) in_half.push_back(*part);
    }
    AddComputed(in_half, configured, subnets);
  }
}

}  // namespace

std::vector<Subnet> FindSubnets(const std::vector<AddressRange>& configured,
                                const AddressSet& used) {
  std::vector<Subnet> subnets;
  std::transform(configured.begin(), configured.end(), std::back_inserter(subnets),
                 [](const AddressRange& prefix) {
                   return Subnet{prefix, true};
                 });
  const AddressSet listed = AddressSet::FromRanges(configured);
  const AddressSet remaining = Difference(used, listed);
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    Ranges ranges;
    for (const AddressRange& range : remaining.ranges()) {
      if (range.family() == family) ranges.push_back(range);
    }
    AddComputed(ranges, listed, subnets);
  }
  std::sort(subnets.begin(), subnets.end(),
            [](const Subnet& a, const Subnet& b) { return a.range < b.range; });
  return subnets;
}

}  // namespace exporter::fleet
