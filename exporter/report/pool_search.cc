#include "exporter/report/pool_search.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "exporter/addresses/address_range.h"
#include "exporter/report/conflict_marks.h"
#include "exporter/report/page_parts.h"
#include "exporter/report/verdict.h"
#include "exporter/text/ascii.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

using addresses::AddressSet;
using addresses::IpAddress;
using fleet::ClusterView;

// A word of a query.
struct Term {
  std::string text;                                // lower case
  std::optional<IpAddress> address;                // the whole word
  std::optional<addresses::AddressRange> overlap;  // the whole query
};

std::vector<Term> ReadTerms(std::string_view query) {
  const std::string_view whole = text::Trim(query);
  if (!IpAddress::Parse(whole)) {
    if (const auto range = addresses::ParseRange(whole)) {
      return {{text::ToLower(whole), std::nullopt, *range}};
    }
  }
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  std::vector<Term> terms;
  std::size_t start = whole.find_first_not_of(kSpace);
  while (start != std::string_view::npos) {
    const std::size_t end = std::min(whole.find_first_of(kSpace, start), whole.size());
    const std::string_view word = whole.substr(start, end - start);
    terms.push_back({text::ToLower(word), IpAddress::Parse(word), std::nullopt});
    start = whole.find_first_not_of(kSpace, end);
  }
  return terms;
}

// The texts of a cluster or of a pool.
struct Haystack {
  std::string text;    // lower case, a line for each name
  std::string states;  // " is:full is:duplicate"
  std::vector<IpAddress> assigned;
  const AddressSet* addresses = nullptr;

  void Add(std::string_view name) { text += text::ToLower(text::Visible(name)) + '\n'; }

  bool Matches(const Term& term) const {
    if (term.overlap && addresses != nullptr) {
      return addresses->Overlaps(*term.overlap);
    }
    if (term.text.rfind("is:", 0) == 0) {
      return (states + ' ').find(' ' + term.text + ' ') != std::string::npos;
    }
    if (!term.address) return text.find(term.text) != std::string::npos;
    return (addresses != nullptr && addresses->Contains(*term.address)) ||
           std::find(assigned.begin(), assigned.end(), *term.address) != assigned.end();
  }
};

Haystack ReadCluster(const ClusterView& cluster, const fleet::FleetPolicy& policy) {
  Haystack hay;
  hay.Add(cluster.name);
  hay.Add(cluster.context);
  hay.Add(cluster.network);
  hay.Add(policy.LocationOf(cluster.name));
  hay.Add(fleet::Name(cluster.state));
  if (cluster.snapshot != nullptr) hay.Add(cluster.snapshot->objects().server_version);
  if (cluster.record.last_error) {
    hay.Add(exporter::Name(cluster.record.last_error->kind));
    hay.Add(cluster.record.last_error->message);
  }
  hay.states = StatesOf(cluster);
  return hay;
}

Haystack ReadPool(const ClusterView& cluster, std::size_t index, const ConflictMarks& marks) {
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  const fleet::PoolUsage& pool = snapshot.pools()[index];
  Haystack hay;
  hay.addresses = &pool.addresses;
  hay.states = StatesOf(cluster, pool, marks, kAlertThresholds);
  hay.Add(pool.label);
  for (const metallb::PoolEntry& entry : snapshot.objects().pools[index].entries) {
    hay.Add(entry.Quote());
  }
  for (const addresses::Family family : fleet::kFamilies) {
    for (const AddressAssignments& each : AssignmentsOf(snapshot, pool, family)) {
      const IpAddress& address = each.front().address;
      hay.assigned.push_back(address);
      hay.Add(address.ToString());
      for (const fleet::Assignment& one : each) {
        hay.Add(snapshot.objects().services[one.service].Holder());
      }
      const auto* const duplicate = marks.HoldersOf(cluster.network, address);
      if (duplicate == nullptr) continue;
      for (const fleet::Holder& holder : duplicate->holders) {
        hay.Add(holder.service);
        hay.Add(holder.cluster);
      }
    }
  }
  return hay;
}

}  // namespace

std::vector<FoundCluster> SearchPools(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                                      const fleet::FleetPolicy& policy, std::string_view query) {
  const std::vector<Term> terms = ReadTerms(query);
  if (terms.empty()) return {};
  const ConflictMarks marks(facts);
  std::vector<FoundCluster> found;
  for (const ClusterView& cluster : fleet.clusters) {
    const Haystack head = ReadCluster(cluster, policy);
    std::vector<Term> sought;  // that the pools must match
    std::copy_if(terms.begin(), terms.end(), std::back_inserter(sought),
                 [&head](const Term& term) { return !head.Matches(term); });
    FoundCluster result{&cluster};
    const std::size_t pools = cluster.snapshot == nullptr ? 0 : cluster.snapshot->pools().size();
    if (sought.empty()) result.pools = pools;
    for (std::size_t i = 0; i < pools && !sought.empty(); ++i) {
      const Haystack pool = ReadPool(cluster, i, marks);
      const bool matches = std::all_of(sought.begin(), sought.end(),
                                       [&pool](const Term& term) { return pool.Matches(term); });
      if (matches) ++result.pools;
    }
    if (sought.empty() || result.pools > 0) found.push_back(result);
  }
  return found;
}

}  // namespace exporter::report
