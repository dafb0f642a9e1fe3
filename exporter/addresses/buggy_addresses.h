// The addresses that an IPAddressPool leaves out with avoidBuggyIPs.
//
// Some old devices refuse IPv4 addresses that end in .0 or .255, wherever the network's borders
// are; MetalLB can be told not to assign them. IPv6 has none. Counted in arithmetic, never one by
// one.

#ifndef EXPORTER_ADDRESSES_BUGGY_ADDRESSES_H_
#define EXPORTER_ADDRESSES_BUGGY_ADDRESSES_H_

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"

namespace exporter::addresses {

constexpr bool IsBuggy(const IpAddress& address) {
  const std::uint64_t last_octet = address.lo & 0xff;
  return address.family == Family::kIpv4 && (last_octet == 0 || last_octet == 0xff);
}

constexpr AddressCount CountBuggy(const AddressRange& range) {
  if (range.family() == Family::kIpv6) return {};
  constexpr std::uint64_t kBlock = 256;
  // Of 0 to n - 1, those that end in .0 and in .255.
  const auto below = [](std::uint64_t n) { return (n + kBlock - 1) / kBlock + n / kBlock; };
  return AddressCount(below(range.last.lo + 1) - below(range.first.lo));
}

// Of a set's addresses of that family.
AddressCount CountBuggy(const AddressSet& set, Family family);

}  // namespace exporter::addresses

#endif  // EXPORTER_ADDRESSES_BUGGY_ADDRESSES_H_
