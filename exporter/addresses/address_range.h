// A contiguous range of addresses of one family, and MetalLB's notation for it.
//
// A range includes its first and its last address, so that the end of an address space needs no
// 2^128. Value types, pure.

#ifndef EXPORTER_ADDRESSES_ADDRESS_RANGE_H_
#define EXPORTER_ADDRESSES_ADDRESS_RANGE_H_

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/ip_address.h"

namespace exporter::addresses {

// Ordered by the first address, then by the last. REQUIRES: both are of one family, first <= last.
struct AddressRange {
  IpAddress first;
  IpAddress last;

  constexpr Family family() const { return first.family; }

  // At most 2^128.
  constexpr AddressCount Size() const {
    const std::uint64_t borrow = last.lo < first.lo ? 1 : 0;
    return AddressCount::FromWords(0, last.hi - first.hi - borrow, last.lo - first.lo) +
           AddressCount(1);
  }

  constexpr bool Contains(const IpAddress& address) const {
    return first <= address && address <= last;
  }

  constexpr bool Overlaps(const AddressRange& other) const {
    return first <= other.last && other.first <= last;
  }

  // "192.0.2.1-192.0.2.9", or "192.0.2.1" for a single address.
  std::string ToString() const;

  auto operator<=>(const AddressRange&) const = default;
};

// The addresses of both ranges; nullopt if there are none.
std::optional<AddressRange> Intersection(const AddressRange& a, const AddressRange& b);

// Why MetalLB rejects an entry.
enum class RangeFault {
  kEmpty,
  kBareAddress,      // an address with neither a prefix length nor an end
  kBadAddress,       // the part before "/", or an end of a range, is not an address
  kBadPrefixLength,  // not a number, or more than the bits of the address
  kStartAfterEnd,
  kMixedFamilies,     // MetalLB's parser accepts it, and then the range yields no address at all
  kSurroundingSpace,  // a CIDR is not trimmed
  kNotText,           // a number or another type instead of a string; ParseRange never returns it
};

struct RangeError {
  RangeFault fault;
  std::string part = {};  // the invalid part of the entry; empty if it is longer than an address

  bool operator==(const RangeError&) const = default;
};

// Which part is wrong, why, and what to write: `"10.0.0.300" is not an IP address (octet > 255)`.
// Follows a colon. Quotes the part unchanged.
std::string Describe(const RangeError& error);

// Parses an entry of an IPAddressPool's spec.addresses exactly as MetalLB does:
// - without "-": a CIDR as accepted by Go's net.ParseCIDR, host bits masked off, no white space;
// - with "-": two whole addresses, white space around each trimmed.
// Source: MetalLB, internal/config, ParseCIDR.
tl::expected<AddressRange, RangeError> ParseRange(std::string_view text);

}  // namespace exporter::addresses

#endif  // EXPORTER_ADDRESSES_ADDRESS_RANGE_H_
