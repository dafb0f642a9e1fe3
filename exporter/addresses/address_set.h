// A set of addresses of both families, as ranges.
//
// The ranges are sorted, disjoint and not adjacent, so that equal sets have equal ranges. Time and
// memory depend on the number of ranges, never on the number of addresses. A value type, immutable;
// safe to read from any thread.

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

  // All addresses of the ranges, which may overlap, in n log n.
  static AddressSet FromRanges(std::vector<AddressRange> ranges);

  // IPv4 before IPv6, ascending.
  std::span<const AddressRange> ranges() const { return ranges_; }
  bool empty() const { return ranges_.empty(); }

  AddressCount Size() const;
  AddressCount Size(Family family) const;

  // In log n.
  bool Contains(const IpAddress& address) const;
  bool Overlaps(const AddressRange& range) const;

  bool operator==(const AddressSet&) const = default;

 private:
  std::vector<AddressRange> ranges_;
};

// In linear time.
AddressSet Intersection(const AddressSet& a, const AddressSet& b);
AddressSet Difference(const AddressSet& a, const AddressSet& b);  // `a` without `b`

// The indices of entries that overlap an earlier entry, in n log n.
std::vector<std::size_t> FindOverlappingEntries(std::span<const AddressRange> entries);

}  // namespace exporter::addresses

#endif  // EXPORTER_ADDRESSES_ADDRESS_SET_H_
