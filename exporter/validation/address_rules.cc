#include "exporter/validation/address_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/addresses/address_set.h"
#include "exporter/fleet/pair_count.h"
#include "exporter/fleet/shared_ranges.h"
#include "exporter/validation/ration.h"
#include "exporter/validation/wording.h"

namespace exporter::validation {
namespace {

using addresses::AddressSet;
using metallb::AddressPool;
using metallb::DeclaredCluster;

// One sound entry of a pool.
struct Entry {
  const DeclaredCluster* cluster;
  const metallb::Declared<AddressPool>* pool;
  const metallb::PoolEntry* entry;
};

std::vector<Entry> EntriesOf(const std::vector<const DeclaredCluster*>& clusters) {
  std::vector<Entry> entries;
  for (const DeclaredCluster* const cluster : clusters) {
    for (const auto& pool : cluster->pools) {
      for (const metallb::PoolEntry& entry : pool.object.entries) {
        if (entry.range) entries.push_back({cluster, &pool, &entry});
      }
    }
  }
  return entries;
}

// What two entries must not share of what they do. REQUIRES: they overlap.
AddressSet Conflict(const Entry& a, const Entry& b, const AddressSet& shared_on_purpose) {
  const AddressSet both = AddressSet::FromRanges({*Intersection(*a.entry->range, *b.entry->range)});
  return a.cluster == b.cluster ? both : Difference(both, shared_on_purpose);
}

// MetalLB rejects a whole configuration in which pools overlap, as far as it reads them both.
bool IsRejected(const Entry& a, const Entry& b) {
  return a.cluster == b.cluster &&
         metallb::IsReadWith(a.pool->object.name_space, b.pool->object.name_space);
}

std::string Sentence(const Entry& earlier, const Entry& later, const AddressSet& conflict) {
  const std::string name = NameOf(later.pool->object, *later.cluster);
  const std::string place = Place(earlier.pool->file, earlier.entry->line);
  if (earlier.pool != later.pool) {
    return fmt::format("{} shares {} with {} ({})", name, Summary(conflict),
                       NameOf(earlier.pool->object, *earlier.cluster), place);
  }
  return fmt::format(R"({} has {} in two entries, "{}" ({}) and "{}", which count once)", name,
                     Summary(conflict), earlier.entry->Quote(), place, later.entry->Quote());
}

Finding Tell(const Entry& earlier, const Entry& later, const AddressSet& conflict) {
  return {
      later.pool->file, later.entry->line, Rule::kOverlap,
      Sentence(earlier, later, conflict) +
          (IsRejected(earlier, later) ? "; MetalLB rejects the cluster's whole configuration for it"
                                      : "")};
}

fleet::Claims ClaimsOf(const std::vector<Entry>& entries, const AddressSet& shared_on_purpose) {
  fleet::Claims claims(shared_on_purpose);
  std::size_t party = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i > 0 && entries[i].cluster != entries[i - 1].cluster) ++party;
    claims.Add(AddressSet::FromRanges({*entries[i].entry->range}), i, party);
  }
  return claims;
}

void FindOverlapsIn(const std::vector<const DeclaredCluster*>& network, std::string_view name,
                    const AddressSet& shared_on_purpose, std::vector<Finding>& findings) {
  const std::vector<Entry> entries = EntriesOf(network);
  const fleet::Claims claims = ClaimsOf(entries, shared_on_purpose);
  Ration ration(Rule::kOverlap);
  const auto tell = [&](const fleet::Claim& a, const fleet::Claim& b) {
    const auto [earlier, later] = std::minmax(a.owner, b.owner);
    const Entry& one = entries[earlier];
    const Entry& other = entries[later];
    if (!ration.Take(one.cluster, other.cluster, other.pool->file, other.entry->line)) {
      return ration.IsUsedUp() ? fleet::Sweep::kEnd : fleet::Sweep::kPastParties;
    }
    findings.push_back(Tell(one, other, Conflict(one, other, shared_on_purpose)));
    return fleet::Sweep::kOn;
  };
  fleet::VisitSharedRanges(claims, tell);
  if (ration.IsUsedUp()) fleet::VisitEveryParty(claims, tell);
  if (!ration.HasRest()) return;
  const fleet::PairCount all = fleet::CountPairs(claims);
  ration.CountRestOf(all.within + all.across);
  ration.TellRest(fmt::format("network \"{}\" has", name), "overlaps", findings);
}

}  // namespace

void FindInvalidAddresses(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  for (const auto& [file, pool] : cluster.pools) {
    if (pool.entries.empty()) {
      findings.push_back(
          {file, pool.line, Rule::kInvalidAddress,
           NameOf(pool, cluster) + " has no addresses, for which MetalLB rejects it"});
    }
    for (const metallb::PoolEntry& entry : pool.entries) {
      if (entry.range) continue;
      findings.push_back(
          {file, entry.line, Rule::kInvalidAddress,
           fmt::format("entry \"{}\" of {}: {}", entry.Quote(), NameOf(pool, cluster),
                       addresses::Describe(entry.range.error()))});
    }
  }
}

void FindOverlaps(const std::vector<DeclaredCluster>& clusters, const Networks& networks,
                  std::vector<Finding>& findings) {
  std::map<std::string_view, std::vector<const DeclaredCluster*>> by_network;
  for (const DeclaredCluster& cluster : clusters) {
    by_network[networks.NetworkOf(cluster.name)].push_back(&cluster);
  }
  for (const auto& [name, network] : by_network) {
    FindOverlapsIn(network, name, networks.SharedIn(name), findings);
  }
}

}  // namespace exporter::validation
