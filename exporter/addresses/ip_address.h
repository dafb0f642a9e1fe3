// One IPv4 or IPv6 address.
//
// It has no zone, prefix length or host name. As in Go, and therefore in MetalLB, an IPv4-mapped
// IPv6 address (RFC 4291, 2.5.5.2) is an IPv4 address. A value type, safe to copy and to use from
// any thread.

#ifndef EXPORTER_ADDRESSES_IP_ADDRESS_H_
#define EXPORTER_ADDRESSES_IP_ADDRESS_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace exporter::addresses {

enum class Family { kIpv4, kIpv6 };

// "ipv4", "ipv6".
constexpr std::string_view Name(Family family) { return family == Family::kIpv4 ? "ipv4" : "ipv6"; }

// The number of bits of an address.
constexpr int BitsOf(Family family) { return family == Family::kIpv4 ? 32 : 128; }

struct IpAddress {
  Family family = Family::kIpv4;
  std::uint64_t hi = 0;  // 0 for IPv4
  std::uint64_t lo = 0;  // at most 2^32 - 1 for IPv4

  static constexpr IpAddress Ipv4(std::uint32_t number) { return {Family::kIpv4, 0, number}; }
  static constexpr IpAddress Ipv6(std::uint64_t hi, std::uint64_t lo) {
    return {Family::kIpv6, hi, lo};
  }

  // Parses the text that Go's net.ParseIP accepts: "192.0.2.1" without leading zeros, or
  // "2001:db8::1" in any notation of RFC 4291. The last 32 bits of IPv6 may be in IPv4 notation.
  // Returns nullopt for anything else, including zones and white space.
  static std::optional<IpAddress> Parse(std::string_view text);

  // "192.0.2.1"; for IPv6 the notation that RFC 5952 recommends.
  std::string ToString() const;

  // IPv4 before IPv6, then by number.
  auto operator<=>(const IpAddress&) const = default;
};

// The lowest and the highest address of a family.
constexpr IpAddress LowestOf(Family family) { return {family, 0, 0}; }
constexpr IpAddress HighestOf(Family family) {
  return family == Family::kIpv4 ? IpAddress::Ipv4(UINT32_MAX)
                                 : IpAddress::Ipv6(UINT64_MAX, UINT64_MAX);
}

// The next higher address. REQUIRES: `address` is not the highest of its family.
constexpr IpAddress Successor(const IpAddress& address) {
  const std::uint64_t lo = address.lo + 1;
  return {address.family, lo == 0 ? address.hi + 1 : address.hi, lo};
}

// The next lower address. REQUIRES: `address` is not the lowest of its family.
constexpr IpAddress Predecessor(const IpAddress& address) {
  return {address.family, address.lo == 0 ? address.hi - 1 : address.hi, address.lo - 1};
}

}  // namespace exporter::addresses

#endif  // EXPORTER_ADDRESSES_IP_ADDRESS_H_
