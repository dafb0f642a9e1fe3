// A second, naive implementation of MetalLB's ParseCIDR. An address is the 16 bytes of Go's net.IP,
// with IPv4 in its mapped form. Text is parsed with split and trim.
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

// nullopt if MetalLB gets no address from the entry.
std::optional<NaiveRange> ParseNaively(const std::string& entry);

// The next higher address; after the highest, the lowest.
NaiveAddress NextOf(NaiveAddress address);

}  // namespace exporter::fuzz

#endif  // TESTS_FUZZ_NAIVE_RANGE_H_
