// MetalLB's ParseCIDR a second time, written for nothing but to be obvious: an address is the 16
// bytes that Go's net.IP has, IPv4 in its mapped form, and text is taken apart with split and trim.
//
// Shares no code with exporter/addresses/. Source: MetalLB, internal/config, ParseCIDR; Go,
// net.ParseCIDR, net/netip.ParseAddr, strings.TrimSpace.

#ifndef TESTS_FUZZ_NAIVE_RANGE_H_
#define TESTS_FUZZ_NAIVE_RANGE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace exporter::fuzz {

using NaiveAddress = std::array<std::uint8_t, 16>;

bool IsIpv4(const NaiveAddress& address);

struct NaiveRange {
  NaiveAddress first;
  NaiveAddress last;
};

// nullopt where MetalLB takes no address from the entry.
std::optional<NaiveRange> ParseNaively(const std::string& entry);

// The next address up; from the highest one, the lowest.
NaiveAddress NextOf(NaiveAddress address);

}  // namespace exporter::fuzz

#endif  // TESTS_FUZZ_NAIVE_RANGE_H_
