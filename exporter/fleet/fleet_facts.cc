#include "exporter/fleet/fleet_facts.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace exporter::fleet {
namespace {

using addresses::AddressSet;
using Clusters = std::vector<const ClusterView*>;

std::vector<SharedAsn> FindSharedAsns(const Clusters& clusters) {
  std::map<std::uint32_t, std::vector<std::string>> users;
  for (const ClusterView* const cluster : clusters) {
    if (cluster->snapshot == nullptr || !cluster->snapshot->objects().local_asns) continue;
    for (const std::uint32_t asn : *cluster->snapshot->objects().local_asns) {
      users[asn].push_back(cluster->name);
    }
  }
  std::vector<SharedAsn> shared;
  for (auto& [asn, names] : users) {
    if (names.size() > 1) shared.push_back({asn, std::move(names)});
  }
  return shared;
}

bool AllPolled(const Clusters& clusters) {
  return std::all_of(clusters.begin(), clusters.end(),
                     [](const ClusterView* cluster) { return cluster->record.polls > 0; });
}

NetworkFacts FactsOf(const std::string& name, const Clusters& clusters, const FleetPolicy& policy) {
  static const AddressSet kNothing;
  const auto network = policy.networks.find(name);
  const AddressSet& shared =
      network == policy.networks.end() ? kNothing : network->second.shared_addresses;

  NetworkFacts facts;
  facts.name = name;
  for (const ClusterView* const cluster : clusters) {
    const auto* const state = std::find(kDataStates.begin(), kDataStates.end(), cluster->state);
    ++facts.clusters.at(static_cast<std::size_t>(state - kDataStates.begin()));
  }
  Clusters compared;
  std::copy_if(clusters.begin(), clusters.end(), std::back_inserter(compared),
               [](const ClusterView* cluster) { return !cluster->from_another_server; });
  if (AllPolled(clusters)) {
    const std::size_t max_holders = std::max(policy.max_conflict_series, kMaxListedHolders);
    facts.conflicts = {.duplicates = FindDuplicates(compared, shared, max_holders),
                       .overlaps = FindPoolOverlaps(compared, shared, policy.max_conflict_series),
                       .shared_asns = FindSharedAsns(compared),
                       .nodes = FindNodeConflicts(compared, shared, max_holders)};
  }
  if (policy.max_address_series) {
    facts.assigned = FindAssignedAddresses(compared, *policy.max_address_series);
  }
  return facts;
}

std::vector<UnplannedAddresses> FindUnplanned(const FleetView& fleet, const FleetPolicy& policy) {
  std::vector<UnplannedAddresses> unplanned;
  if (!policy.plan) return unplanned;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    const auto planned = policy.plan->find(cluster.name);
    const bool has_entry = planned != policy.plan->end();
    for (const PoolUsage& pool : cluster.snapshot->pools()) {
      const AddressSet outside =
          has_entry ? Difference(pool.addresses, planned->second.addresses) : pool.addresses;
      unplanned.push_back({{cluster.name, pool.label}, outside.Size(), has_entry});
    }
  }
  return unplanned;
}

}  // namespace

FleetFacts Analyze(const FleetView& fleet, const FleetPolicy& policy) {
  std::map<std::string, Clusters> networks;
  for (const auto& [name, network] : policy.networks) networks[name];
  for (const ClusterView& cluster : fleet.clusters) networks[cluster.network].push_back(&cluster);

  FleetFacts facts;
  for (const auto& [name, clusters] : networks) {
    facts.networks.push_back(FactsOf(name, clusters, policy));
  }
  facts.unplanned = FindUnplanned(fleet, policy);
  return facts;
}

}  // namespace exporter::fleet
