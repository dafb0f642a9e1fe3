#include "exporter/sources/merge.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"

namespace exporter::sources {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using fleet::FleetPolicy;
using fleet::NetworkPolicy;

// Adds the prefixes that do not overlap others, so that all stay disjoint.
void AddPrefixes(const std::vector<AddressRange>& added, std::vector<AddressRange>& prefixes) {
  const AddressSet known = AddressSet::FromRanges(prefixes);
  for (const AddressRange& prefix : added) {
    if (!known.Overlaps(prefix)) prefixes.push_back(prefix);
  }
  std::sort(prefixes.begin(), prefixes.end(),
            [](const AddressRange& a, const AddressRange& b) { return a.first < b.first; });
}

void AddPlan(const SourcePolicy& source, FleetPolicy& policy) {
  if (!policy.plan) policy.plan.emplace();
  if (!policy.planned_sources) policy.planned_sources.emplace();
  policy.planned_sources->insert(source.source);
  for (const std::string& cluster : source.planned) {
    policy.plan->emplace(source.prefix + cluster, source.policy->plan->at(cluster));
  }
  for (const fleet::ReservedRange& reserved : source.policy->reserved) {
    const auto& known = policy.reserved;
    if (std::find(known.begin(), known.end(), reserved) != known.end()) continue;
    policy.reserved.push_back(reserved);
  }
}

// The prefixes of all sources.
class Prefixes {
 public:
  explicit Prefixes(const std::vector<SourceFleet>& sources) {
    for (const SourceFleet& source : sources) {
      if (!source.prefix.empty()) prefixes_.emplace_back(source.prefix, source.view.source);
    }
  }

  // The source with the prefix of `cluster`, a name with `prefix`. nullptr if no source has it, or
  // only the source of the cluster.
  const std::string* OtherOwner(std::string_view prefix, std::string_view cluster) const {
    for (const auto& [other, source] : prefixes_) {
      if (cluster.starts_with(other) && !prefix.starts_with(other)) return &source;
    }
    return nullptr;
  }

 private:
  std::vector<std::pair<std::string, std::string>> prefixes_;  // each with its source
};

using Owners = std::unordered_map<std::string, std::string>;  // the source of each cluster

// Adds each alias of the used clusters of the source once.
void AddAliases(const SourceFleet& source, const Owners& owners, bool has_series,
                std::vector<fleet::ContextAlias>& aliases) {
  std::set<std::pair<std::string, std::string>> added;
  for (const fleet::ContextAlias& alias : source.aliases) {
    const std::string cluster = source.prefix + alias.cluster;
    const auto owner = owners.find(cluster);
    if (owner == owners.end() || owner->second != source.view.source) continue;
    if (added.emplace(cluster, alias.context).second) {
      aliases.push_back({cluster, alias.context, has_series});
    }
  }
}

}  // namespace

MergedFleet MergeFleets(fleet::FleetView own, std::vector<SourceFleet> sources, bool has_series) {
  MergedFleet merged;
  Owners owners;
  for (const fleet::ClusterView& cluster : own.clusters) owners.emplace(cluster.name, "");
  const Prefixes prefixes(sources);
  for (SourceFleet& source : sources) {
    const auto reject = [&](const std::string& name, const std::string& owner, bool by_prefix) {
      merged.conflicts.push_back({source.view.source, name, owner, by_prefix});
      source.view.incomplete = true;
    };
    for (fleet::ClusterView& cluster : source.clusters) {
      cluster.name.insert(0, source.prefix);
      if (const std::string* const other = prefixes.OtherOwner(source.prefix, cluster.name)) {
        reject(cluster.name, *other, true);
        continue;
      }
      const auto [owner, is_new] = owners.emplace(cluster.name, source.view.source);
      if (!is_new) {
        reject(cluster.name, owner->second, false);
        continue;
      }
      cluster.source = source.view.source;
      cluster.has_series = has_series;
      own.clusters.push_back(std::move(cluster));
    }
    AddAliases(source, owners, has_series, own.aliases);
    own.sources.push_back(std::move(source.view));
  }
  merged.fleet = std::move(own);
  return merged;
}

std::vector<SourcePolicy> PoliciesOf(const fleet::FleetView& own,
                                     const std::vector<SourceFleet>& sources) {
  std::unordered_set<std::string> names;  // of the clusters that are used
  for (const fleet::ClusterView& cluster : own.clusters) names.insert(cluster.name);
  const Prefixes prefixes(sources);
  std::vector<SourcePolicy> policies;
  for (const SourceFleet& source : sources) {
    std::vector<std::string> planned;
    for (const fleet::ClusterView& cluster : source.clusters) {
      const std::string name = source.prefix + cluster.name;
      const bool is_used =
          prefixes.OtherOwner(source.prefix, name) == nullptr && names.insert(name).second;
      if (!is_used || source.policy == nullptr || !source.policy->plan) continue;
      if (source.policy->plan->contains(cluster.name)) planned.push_back(cluster.name);
    }
    if (source.policy == nullptr) continue;
    policies.push_back({source.view.source, source.prefix, source.policy, std::move(planned)});
  }
  return policies;
}

FleetPolicy MergePolicies(const FleetPolicy& own, const std::vector<SourcePolicy>& sources) {
  FleetPolicy merged = own;
  for (const SourcePolicy& source : sources) {
    for (const auto& [name, network] : source.policy->networks) {
      NetworkPolicy& known = merged.networks[name];
      if (!network.shared_addresses.empty()) {
        known.shared_by_source[source.source] = network.shared_addresses;
      }
      AddPrefixes(network.prefixes, known.prefixes);
    }
    if (!own.plan && source.policy->plan) AddPlan(source, merged);
  }
  return merged;
}

}  // namespace exporter::sources
