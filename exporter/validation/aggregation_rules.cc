#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "exporter/text/list_text.h"
#include "exporter/validation/rules.h"
#include "exporter/validation/wording.h"

namespace exporter::validation {
namespace {

using addresses::Family;
using metallb::Advertisement;
using metallb::AggregationLength;
using metallb::DeclaredCluster;

// The entries for which a length is too short, and the entry that needs the longest.
struct TooShort {
  std::size_t entries = 0;
  int needed = 0;
  std::string entry;  // `entry "192.0.2.0/26" of pool "web" (pool.yaml:6)`
};

// MetalLB divides a range into prefixes, and compares the length with the shortest of them.
TooShort FindEntries(const DeclaredCluster& cluster, const Advertisement& advertisement,
                     const AggregationLength& length) {
  TooShort found;
  // A value that is not known may be the name of the pool, or select other pools.
  if (advertisement.is_partial) return found;
  for (const auto& [file, pool] : cluster.pools) {
    const bool unknown =
        !advertisement.selectors.empty() && cluster.unidentified_pools.contains(pool.name);
    if (unknown || !metallb::IsReadWith(pool.name_space, advertisement.name_space) ||
        !advertisement.Covers(pool)) {
      continue;
    }
    for (const metallb::PoolEntry& entry : pool.entries) {
      if (!entry.range || entry.range->family() != length.family) continue;
      const int shortest = BitsOf(length.family) - addresses::LargestBlockBits(*entry.range);
      if (length.length >= shortest) continue;
      ++found.entries;
      if (shortest <= found.needed) continue;
      found.needed = shortest;
      found.entry = fmt::format(R"(entry "{}" of pool "{}" ({}))", entry.Quote(), pool.name,
                                Place(file, entry.line));
    }
  }
  return found;
}

// True if the length is below the minimum of the CRD, so that MetalLB never gets the object.
bool IsRejectedByServer(const Advertisement& advertisement, const AggregationLength& length) {
  return advertisement.kind == Advertisement::Kind::kBgp && length.family == Family::kIpv4 &&
         length.length < 1;
}

// Why MetalLB rejects the length, as the end of a sentence; empty if MetalLB accepts the length.
std::string WhyRejected(const DeclaredCluster& cluster, const Advertisement& advertisement,
                        const AggregationLength& length) {
  const int bits = BitsOf(length.family);
  const int lowest = length.family == Family::kIpv4 ? 1 : 0;  // of the CRD
  if (length.length < lowest || length.length > bits) {
    return fmt::format("but a length for {} must be {} to {}",
                       length.family == Family::kIpv4 ? "IPv4" : "IPv6", lowest, bits);
  }
  if (advertisement.selects_services && length.length != bits) {
    return fmt::format("which must be {} together with serviceSelectors", bits);
  }
  const TooShort too_short = FindEntries(cluster, advertisement, length);
  if (too_short.entries == 0) return {};
  return fmt::format("which is too short for {}{}; write at least {}", too_short.entry,
                     text::AndMore(too_short.entries - 1), too_short.needed);
}

}  // namespace

void CheckAggregation(const Subject& subject, std::vector<Finding>& findings) {
  for (const DeclaredCluster& cluster : subject.clusters) {
    for (const auto& [file, advertisement] : cluster.advertisements) {
      for (const AggregationLength& length : advertisement.aggregation_lengths) {
        const std::string reason = WhyRejected(cluster, advertisement, length);
        if (reason.empty()) continue;
        const std::string effect =
            IsRejectedByServer(advertisement, length)
                ? "the CRD has the minimum 1, so the API server rejects the object"
                : fmt::format("MetalLB rejects the whole configuration of cluster \"{}\"",
                              cluster.name);
        findings.push_back(
            {file, length.line, Rule::kAggregationLength,
             fmt::format("{} has the aggregation length {}, {}; {}", NameOf(advertisement, cluster),
                         length.length, reason, effect)});
      }
    }
  }
}

}  // namespace exporter::validation
