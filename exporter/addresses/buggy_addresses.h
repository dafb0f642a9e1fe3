// The addresses that an IPAddressPool with avoidBuggyIPs does not assign.
//
// Some old devices reject IPv4 addresses that end in .0 or .255, whatever the netmask. IPv6 has no
// such addresses. Counting does not enumerate addresses. Whether a pool has avoidBuggyIPs is the
// caller's decision. Pure.

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

// The number of addresses in `range` for which IsBuggy is true.
constexpr AddressCount CountBuggy(const AddressRange& range) {
  if (range.family() == Family::kIpv6) return {};
  constexpr std::uint64_t kBlock = 256;
  // How many of the numbers from 0 to n - 1 end in .0 or .255.
  const auto below = [](std::uint64_t n) { return (n + kBlock - 1) / kBlock + n / kBlock; };
  return AddressCount(below(range.last.lo + 1) - below(range.first.lo));
}

// The number of addresses of `family` in `set` for which IsBuggy is true.
AddressCount CountBuggy(const AddressSet& set, Family family);

}  // namespace exporter::addresses

#endif  // EXPORTER_ADDRESSES_BUGGY_ADDRESSES_H_
