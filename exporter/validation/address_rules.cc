#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "exporter/addresses/address_set.h"
#include "exporter/fleet/shared_ranges.h"
#include "exporter/text/list_text.h"
#include "exporter/validation/rules.h"
#include "exporter/validation/wording.h"

namespace exporter::validation {
namespace {

using addresses::AddressSet;
using metallb::AddressPool;
using metallb::DeclaredCluster;

// A valid entry of a pool.
struct Entry {
  const DeclaredCluster* cluster;
  const metallb::Declared<AddressPool>* pool;
  const metallb::PoolEntry* entry;
  const std::string* pool_name;  // for messages
};

// The valid entries of a network, and the range of each. The owner of a range is the index of its
// entry, the group is the index of its cluster.
struct Entries {
  std::deque<std::string> pool_names;
  std::vector<Entry> all;
  std::vector<fleet::Claim> claims;
};

void AddEntries(const DeclaredCluster& cluster, std::size_t index, Entries& entries) {
  std::map<std::string_view, int> pools_by_name;
  for (const auto& pool : cluster.pools) ++pools_by_name[pool.object.name];
  for (const auto& pool : cluster.pools) {
    const bool has_namesake = pools_by_name[pool.object.name] > 1;
    const std::string& name =
        entries.pool_names.emplace_back(NameOf(pool.object, cluster, has_namesake));
    for (const metallb::PoolEntry& entry : pool.object.entries) {
      if (!entry.range) continue;
      entries.claims.push_back({*entry.range, entries.all.size(), index});
      entries.all.push_back({&cluster, &pool, &entry, &name});
    }
  }
}

Entries EntriesOf(const std::vector<const DeclaredCluster*>& clusters) {
  Entries entries;
  for (std::size_t i = 0; i < clusters.size(); ++i) AddEntries(*clusters[i], i, entries);
  return entries;
}

std::string QuoteWithPlace(const Entry& entry) {
  return fmt::format("\"{}\" ({})", entry.entry->Quote(),
                     Place(entry.pool->file, entry.entry->line));
}

std::string NameWithPlace(const Entry& entry) {
  return fmt::format("{} ({})", *entry.pool_name, Place(entry.pool->file, entry.entry->line));
}

// A clause for the message if one MetalLB may read two of the entries, otherwise empty. MetalLB
// rejects its whole configuration if it reads entries that overlap.
std::string Rejection(const std::vector<const Entry*>& entries) {
  const auto are_read_together = [](const Entry& a, const Entry& b) {
    return a.cluster == b.cluster &&
           metallb::IsReadWith(a.pool->object.name_space, b.pool->object.name_space);
  };
  for (auto a = entries.begin(); a != entries.end(); ++a) {
    if (std::any_of(a + 1, entries.end(),
                    [&](const Entry* b) { return are_read_together(**a, *b); })) {
      return fmt::format("; MetalLB rejects the whole configuration of cluster \"{}\"",
                         (*a)->cluster->name);
    }
  }
  return {};
}

std::string Sentence(const fleet::SharedRange& shared, const std::vector<Entry>& entries) {
  const Entry& last = entries[shared.last_owner];
  // Entries are sorted by pool. If the first and the last are of one pool, all are of that pool.
  const bool one_pool = entries[shared.owners.front()].pool == last.pool;
  std::vector<const Entry*> listed;
  std::vector<std::string> others;
  for (const std::size_t owner : shared.owners) {
    if (owner == shared.last_owner) continue;
    listed.push_back(&entries[owner]);
    others.push_back(one_pool ? QuoteWithPlace(entries[owner]) : NameWithPlace(entries[owner]));
  }
  const std::size_t more = shared.owners.size() + shared.owners_omitted - 1 - others.size();
  listed.push_back(&last);
  const std::string& name = *last.pool_name;
  const std::string range = Summary(AddressSet::FromRanges({shared.range}));
  const std::string sentence =
      one_pool ? fmt::format("{} has {} in entry \"{}\" and also in {}; addresses count once", name,
                             range, last.entry->Quote(), text::List(others, more))
               : fmt::format("{} shares {} with {}", name, range, text::List(others, more));
  return sentence + Rejection(listed);
}

void FindOverlapsIn(const std::vector<const DeclaredCluster*>& network,
                    const AddressSet& shared_on_purpose, std::vector<Finding>& findings) {
  constexpr std::size_t kMaxListed = 100;
  const Entries entries = EntriesOf(network);
  for (const fleet::SharedRange& shared :
       fleet::FindSharedRanges(entries.claims, shared_on_purpose, kMaxListed)) {
    const Entry& last = entries.all[shared.last_owner];
    findings.push_back(
        {last.pool->file, last.entry->line, Rule::kOverlap, Sentence(shared, entries.all)});
  }
}

void FindInvalidAddresses(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  for (const auto& [file, pool] : cluster.pools) {
    if (pool.entries.empty() && !cluster.partial_pools.contains(pool.name)) {
      findings.push_back({file, pool.line, Rule::kInvalidAddress,
                          NameOf(pool, cluster) + " has no addresses; MetalLB rejects the pool"});
    }
    for (const metallb::PoolEntry& entry : pool.entries) {
      if (entry.range) continue;
      // The reason may quote the whole entry.
      const bool quoted = !entry.text.empty() && entry.range.error().part == entry.text;
      findings.push_back(
          {file, entry.line, Rule::kInvalidAddress,
           fmt::format("{} of {}: {}", quoted ? "an entry" : "entry \"" + entry.Quote() + '"',
                       NameOf(pool, cluster), addresses::Describe(entry.range.error()))});
    }
  }
}

void FindHostBits(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  for (const auto& [file, pool] : cluster.pools) {
    for (const metallb::PoolEntry& entry : pool.entries) {
      const std::size_t slash = entry.text.find('/');
      if (!entry.range || slash == std::string::npos) continue;
      const auto address = addresses::IpAddress::Parse(entry.text.substr(0, slash));
      if (!address || *address == entry.range->first) continue;
      // ::ffff:10.0.0.0 is an IPv4 address, but a large block around it is an IPv6 range.
      findings.push_back(
          {file, entry.line, Rule::kHostBits,
           fmt::format(
               "entry \"{}\" of {} has host bits; MetalLB uses {}; write {}/{}, or {}/{} for "
               "one address",
               entry.Quote(), NameOf(pool, cluster),
               Summary(AddressSet::FromRanges({*entry.range})), entry.range->first.ToString(),
               BitsOf(entry.range->family()) - addresses::LargestBlockBits(*entry.range),
               address->ToString(), BitsOf(address->family))});
    }
  }
}

}  // namespace

void CheckAddresses(const Subject& subject, const Networks& networks,
                    std::vector<Finding>& findings) {
  std::map<std::string_view, std::vector<const DeclaredCluster*>> by_network;
  for (const DeclaredCluster& cluster : subject.clusters) {
    FindInvalidAddresses(cluster, findings);
    FindHostBits(cluster, findings);
    by_network[networks.NetworkOf(cluster.name)].push_back(&cluster);
  }
  for (const auto& [name, network] : by_network) {
    FindOverlapsIn(network, networks.SharedIn(name), findings);
  }
}

}  // namespace exporter::validation
