#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
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

// True if the advertisement certainly covers the pool.
bool Covers(const DeclaredCluster& cluster, const Advertisement& advertisement,
            const metallb::AddressPool& pool) {
  const bool unknown =
      !advertisement.selectors.empty() && cluster.unidentified_pools.contains(pool.name);
  // A value that is not known may be the name of the pool, or select other pools.
  return !advertisement.is_partial && !unknown &&
         metallb::IsReadWith(pool.name_space, advertisement.name_space) &&
         advertisement.Covers(pool);
}

// The prefix length of a CIDR that is an IPv4-mapped IPv6 address: 120 of "::ffff:10.0.0.0/120".
// MetalLB compares the 120 with the aggregation length for IPv4. nullopt for other entries.
std::optional<int> MappedLength(const metallb::PoolEntry& entry) {
  const std::size_t slash = entry.text.find('/');
  if (!entry.range || entry.range->family() != Family::kIpv4 || slash == entry.text.npos ||
      entry.text.find(':') == entry.text.npos) {
    return std::nullopt;
  }
  return 128 - addresses::LargestBlockBits(*entry.range);
}

// MetalLB divides a range into prefixes, and compares the length with the shortest of them.
TooShort FindEntries(const DeclaredCluster& cluster, const Advertisement& advertisement,
                     const AggregationLength& length) {
  TooShort found;
  for (const auto& [file, pool] : cluster.pools) {
    if (!Covers(cluster, advertisement, pool)) continue;
    for (const metallb::PoolEntry& entry : pool.entries) {
      if (!entry.range || entry.range->family() != length.family || MappedLength(entry)) continue;
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

// The aggregation length for IPv4 is at most 32, which is less than the prefix length of a mapped
// CIDR. So MetalLB rejects every BGPAdvertisement of such an entry.
void CheckMappedEntries(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  for (const auto& declared : cluster.pools) {
    const metallb::AddressPool& pool = declared.object;
    const auto advertisement = std::find_if(
        cluster.advertisements.begin(), cluster.advertisements.end(), [&](const auto& each) {
          return each.object.kind == Advertisement::Kind::kBgp &&
                 Covers(cluster, each.object, pool);
        });
    if (advertisement == cluster.advertisements.end()) continue;
    for (const metallb::PoolEntry& entry : pool.entries) {
      const auto length = MappedLength(entry);
      if (!length) continue;
      findings.push_back(
          {declared.file, entry.line, Rule::kAggregationLength,
           fmt::format(R"(entry "{}" of pool "{}" of cluster "{}" has the prefix length {}, )"
                       R"(but an aggregation length for IPv4, of BGPAdvertisement "{}" ({}), is )"
                       R"(at most 32; write {}/{}; MetalLB rejects the whole configuration of )"
                       R"(cluster "{}")",
                       entry.Quote(), pool.name, cluster.name, *length, advertisement->object.name,
                       Place(advertisement->file, advertisement->object.line),
                       entry.range->first.ToString(), *length - 96, cluster.name)});
    }
  }
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
  if (IsRejectedByServer(advertisement, length) || length.length > bits) {
    const bool ipv4 = length.family == Family::kIpv4;
    return fmt::format("but a length for {} must be {} to {}", ipv4 ? "IPv4" : "IPv6", ipv4 ? 1 : 0,
                       bits);
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
    CheckMappedEntries(cluster, findings);
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
