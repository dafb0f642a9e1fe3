// A contiguous range of addresses of one family, and the parser of MetalLB's notation for ranges.
//
// A range includes its first and its last address, so it is never empty. It does not know pools or
// avoidBuggyIPs. Value types, safe to copy and to use from any thread.

#ifndef EXPORTER_ADDRESSES_ADDRESS_RANGE_H_
#define EXPORTER_ADDRESSES_ADDRESS_RANGE_H_

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/ip_address.h"

namespace exporter::addresses {

// Ordered by the first address, then by the last address.
// REQUIRES: both addresses are of one family, and first <= last.
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

// The addresses that `a` and `b` share; nullopt if they share none.
std::optional<AddressRange> Intersection(const AddressRange& a, const AddressRange& b);

// The block of 2^bits addresses, aligned to its size, that contains `address`.
// REQUIRES: `bits` is at most 32 for IPv4 and at most 128 for IPv6.
constexpr AddressRange BlockOf(const IpAddress& address, int bits) {
  constexpr int kWordBits = 64;
  const auto low_bits = [](int count) {
    return count >= kWordBits ? UINT64_MAX : (std::uint64_t{1} << std::max(count, 0)) - 1;
  };
  const std::uint64_t hi_mask = low_bits(bits - kWordBits);
  const std::uint64_t lo_mask = low_bits(bits);
  return {{address.family, address.hi & ~hi_mask, address.lo & ~lo_mask},
          {address.family, address.hi | hi_mask, address.lo | lo_mask}};
}

// The largest number of bits for which an aligned block of 2^bits addresses is in `range`. 0 for a
// single address.
int LargestBlockBits(const AddressRange& range);

// Why MetalLB rejects an entry.
enum class RangeFault {
  kEmpty,
  kBareAddress,      // an address with neither a prefix length nor an end
  kBadAddress,       // the part before "/", or an end of a range, is not an address
  kMissingStart,     // a range without its first address
  kMissingEnd,       // a range without its last address
  kBadPrefixLength,  // not a number, or more than the bits of the address
  kStartAfterEnd,
  kMixedFamilies,     // MetalLB's parser accepts the range, but assigns no address from it
  kSurroundingSpace,  // MetalLB trims the ends of a range, but not a CIDR
  kNotText,           // a number or another type instead of a string; ParseRange never returns it
};

struct RangeError {
  RangeFault fault;
  std::string part = {};  // the invalid part of the entry; empty if it is longer than an address

  bool operator==(const RangeError&) const = default;
};

// The part that is wrong, the reason, and what to write. For example:
// `"10.0.0.300" is not an IP address (octet > 255)`. The text follows a colon in messages. It
// quotes the part unchanged.
std::string Describe(const RangeError& error);

// Parses an entry of an IPAddressPool's spec.addresses exactly as MetalLB does:
// - without "-": a CIDR that Go's net.ParseCIDR accepts; host bits are cleared, white space is not
//   trimmed;
// - with "-": two complete addresses; white space around each address is trimmed.
// Source: MetalLB, internal/config, ParseCIDR.
tl::expected<AddressRange, RangeError> ParseRange(std::string_view text);

}  // namespace exporter::addresses

#endif  // EXPORTER_ADDRESSES_ADDRESS_RANGE_H_
