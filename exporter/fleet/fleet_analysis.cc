#include "exporter/fleet/fleet_analysis.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "exporter/fleet/shared_addresses.h"

namespace exporter::fleet {
namespace {

using addresses::AddressSet;
using Clusters = std::vector<const ClusterView*>;
using Snapshot = std::shared_ptr<const ClusterSnapshot>;

bool HaveSamePools(const Snapshot& a, const Snapshot& b) {
  if (a == nullptr || b == nullptr) return a == b;
  return std::equal(a->pools().begin(), a->pools().end(), b->pools().begin(), b->pools().end(),
                    [](const PoolUsage& one, const PoolUsage& other) {
                      return one.label == other.label && one.addresses == other.addresses &&
                             std::equal(one.families.begin(), one.families.end(),
                                        other.families.begin(),
                                        [](const FamilyUsage& x, const FamilyUsage& y) {
                                          return x.capacity == y.capacity;
                                        });
                    });
}

// True if both snapshots have the same value of `member`.
template <typename Member>
bool HaveSame(const Snapshot& a, const Snapshot& b, Member ClusterObjects::*member) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->objects().*member == b->objects().*member;
}

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

// `last`: the conflicts of the last analysis under the same policy; nullptr if there are none.
Conflicts FindConflicts(const Clusters& clusters, const AddressUses& uses,
                        const NetworkPolicy& network, const FleetPolicy& policy, SameParts same,
                        const Conflicts* last) {
  if (last == nullptr) same = {};
  const std::size_t max_holders = std::max(policy.max_conflict_series, kMaxListedHolders);
  const SharedAddresses shared(network, clusters);
  return {.duplicates = FindDuplicates(clusters, uses, shared.Assigned(uses), max_holders),
          .overlaps =
              same.pools ? last->overlaps
                         : FindPoolOverlaps(clusters, shared.InPools(), policy.max_conflict_series),
          .shared_asns = same.asns ? last->shared_asns : FindSharedAsns(clusters),
          .nodes = same.pools && same.nodes
                       ? last->nodes
                       : FindNodeConflicts(clusters, shared.InPoolsAndNodes(), max_holders)};
}

std::vector<UnplannedAddresses> FindUnplanned(const FleetView& fleet, const FleetPolicy& policy) {
  std::vector<UnplannedAddresses> unplanned;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr || !policy.HasPlanFor(cluster.source)) continue;
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

// The assigned addresses that have series. REQUIRES: the policy has max_address_series.
AssignedAddresses FindServedAddresses(const Clusters& clusters, const AddressUses& uses,
                                      const FleetPolicy& policy) {
  Clusters served;
  std::copy_if(clusters.begin(), clusters.end(), std::back_inserter(served),
               [](const ClusterView* cluster) { return cluster->has_series; });
  const std::size_t max_holders = *policy.max_address_series;
  if (served.size() == clusters.size()) {
    return FindAssignedAddresses(clusters, uses, max_holders, policy.address_holders);
  }
  AddressUses served_uses;
  served_uses.Update(served);
  return FindAssignedAddresses(served, served_uses, max_holders, policy.address_holders);
}

const NetworkFacts* FindNetwork(const FleetFacts* facts, const std::string& name) {
  if (facts == nullptr) return nullptr;
  const auto found = std::lower_bound(
      facts->networks.begin(), facts->networks.end(), name,
      [](const NetworkFacts& network, const std::string& sought) { return network.name < sought; });
  return found == facts->networks.end() || found->name != name ? nullptr : &*found;
}

}  // namespace

SameParts ComparedClusters::Update(const Clusters& clusters) {
  const bool same_size = clusters.size() == last_.size();
  SameParts same{.pools = same_size, .nodes = same_size, .asns = same_size};
  last_.resize(clusters.size());
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    Cluster& last = last_[i];
    const ClusterView& cluster = *clusters[i];
    if (last.name != cluster.name || last.source != cluster.source) {
      same = {};
    } else if (last.snapshot != cluster.snapshot) {
      same.pools = same.pools && HaveSamePools(last.snapshot, cluster.snapshot);
      same.nodes = same.nodes && HaveSame(last.snapshot, cluster.snapshot, &ClusterObjects::nodes);
      same.asns =
          same.asns && HaveSame(last.snapshot, cluster.snapshot, &ClusterObjects::local_asns);
    }
    last = {cluster.name, cluster.source, cluster.snapshot};
  }
  return same;
}

NetworkFacts FleetAnalysis::FactsOf(const std::string& name, const Clusters& clusters,
                                    bool complete, const FleetPolicy& policy,
                                    const NetworkFacts* last) {
  NetworkFacts facts;
  facts.name = name;
  for (const ClusterView* const cluster : clusters) {
    const auto* const state = std::find(kDataStates.begin(), kDataStates.end(), cluster->state);
    ++facts.clusters.at(static_cast<std::size_t>(state - kDataStates.begin()));
  }
  Clusters compared;
  std::copy_if(clusters.begin(), clusters.end(), std::back_inserter(compared),
               [](const ClusterView* cluster) { return !cluster->from_another_server; });
  Network& network = networks_[name];
  const SameParts same = network.clusters.Update(compared);
  network.uses.Update(compared);
  if (complete && AllPolled(clusters)) {
    facts.conflicts =
        FindConflicts(compared, network.uses, policy.SettingsOf(name), policy, same,
                      last != nullptr && last->conflicts ? &*last->conflicts : nullptr);
  }
  if (policy.max_address_series) {
    facts.assigned = FindServedAddresses(compared, network.uses, policy);
  }
  return facts;
}

FleetFacts FleetAnalysis::Update(const FleetView& fleet, const FleetPolicy& policy,
                                 const FleetFacts* last) {
  std::map<std::string, Clusters> networks;
  for (const auto& [name, network] : policy.networks) networks[name];
  Clusters all;
  for (const ClusterView& cluster : fleet.clusters) {
    networks[cluster.network].push_back(&cluster);
    all.push_back(&cluster);
  }
  std::erase_if(networks_, [&](const auto& network) { return !networks.contains(network.first); });

  FleetFacts facts;
  for (const auto& [name, clusters] : networks) {
    facts.networks.push_back(
        FactsOf(name, clusters, fleet.SourcesTried(), policy, FindNetwork(last, name)));
  }
  const SameParts same = clusters_.Update(all);
  if (policy.plan) {
    facts.unplanned =
        last != nullptr && same.pools ? last->unplanned : FindUnplanned(fleet, policy);
  }
  return facts;
}

}  // namespace exporter::fleet
