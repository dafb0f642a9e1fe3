// Parses, unites and sizes entries of pools. A naive peer enumerates every address.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"

namespace exporter::addresses {
namespace {

constexpr std::uint32_t kLowest = 10U << 24;
constexpr std::size_t kEntries = 10'000;

// Alternates a CIDR of 64 addresses and a range of 100. Every tenth entry overlaps the next one.
// ipv4_entries() of parts.py makes the same entries.
std::vector<std::string> Ipv4Entries() {
  std::vector<std::string> entries;
  for (std::uint32_t i = 0; i < kEntries; ++i) {
    const std::uint32_t first = kLowest + i * 128;
    const std::uint32_t last = first + (i % 10 == 1 ? 199 : 99);
    entries.push_back(i % 2 == 0 ? IpAddress::Ipv4(first).ToString() + "/26"
                                 : IpAddress::Ipv4(first).ToString() + "-" +
                                       IpAddress::Ipv4(last).ToString());
  }
  return entries;
}

std::vector<std::string> Ipv6Entries() {
  std::vector<std::string> entries;
  for (std::uint32_t i = 0; i < kEntries; ++i) {
    const std::uint64_t prefix = 0x20010db800000000 + i;
    entries.push_back(IpAddress::Ipv6(prefix, 0).ToString() + "/64");
  }
  return entries;
}

AddressCount SizeOf(const std::vector<std::string>& entries) {
  std::vector<AddressRange> ranges;
  ranges.reserve(entries.size());
  for (const std::string& entry : entries) {
    if (const auto range = ParseRange(entry)) ranges.push_back(*range);
  }
  return AddressSet::FromRanges(std::move(ranges)).Size();
}

std::uint64_t EnumeratedSizeOf(const std::vector<std::string>& entries) {
  std::unordered_set<std::uint64_t> all;
  for (const std::string& entry : entries) {
    const auto range = ParseRange(entry);
    if (!range) continue;
    for (std::uint64_t address = range->first.lo; address <= range->last.lo; ++address) {
      all.insert(address);
    }
  }
  return all.size();
}

void ParseUniteAndSizeIpv4(benchmark::State& state) {
  const auto entries = Ipv4Entries();
  if (SizeOf(entries).ToUint64() != EnumeratedSizeOf(entries)) state.SkipWithError("sizes differ");
  for (auto _ : state) benchmark::DoNotOptimize(SizeOf(entries));
}
BENCHMARK(ParseUniteAndSizeIpv4)->Unit(benchmark::kMillisecond);

void EnumerateIpv4(benchmark::State& state) {
  const auto entries = Ipv4Entries();
  for (auto _ : state) benchmark::DoNotOptimize(EnumeratedSizeOf(entries));
}
BENCHMARK(EnumerateIpv4)->Unit(benchmark::kMillisecond);

// These are too large to enumerate.
void ParseUniteAndSizeIpv6(benchmark::State& state) {
  const auto entries = Ipv6Entries();
  for (auto _ : state) benchmark::DoNotOptimize(SizeOf(entries));
}
BENCHMARK(ParseUniteAndSizeIpv6)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace exporter::addresses
