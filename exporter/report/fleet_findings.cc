#include "exporter/report/fleet_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "exporter/report/address_map.h"
#include "exporter/text/list_text.h"

namespace exporter::report {
namespace {

using fleet::ClusterView;
using text::AndMore;
using text::Count;

std::string CountAddresses(const addresses::AddressCount& count) {
  return count.ToString() + (count == addresses::AddressCount(1) ? " address" : " addresses");
}

void AddPool(const fleet::PoolName& pool, Sentence& sentence) {
  sentence.Name(pool.cluster).Text("/").Name(pool.pool);
}

// " and " before the last item, ", " before others.
std::string_view Separator(std::size_t index, std::size_t count, std::size_t omitted) {
  if (index == 0) return "";
  return index + 1 == count && omitted == 0 ? " and " : ", ";
}

void AddDuplicates(const fleet::NetworkFacts& network, std::vector<FleetFinding>& findings) {
  constexpr std::size_t kMaxDuplicates = 1'000;
  constexpr std::size_t kMaxHolders = 6;
  const fleet::AssignedAddresses& duplicates = network.conflicts->duplicates;
  const std::size_t shown = std::min(duplicates.listed.size(), kMaxDuplicates);
  for (const fleet::AssignedAddress& assigned : std::span(duplicates.listed).first(shown)) {
    Sentence sentence;
    sentence.Strong(assigned.address.ToString()).Text(" is assigned by ");
    const std::size_t listed = std::min(assigned.holders.size(), kMaxHolders);
    for (std::size_t i = 0; i < listed; ++i) {
      const fleet::Holder& holder = assigned.holders[i];
      sentence.Text(i == 0 ? "" : ", ").Name(holder.cluster);
      sentence.Text(" (").Name(holder.service).Text(")");
    }
    sentence.Text(AndMore(assigned.holders.size() - listed));
    findings.push_back(
        {FindingKind::kDuplicateAddress, Verdict::kCritical, network.name, std::move(sentence)});
  }
  const std::size_t omitted = duplicates.Count() - shown;
  if (omitted == 0) return;
  Sentence sentence;
  sentence.Text(Count(omitted, "more duplicate address", "more duplicate addresses"));
  findings.push_back({FindingKind::kDuplicateAddress, Verdict::kCritical, network.name,
                      std::move(sentence), omitted});
}

void AddOverlaps(const fleet::NetworkFacts& network, std::vector<FleetFinding>& findings) {
  const fleet::PoolOverlaps& overlaps = network.conflicts->overlaps;
  for (const fleet::PoolOverlap& overlap : overlaps.listed) {
    Sentence sentence;
    sentence.Text("pools ");
    for (std::size_t i = 0; i < overlap.pools.size(); ++i) {
      sentence.Text(Separator(i, overlap.pools.size(), overlap.pools_omitted));
      AddPool(overlap.pools[i], sentence);
    }
    sentence.Text(AndMore(overlap.pools_omitted)).Text(" share ");
    sentence.Strong(overlap.range.ToString());
    sentence.Text(" (" + CountAddresses(overlap.range.Size()) + ")");
    findings.push_back(
        {FindingKind::kOverlap, Verdict::kWarning, network.name, std::move(sentence)});
  }
  if (overlaps.omitted == 0) return;
  Sentence sentence;
  sentence.Text(Count(overlaps.omitted, "more shared range", "more shared ranges"));
  findings.push_back({FindingKind::kOverlap, Verdict::kWarning, network.name, std::move(sentence),
                      overlaps.omitted});
}

// Addresses that a pool contains on purpose are notes.
void AddNodeAddresses(const fleet::NetworkFacts& network, std::vector<FleetFinding>& findings) {
  constexpr std::size_t kMaxConflicts = 1'000;
  if (!network.conflicts->nodes) return;
  const fleet::NodeConflicts& conflicts = *network.conflicts->nodes;
  const std::size_t shown = std::min(conflicts.listed.size(), kMaxConflicts);
  for (const fleet::NodeConflict& conflict : std::span(conflicts.listed).first(shown)) {
    const bool intended = conflicts.pools.at(conflict.pool).intended;
    Sentence sentence;
    sentence.Text("pool ");
    AddPool(conflict.pool, sentence);
    sentence.Text(" contains ").Strong(conflict.address.ToString());
    sentence.Text(", the address of ").Text(intended ? "the only node " : "node ");
    sentence.Name(conflict.node).Text(" of cluster ").Name(conflict.node_cluster);
    findings.push_back({FindingKind::kNodeAddress, intended ? Verdict::kOk : Verdict::kWarning,
                        network.name, std::move(sentence)});
  }
  const std::size_t omitted = conflicts.listed.size() - shown + conflicts.omitted;
  if (omitted == 0) return;
  Sentence sentence;
  sentence.Text(Count(omitted, "more node address in a pool", "more node addresses in pools"));
  findings.push_back({FindingKind::kNodeAddress,
                      conflicts.CountPools() > 0 ? Verdict::kWarning : Verdict::kOk, network.name,
                      std::move(sentence), omitted});
}

void AddSharedAsns(const fleet::NetworkFacts& network, std::vector<FleetFinding>& findings) {
  for (const fleet::SharedAsn& shared : network.conflicts->shared_asns) {
    Sentence sentence;
    for (std::size_t i = 0; i < shared.clusters.size(); ++i) {
      sentence.Text(Separator(i, shared.clusters.size(), 0)).Name(shared.clusters[i]);
    }
    sentence.Text(shared.clusters.size() == 2 ? " both use " : " all use ");
    sentence.Strong("AS " + std::to_string(shared.asn)).Text(" (myASN)");
    findings.push_back({FindingKind::kSharedAsn, Verdict::kOk, network.name, std::move(sentence)});
  }
}

void AddDown(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  if (cluster.record.up) return;
  Sentence sentence;
  sentence.Name(cluster.name).Text(": ");
  if (const auto& error = cluster.record.last_error) {
    sentence.Text(exporter::Name(error->kind)).Text(": ").Name(error->message);
  } else {
    sentence.Text("not polled yet");
  }
  findings.push_back({FindingKind::kClusterDown, Verdict::kUnknown, {}, std::move(sentence)});
}

// A cluster without an entry in the plan is one finding, however many pools it has.
void AddOutsidePlan(const fleet::FleetFacts& facts, std::vector<FleetFinding>& findings) {
  std::string_view cluster_without_entry;
  for (const fleet::UnplannedAddresses& unplanned : facts.unplanned) {
    const fleet::PoolName& pool = unplanned.pool;
    if (unplanned.count.IsZero() || pool.cluster == cluster_without_entry) continue;
    Sentence sentence;
    if (unplanned.has_plan_entry) {
      sentence.Text("pool ");
      AddPool(pool, sentence);
      sentence.Text(" has " + CountAddresses(unplanned.count) +
                    " outside its cluster's range in the plan");
    } else {
      sentence.Text("cluster ").Name(pool.cluster).Text(" has no entry in the plan");
      cluster_without_entry = pool.cluster;
    }
    findings.push_back({FindingKind::kOutsidePlan, Verdict::kOk, {}, std::move(sentence)});
  }
}

// One sentence for each reason.
void AddRejectedPool(const ClusterView& cluster, const metallb::AddressPool& pool,
                     const fleet::PoolUsage& usage, std::vector<FleetFinding>& findings) {
  constexpr std::size_t kMaxListed = 3;
  const auto add = [&](const std::string& reason) {
    Sentence sentence;
    sentence.Text("pool ");
    AddPool({cluster.name, usage.label}, sentence);
    sentence.Text(" has ").Name(reason).Text("; MetalLB rejects the cluster's whole configuration");
    findings.push_back({FindingKind::kRejectedPool, Verdict::kWarning, {}, std::move(sentence)});
  };
  if (!usage.has_entries) {
    add("no addresses");
  }
  std::size_t invalid = 0;
  for (const metallb::PoolEntry& entry : pool.entries) {
    if (entry.range || ++invalid > kMaxListed) continue;
    add("an invalid entry: " + addresses::Describe(entry.range.error()));
  }
  if (invalid > kMaxListed) {
    add(Count(invalid - kMaxListed, "more invalid entry", "more invalid entries"));
  }
  for (const metallb::EntryOverlap& overlap : pool.EntryOverlaps(kMaxListed)) {
    add(fmt::format(R"({} ({}) in two entries, "{}" and "{}" (they count once))",
                    overlap.shared.ToString(), CountAddresses(overlap.shared.Size()),
                    overlap.earlier->Quote(), overlap.later->Quote()));
  }
  if (usage.overlapping_entries > kMaxListed) {
    add(Count(usage.overlapping_entries - kMaxListed, "more overlapping entry",
              "more overlapping entries"));
  }
}

// Names the first Services of a list: "shop/api, shop/web and 3 more".
template <typename Services, typename NameOf>
void AddServices(const Services& services, NameOf name_of, Sentence& sentence) {
  constexpr std::size_t kMaxServices = 6;
  const std::size_t shown = std::min(services.size(), kMaxServices);
  for (std::size_t i = 0; i < shown; ++i) {
    sentence.Text(Separator(i, services.size(), services.size() - shown))
        .Name(name_of(services[i]));
  }
  sentence.Text(AndMore(services.size() - shown));
}

void AddPendingServices(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  const std::vector<std::size_t>& pending = cluster.snapshot->pending();
  if (pending.empty()) return;
  Sentence sentence;
  sentence.Text("cluster ").Name(cluster.name).Text(" has ");
  sentence.Text(Count(pending.size(), "pending Service", "pending Services")).Text(": ");
  AddServices(
      pending,
      [&cluster](std::size_t index) {
        return cluster.snapshot->objects().services[index].Holder();
      },
      sentence);
  findings.push_back({FindingKind::kPendingServices, Verdict::kWarning, {}, std::move(sentence)});
}

void AddUnpooled(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  constexpr std::size_t kMaxAddresses = 100;
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  const auto add = [&findings](Sentence sentence, std::size_t omitted) {
    findings.push_back(
        {FindingKind::kUnpooledAddress, Verdict::kWarning, {}, std::move(sentence), omitted});
  };
  const std::vector<AddressAssignments> unpooled = ByAddress(snapshot.unpooled());
  const std::size_t shown = std::min(unpooled.size(), kMaxAddresses);
  for (std::size_t i = 0; i < shown; ++i) {
    Sentence sentence;
    sentence.Strong(unpooled[i].front().address.ToString())
        .Text(" is outside every pool of cluster ");
    sentence.Name(cluster.name).Text(", but assigned to ");
    AddServices(
        unpooled[i],
        [&snapshot](const fleet::Assignment& each) {
          return snapshot.objects().services[each.service].Holder();
        },
        sentence);
    add(std::move(sentence), 0);
  }
  const std::size_t omitted = unpooled.size() - shown;
  if (omitted == 0) return;
  Sentence sentence;
  sentence.Text(Count(omitted, "more address", "more addresses"))
      .Text(" outside every pool of cluster ");
  sentence.Name(cluster.name);
  add(std::move(sentence), omitted);
}

void AddProblems(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  AddDown(cluster, findings);
  if (cluster.snapshot == nullptr) return;
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  for (std::size_t i = 0; i < snapshot.pools().size(); ++i) {
    const fleet::PoolUsage& usage = snapshot.pools()[i];
    if (usage.IsRejected()) AddRejectedPool(cluster, snapshot.objects().pools[i], usage, findings);
  }
  AddPendingServices(cluster, findings);
  AddUnpooled(cluster, findings);
}

void AddUnread(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  if (cluster.snapshot == nullptr) return;
  for (const auto& [resource, error] : cluster.record.unread) {
    Sentence sentence;
    sentence.Text("cluster ").Name(cluster.name).Text(": ").Text(fleet::Name(resource));
    sentence.Text(" cannot be read: ").Text(exporter::Name(error.kind)).Text(": ");
    sentence.Name(error.message);
    findings.push_back({FindingKind::kUnreadResource, Verdict::kOk, {}, std::move(sentence)});
  }
}

void AddNotes(const fleet::FleetView& fleet, std::vector<FleetFinding>& findings) {
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr || cluster.snapshot->objects().metallb_installed) continue;
    Sentence sentence;
    sentence.Text("cluster ").Name(cluster.name).Text(" does not serve IPAddressPools");
    findings.push_back({FindingKind::kNoMetallb, Verdict::kOk, {}, std::move(sentence)});
  }
  for (const ClusterView& cluster : fleet.clusters) AddUnread(cluster, findings);
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.read_through.empty()) continue;
    Sentence sentence;
    sentence.Text("cluster ").Name(cluster.name).Text(" is read through context ");
    sentence.Name(cluster.read_through).Text(", because polls through context ");
    sentence.Name(cluster.context).Text(" fail");
    findings.push_back({FindingKind::kContextAlias, Verdict::kOk, {}, std::move(sentence)});
  }
  for (const fleet::ContextAlias& alias : fleet.aliases) {
    Sentence sentence;
    sentence.Text("context ").Name(alias.context).Text(" leads to cluster ").Name(alias.cluster);
    findings.push_back({FindingKind::kContextAlias, Verdict::kOk, {}, std::move(sentence)});
  }
}

}  // namespace

std::string_view Name(FindingKind kind) {
  // In the order of FindingKind.
  constexpr std::array<std::string_view, 12> kNames = {
      "cluster_down",      "rejected_pool", "pending_services", "unpooled_address",
      "duplicate_address", "overlap",       "node_address",     "shared_asn",
      "outside_plan",      "no_metallb",    "unread_resource",  "context_alias"};
  static_assert(kNames.size() == static_cast<std::size_t>(FindingKind::kContextAlias) + 1);
  return kNames.at(static_cast<std::size_t>(kind));
}

std::vector<FleetFinding> FindFleetFindings(const fleet::FleetView& fleet,
                                            const fleet::FleetFacts& facts) {
  std::vector<FleetFinding> findings;
  for (const ClusterView& cluster : fleet.clusters) AddProblems(cluster, findings);
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (!network.conflicts) continue;
    AddDuplicates(network, findings);
    AddOverlaps(network, findings);
    AddNodeAddresses(network, findings);
    AddSharedAsns(network, findings);
  }
  AddOutsidePlan(facts, findings);
  AddNotes(fleet, findings);
  return findings;
}

}  // namespace exporter::report
