#include "exporter/fleet/lookup.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/buggy_addresses.h"
#include "exporter/fleet/shared_addresses.h"

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using addresses::IpAddress;

bool Knows(const ClusterAnswer& answer) {
  return !answer.services.empty() || !answer.pools.empty() || !answer.excluding.empty() ||
         !answer.nodes.empty();
}

ClusterAnswer AskCluster(const ClusterView& cluster, const IpAddress& address) {
  const ClusterObjects& objects = cluster.snapshot->objects();
  ClusterAnswer answer{.cluster = cluster.name, .data = cluster.state};
  const addresses::AddressRange sought{address, address};
  for (const Assignment& each : AssignmentsIn(sought, cluster.snapshot->assignments())) {
    answer.services.push_back(objects.services[each.service].Holder());
  }
  for (std::size_t i = 0; i < objects.pools.size(); ++i) {
    const PoolUsage& pool = cluster.snapshot->pools()[i];
    if (!pool.addresses.Contains(address)) continue;
    const bool excluded = objects.pools[i].avoid_buggy_ips && addresses::IsBuggy(address);
    (excluded ? answer.excluding : answer.pools).push_back(pool.label);
  }
  if (!objects.nodes) return answer;
  for (const metallb::Node& node : *objects.nodes) {
    const bool has_address =
        std::binary_search(node.addresses.begin(), node.addresses.end(), address);
    if (has_address) answer.nodes.push_back(node.name);
  }
  return answer;
}

// The answer of a network while its clusters are asked.
struct AskedNetwork {
  NetworkAnswer answer;
  std::size_t holders = 0;     // clusters that assigned the address
  bool holders_share = true;   // on purpose
  bool clusters_share = true;  // the clusters that know the address
};

// REQUIRES: a cluster knows the address.
NetworkAnswer Judge(AskedNetwork&& asked, const NetworkPolicy& settings, const IpAddress& address) {
  NetworkAnswer answer = std::move(asked.answer);
  answer.duplicate = asked.holders > 1 && !asked.holders_share;
  answer.shared_on_purpose = asked.holders > 1 ? asked.holders_share : asked.clusters_share;
  if (answer.shared_on_purpose && !settings.shared_addresses.Contains(address)) {
    answer.shared_by = SourcesThatShare(settings, {address, address});
  }
  return answer;
}

std::vector<UnreadCluster> UnreadClusters(const FleetView& fleet) {
  if (fleet.clusters.empty() && fleet.sources.empty()) return {UnreadCluster{}};
  std::vector<UnreadCluster> unread;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.state == DataState::kFresh) continue;
    unread.push_back({cluster.name, cluster.network, cluster.state});
  }
  const std::vector<UnreadCluster> sources = UnreadSources(fleet);
  unread.insert(unread.end(), sources.begin(), sources.end());
  return unread;
}

AddressState StateOf(const AddressAnswer& answer) {
  AddressState state = AddressState::kUnknown;
  const auto is = [&state](AddressState other) { state = std::min(state, other); };
  if (!answer.planned.empty()) is(AddressState::kPlanned);
  if (!answer.reserved.empty()) is(AddressState::kReserved);
  for (const NetworkAnswer& network : answer.networks) {
    if (network.duplicate) is(AddressState::kDuplicate);
    for (const ClusterAnswer& cluster : network.clusters) {
      if (!cluster.services.empty()) is(AddressState::kAssigned);
      if (!cluster.pools.empty()) is(AddressState::kAvailable);
      if (!cluster.excluding.empty()) is(AddressState::kExcluded);
      if (!cluster.nodes.empty()) is(AddressState::kNode);
    }
  }
  return state;
}

// The entries of the plan with ranges for which `matches` is true.
template <typename Answer, typename Matches>
void AskPlan(const FleetPolicy& policy, const Matches& matches, Answer& answer) {
  if (!policy.plan) return;
  for (const auto& [name, entry] : *policy.plan) {
    if (matches(entry.addresses)) answer.planned.push_back(name);
  }
  for (const ReservedRange& entry : policy.reserved) {
    if (matches(entry.addresses)) answer.reserved.push_back(entry);
  }
}

std::vector<NodeInRange> NodesIn(const AddressRange& range, const ClusterView& cluster) {
  std::vector<NodeInRange> nodes;
  if (!cluster.snapshot->objects().nodes) return nodes;
  for (const metallb::Node& node : *cluster.snapshot->objects().nodes) {
    for (const IpAddress& address : node.addresses) {
      if (range.Contains(address)) {
        nodes.push_back({address, cluster.network, cluster.name, node.name});
      }
    }
  }
  return nodes;
}

// The assigned addresses of the pool in the range. REQUIRES: `common` is their intersection.
std::size_t CountAssigned(const ClusterSnapshot& snapshot, const AddressSet& common) {
  std::size_t count = 0;
  for (const AddressRange& range : common.ranges()) {
    const IpAddress* counted = nullptr;
    for (const Assignment& each : AssignmentsIn(range, snapshot.assignments())) {
      if (counted == nullptr || *counted != each.address) ++count;
      counted = &each.address;
    }
  }
  return count;
}

bool IsInPool(const ClusterSnapshot& snapshot, const IpAddress& address) {
  const std::vector<PoolUsage>& pools = snapshot.pools();
  return std::any_of(pools.begin(), pools.end(), [&address](const PoolUsage& pool) {
    return pool.addresses.Contains(address);
  });
}

// Adds the assigned addresses of the range that are in no pool of the cluster.
void AddUnpooled(const AddressRange& range, const ClusterView& cluster,
                 std::vector<UnpooledInRange>& unpooled) {
  const ClusterSnapshot& snapshot = *cluster.snapshot;
  const std::size_t before = unpooled.size();
  for (const Assignment& each : AssignmentsIn(range, snapshot.assignments())) {
    const bool is_known = unpooled.size() > before && unpooled.back().address == each.address;
    if (!is_known) {
      if (IsInPool(snapshot, each.address)) continue;
      unpooled.push_back({each.address, cluster.network, cluster.name, {}});
    }
    unpooled.back().services.push_back(snapshot.objects().services[each.service].Holder());
  }
}

bool HasSeveralNetworks(const FleetView& fleet) {
  return std::any_of(fleet.clusters.begin(), fleet.clusters.end(),
                     [&fleet](const ClusterView& cluster) {
                       return cluster.network != fleet.clusters.front().network;
                     });
}

constexpr auto kByAddress = [](const auto& a, const auto& b) { return a.address < b.address; };

void SortAndBound(RangeAnswer& answer) {
  std::stable_sort(answer.nodes.begin(), answer.nodes.end(), kByAddress);
  std::stable_sort(answer.unpooled.begin(), answer.unpooled.end(), kByAddress);
  if (answer.unpooled.size() <= kMaxUnpooledInRange) return;
  answer.unpooled_omitted = answer.unpooled.size() - kMaxUnpooledInRange;
  answer.unpooled.resize(kMaxUnpooledInRange);
}

}  // namespace

std::string_view Name(AddressState state) {
  // In the order of AddressState.
  constexpr std::array<std::string_view, 8> kNames = {
      "duplicate", "assigned", "available", "excluded", "reserved", "planned", "node", "unknown"};
  static_assert(kNames.size() == static_cast<std::size_t>(AddressState::kUnknown) + 1);
  return kNames.at(static_cast<std::size_t>(state));
}

std::vector<UnreadCluster> UnreadSources(const FleetView& fleet) {
  std::vector<UnreadCluster> unread;
  for (const SourceView& source : fleet.sources) {
    if (source.last_success && !source.incomplete.value_or(false)) continue;
    unread.push_back({.source = source.source, .incomplete = source.last_success.has_value()});
  }
  return unread;
}

AddressAnswer LookUp(const FleetView& fleet, const FleetPolicy& policy, const IpAddress& address) {
  AddressAnswer answer{.address = address, .unread = UnreadClusters(fleet)};
  std::map<std::string, AskedNetwork> networks;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    ClusterAnswer known = AskCluster(cluster, address);
    if (!Knows(known)) continue;
    AskedNetwork& asked = networks[cluster.network];
    asked.answer.network = cluster.network;
    const bool shares =
        SharesOnPurpose(policy.SettingsOf(cluster.network), cluster.source, address);
    asked.clusters_share = asked.clusters_share && shares;
    if (!known.services.empty() && !cluster.from_another_server) {
      ++asked.holders;
      asked.holders_share = asked.holders_share && shares;
    }
    asked.answer.clusters.push_back(std::move(known));
  }
  for (auto& [name, asked] : networks) {
    answer.networks.push_back(Judge(std::move(asked), policy.SettingsOf(name), address));
  }
  AskPlan(
      policy, [&address](const AddressSet& entry) { return entry.Contains(address); }, answer);
  answer.state = StateOf(answer);
  return answer;
}

RangeAnswer LookUpRange(const FleetView& fleet, const FleetPolicy& policy,
                        const AddressRange& range) {
  const AddressSet sought = AddressSet::FromRanges({range});
  RangeAnswer answer{.range = range,
                     .several_networks = HasSeveralNetworks(fleet),
                     .unread = UnreadClusters(fleet)};
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const PoolUsage& pool : cluster.snapshot->pools()) {
      const AddressSet common = addresses::Intersection(pool.addresses, sought);
      if (common.empty()) continue;
      answer.pools.push_back({cluster.network,
                              {cluster.name, pool.label},
                              common.Size(),
                              CountAssigned(*cluster.snapshot, common)});
    }
    AddUnpooled(range, cluster, answer.unpooled);
    const auto nodes = NodesIn(range, cluster);
    answer.nodes.insert(answer.nodes.end(), nodes.begin(), nodes.end());
  }
  SortAndBound(answer);
  AskPlan(
      policy, [&range](const AddressSet& entry) { return entry.Overlaps(range); }, answer);
  return answer;
}

}  // namespace exporter::fleet
