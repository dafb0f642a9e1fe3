#include "exporter/addresses/address_set.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace exporter::addresses {
namespace {

// True if `next` is in `range` or follows it directly. REQUIRES: range.first <= next.
bool Touches(const AddressRange& range, const IpAddress& next) {
  if (next <= range.last) return true;
  return range.family() == next.family && next == Successor(range.last);
}

// The first range that does not end before `address`. REQUIRES: `ranges` are sorted and disjoint.
auto FirstNotBefore(std::span<const AddressRange> ranges, const IpAddress& address) {
  return std::lower_bound(
      ranges.begin(), ranges.end(), address,
      [](const AddressRange& range, const IpAddress& wanted) { return range.last < wanted; });
}

}  // namespace

AddressSet AddressSet::FromRanges(std::vector<AddressRange> ranges) {
  std::sort(ranges.begin(), ranges.end());
  AddressSet set;
  for (const AddressRange& range : ranges) {
    if (!set.ranges_.empty() && Touches(set.ranges_.back(), range.first)) {
      set.ranges_.back().last = std::max(set.ranges_.back().last, range.last);
    } else {
      set.ranges_.push_back(range);
    }
  }
  return set;
}

AddressCount AddressSet::Size() const { return Size(Family::kIpv4) + Size(Family::kIpv6); }

AddressCount AddressSet::Size(Family family) const {
  AddressCount size;
  for (const AddressRange& range : ranges_) {
    if (range.family() == family) size += range.Size();
  }
  return size;
}

bool AddressSet::Contains(const IpAddress& address) const { return Overlaps({address, address}); }

bool AddressSet::Overlaps(const AddressRange& range) const {
  const auto candidate = FirstNotBefore(ranges_, range.first);
  return candidate != ranges().end() && candidate->Overlaps(range);
}

AddressCount AddressSet::SizeIn(const AddressRange& range) const {
  AddressCount size;
  const auto set = ranges();
  for (auto each = FirstNotBefore(set, range.first); each != set.end() && each->Overlaps(range);
       ++each) {
    size += Intersection(*each, range)->Size();
  }
  return size;
}

AddressSet Intersection(const AddressSet& a, const AddressSet& b) {
  if (a.ranges().size() > b.ranges().size()) return Intersection(b, a);
  std::vector<AddressRange> common;
  for (const AddressRange& range : a.ranges()) {
    auto each = FirstNotBefore(b.ranges(), range.first);
    for (; each != b.ranges().end() && each->Overlaps(range); ++each) {
      common.push_back(*Intersection(*each, range));
    }
  }
  return AddressSet::FromRanges(std::move(common));
}

AddressSet Difference(const AddressSet& a, const AddressSet& b) {
  std::vector<AddressRange> remaining;
  auto hole = b.ranges().begin();
  for (AddressRange range : a.ranges()) {
    while (hole != b.ranges().end() && hole->last < range.first) ++hole;
    bool left = true;
    for (auto cut = hole; left && cut != b.ranges().end() && cut->Overlaps(range); ++cut) {
      if (range.first < cut->first) remaining.push_back({range.first, Predecessor(cut->first)});
      left = cut->last < range.last;
      if (left) range.first = Successor(cut->last);
    }
    if (left) remaining.push_back(range);
  }
  return AddressSet::FromRanges(std::move(remaining));
}

std::vector<std::size_t> FindOverlappingEntries(std::span<const AddressRange> entries) {
  // The disjoint ranges that the previous entries cover. Maps the first address to the last.
  std::map<IpAddress, IpAddress> covered;
  std::vector<std::size_t> overlapping;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    AddressRange entry = entries[i];
    auto piece = covered.upper_bound(entry.first);
    if (piece != covered.begin() && std::prev(piece)->second >= entry.first) --piece;

    bool overlaps = false;
    while (piece != covered.end() && piece->first <= entry.last) {
      overlaps = true;
      entry = {std::min(entry.first, piece->first), std::max(entry.last, piece->second)};
      piece = covered.erase(piece);
    }
    if (overlaps) overlapping.push_back(i);
    covered.emplace(entry.first, entry.last);
  }
  return overlapping;
}

}  // namespace exporter::addresses
