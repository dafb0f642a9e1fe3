// A set of addresses of both families, as ranges.
//
// The ranges are sorted, disjoint and not even adjacent, so that equal sets have equal ranges.
// Nothing here ever takes time or memory with the number of addresses: only with that of ranges. A
// value type, immutable once made; safe to read from any thread.

#ifndef EXPORTER_ADDRESSES_ADDRESS_SET_H_
#define EXPORTER_ADDRESSES_ADDRESS_SET_H_

#include <cstddef>
#include <optional>
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

  // IPv4 first, each family from its lowest address up.
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

// In the time that both sets' ranges take to be read once.
AddressSet Intersection(const AddressSet& a, const AddressSet& b);
AddressSet Difference(const AddressSet& a, const AddressSet& b);  // of `a`, what is not in `b`

// The range without what it begins and ends with that is in `unwanted`; nullopt where nothing is
// left. It may still hold unwanted addresses between others. In log n.
std::optional<AddressRange> Trim(AddressRange range, const AddressSet& unwanted);

// Which entries overlap one that stands before them, by their indices, in n log n.
std::vector<std::size_t> FindOverlappingEntries(std::span<const AddressRange> entries);

}  // namespace exporter::addresses

#endif  // EXPORTER_ADDRESSES_ADDRESS_SET_H_
