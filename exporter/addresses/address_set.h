// A set of addresses of both families, stored as ranges.
//
// The ranges are sorted, disjoint and not adjacent, so equal sets have equal ranges. Time and
// memory depend on the number of ranges, never on the number of addresses. The set does not know
// which pool or entry a range is from. A value type, immutable, safe to use from any thread.

#ifndef EXPORTER_ADDRESSES_ADDRESS_SET_H_
#define EXPORTER_ADDRESSES_ADDRESS_SET_H_

#include <cstddef>
#include <span>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_range.h"
#include "exporter/addresses/ip_address.h"

namespace exporter::addresses {

class AddressSet {
 public:
  AddressSet() = default;

  // The addresses of all `ranges`, which may overlap. Time: n log n.
  static AddressSet FromRanges(std::vector<AddressRange> ranges);

  // IPv4 before IPv6, ascending.
  std::span<const AddressRange> ranges() const { return ranges_; }
  bool empty() const { return ranges_.empty(); }

  AddressCount Size() const;
  AddressCount Size(Family family) const;

  // Time: log n.
  bool Contains(const IpAddress& address) const;
  bool Overlaps(const AddressRange& range) const;

  // The number of addresses of the set in `range`. Time: log n, plus the ranges in `range`.
  AddressCount SizeIn(const AddressRange& range) const;

  bool operator==(const AddressSet&) const = default;

 private:
  std::vector<AddressRange> ranges_;
};

// The addresses that both sets contain. Time: the ranges of the smaller set times log n of the
// other set, plus the common ranges.
AddressSet Intersection(const AddressSet& a, const AddressSet& b);
// The addresses of `a` that `b` does not contain. Time: linear in the number of ranges.
AddressSet Difference(const AddressSet& a, const AddressSet& b);

// The indices of the entries that overlap an earlier entry, sorted. Time: n log n.
std::vector<std::size_t> FindOverlappingEntries(std::span<const AddressRange> entries);

}  // namespace exporter::addresses

#endif  // EXPORTER_ADDRESSES_ADDRESS_SET_H_
