#include "exporter/fleet/network_map.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "exporter/addresses/buggy_addresses.h"
#include "exporter/fleet/shared_addresses.h"
#include "exporter/fleet/shared_ranges.h"
#include "exporter/fleet/subnets.h"

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using addresses::IpAddress;

// The groups of claims.
constexpr std::size_t kSubnets = 0;
constexpr std::size_t kPools = 1;
constexpr std::size_t kPlanned = 2;
constexpr std::size_t kReserved = 3;

AddressSet UnionOf(const std::vector<const AddressSet*>& sets) {
  std::vector<AddressRange> ranges;
  for (const AddressSet* const set : sets) {
    ranges.insert(ranges.end(), set->ranges().begin(), set->ranges().end());
  }
  return AddressSet::FromRanges(std::move(ranges));
}

struct MappedPool {
  const ClusterView* cluster;
  const PoolUsage* usage;
  bool avoid_buggy_ips;
};

struct MappedPlan {
  const std::string* name;
  AddressSet addresses;
  bool unknown = false;                  // for a cluster without data
  const std::string* purpose = nullptr;  // of a reserved entry
};

struct ClusterIndex {
  std::map<std::string_view, const ClusterView*> by_name;
  std::map<std::string_view, std::vector<const ClusterView*>> by_network;
};

// Builds the map of one network.
class NetworkMapper {
 public:
  NetworkMapper(const ClusterIndex& clusters, const NetworkFacts& facts, const FleetPolicy& policy,
                bool is_only_network)
      : facts_(facts), policy_(policy), settings_(policy.SettingsOf(facts.name)) {
    map_.name = facts.name;
    const auto found = clusters.by_network.find(facts.name);
    if (found != clusters.by_network.end()) clusters_ = found->second;
    for (const ClusterView* const cluster : clusters_) AddCluster(*cluster);
    AddPlan(clusters, is_only_network);
  }

  NetworkMap Run() && {
    if (!facts_.conflicts || !has_data_) return std::move(map_);
    AddSubnets();
    SortAddresses();
    FindFree();
    AddAreas();
    return std::move(map_);
  }

 private:
  void AddCluster(const ClusterView& cluster) {
    if (cluster.state != DataState::kFresh) {
      map_.unread.push_back({cluster.name, cluster.network, cluster.state});
    }
    if (cluster.snapshot == nullptr) return;
    has_data_ = true;
    const ClusterObjects& objects = cluster.snapshot->objects();
    for (std::size_t i = 0; i < objects.pools.size(); ++i) {
      pools_.push_back({&cluster, &cluster.snapshot->pools()[i], objects.pools[i].avoid_buggy_ips});
    }
    for (const Assignment& each : cluster.snapshot->assignments()) {
      assigned_.push_back({each.address, each.address});
    }
    if (!objects.nodes) {
      ++map_.clusters_without_nodes;
      return;
    }
    for (const metallb::Node& node : *objects.nodes) {
      for (const IpAddress& address : node.addresses) nodes_.push_back({address, address});
    }
  }

  void AddPlan(const ClusterIndex& clusters, bool is_only_network) {
    if (policy_.plan) {
      for (const auto& [name, planned] : *policy_.plan) {
        const auto cluster = clusters.by_name.find(name);
        const bool exists = cluster != clusters.by_name.end();
        if (exists && cluster->second->network != facts_.name) continue;
        const bool unknown = exists && cluster->second->state == DataState::kUnknown;
        (exists || is_only_network ? planned_ : other_planned_)
            .push_back({&name, planned.addresses, unknown});
      }
    }
    for (const ReservedRange& entry : policy_.reserved) {
      (is_only_network ? reserved_ : other_reserved_)
          .push_back({&entry.name, entry.addresses, false, &entry.purpose});
    }
  }

  void AddSubnets() {
    std::vector<const AddressSet*> used;
    for (const MappedPool& pool : pools_) used.push_back(&pool.usage->addresses);
    for (const MappedPlan& entry : planned_) used.push_back(&entry.addresses);
    for (const MappedPlan& entry : reserved_) used.push_back(&entry.addresses);
    subnets_ = FindSubnets(settings_.prefixes, UnionOf(used));
    std::vector<AddressRange> ranges;
    for (const Subnet& subnet : subnets_) ranges.push_back(subnet.range);
    all_ = AddressSet::FromRanges(std::move(ranges));
    shared_ = Intersection(SharedAddresses(settings_, clusters_).InPools(), all_);
    AddEntriesInSubnets(other_planned_, planned_);
    AddEntriesInSubnets(other_reserved_, reserved_);
  }

  void AddEntriesInSubnets(const std::vector<MappedPlan>& entries, std::vector<MappedPlan>& to) {
    for (const MappedPlan& entry : entries) {
      AddressSet inside = Intersection(entry.addresses, all_);
      if (inside.empty()) continue;
      to.push_back({entry.name, std::move(inside), entry.unknown, entry.purpose});
    }
  }

  void SortAddresses() {
    NetworkAddresses& sets = map_.addresses;
    std::vector<const AddressSet*> all;
    std::vector<const AddressSet*> plain;
    std::vector<const AddressSet*> conflicting;
    const auto& nodes = facts_.conflicts->nodes;
    for (const MappedPool& pool : pools_) {
      all.push_back(&pool.usage->addresses);
      if (!pool.avoid_buggy_ips) plain.push_back(&pool.usage->addresses);
      if (!nodes) continue;
      const auto found = nodes->pools.find({pool.cluster->name, pool.usage->label});
      if (found != nodes->pools.end() && found->second.IsConflict()) {
        conflicting.push_back(&pool.usage->addresses);
      }
    }
    sets.pools = UnionOf(all);
    sets.careful = Difference(sets.pools, UnionOf(plain));
    sets.assigned = AddressSet::FromRanges(assigned_);
    std::erase_if(assigned_, [&sets](const AddressRange& each) {
      return !sets.pools.Contains(each.first) ||
             (sets.careful.Contains(each.first) && addresses::IsBuggy(each.first));
    });
    sets.assigned_capacity = AddressSet::FromRanges(std::move(assigned_));
    sets.duplicate = facts_.conflicts->duplicates.addresses;
    std::vector<const AddressSet*> overlapping = {&facts_.conflicts->overlaps.across};
    for (const auto& [cluster, within] : facts_.conflicts->overlaps.within) {
      overlapping.push_back(&within);
    }
    sets.overlapping = UnionOf(overlapping);
    sets.nodes = AddressSet::FromRanges(std::move(nodes_));
    sets.node_conflicts = Difference(Intersection(sets.nodes, UnionOf(conflicting)),
                                     SharedAddresses(settings_, clusters_).InPoolsAndNodes());
    SortPlan(sets);
  }

  void SortPlan(NetworkAddresses& sets) const {
    std::vector<const AddressSet*> planned;
    std::vector<const AddressSet*> unknown;
    std::vector<const AddressSet*> reserved;
    for (const MappedPlan& entry : planned_) {
      planned.push_back(&entry.addresses);
      if (entry.unknown) unknown.push_back(&entry.addresses);
    }
    for (const MappedPlan& entry : reserved_) reserved.push_back(&entry.addresses);
    sets.planned = UnionOf(planned);
    sets.unknown = Difference(UnionOf(unknown), sets.pools);
    sets.reserved = UnionOf(reserved);
  }

  void FindFree() {
    NetworkAddresses& sets = map_.addresses;
    const AddressSet shared = SharedAddresses(settings_, {}).Listed();
    sets.free = Difference(all_, UnionOf({&sets.pools, &sets.assigned, &sets.nodes, &sets.planned,
                                          &sets.reserved, &shared}));
    const std::size_t listed = std::min(subnets_.size(), kMaxMapSubnets);
    map_.subnets_omitted = subnets_.size() - listed;
    for (std::size_t i = 0; i < listed; ++i) {
      SubnetMap& subnet = map_.subnets.emplace_back();
      subnet.range = subnets_[i].range;
      subnet.configured = subnets_[i].configured;
      subnet.use = sets.UseIn(subnet.range);
      const AddressSet free = Intersection(AddressSet::FromRanges({subnet.range}), sets.free);
      const auto ranges = free.ranges();
      const std::size_t shown = std::min(ranges.size(), kMaxMapAreas);
      subnet.free.assign(ranges.begin(), ranges.begin() + static_cast<std::ptrdiff_t>(shown));
      subnet.free_omitted = ranges.size() - shown;
    }
  }

  void AddAreas() {
    std::vector<Claim> claims;
    for (std::size_t i = 0; i < map_.subnets.size(); ++i) {
      claims.push_back({map_.subnets[i].range, i, kSubnets});
    }
    for (std::size_t i = 0; i < pools_.size(); ++i) {
      AddClaims(pools_[i].usage->addresses, i, kPools, claims);
    }
    for (std::size_t i = 0; i < planned_.size(); ++i) {
      AddClaims(planned_[i].addresses, i, kPlanned, claims);
    }
    for (std::size_t i = 0; i < reserved_.size(); ++i) {
      AddClaims(reserved_[i].addresses, i, kReserved, claims);
    }
    VisitSegments(claims, shared_, [this](const Segment& segment) {
      const auto subnet = segment.active.groups().find(kSubnets);
      if (subnet == segment.active.groups().end()) return true;  // an omitted subnet
      SubnetMap& to = map_.subnets[*subnet->second.begin()];
      if (to.areas.size() < kMaxMapAreas) {
        to.areas.push_back(AreaOf(segment));
      } else {
        ++to.areas_omitted;
      }
      return true;
    });
  }

  MapArea AreaOf(const Segment& segment) const {
    MapArea area;
    area.range = segment.range;
    area.shared_on_purpose = segment.shared_on_purpose;
    if (area.shared_on_purpose && !settings_.shared_addresses.Overlaps(area.range)) {
      area.shared_by = SourcesThatShare(settings_, area.range);
    }
    area.use = map_.addresses.UseIn(segment.range);
    for (const auto& [group, owners] : segment.active.groups()) {
      if (group == kSubnets) continue;
      std::size_t listed = 0;
      for (auto owner = owners.begin(); owner != owners.end() && listed < kMaxAreaOwners;
           ++owner, ++listed) {
        AddOwner(group, *owner, area);
      }
      area.owners_omitted += owners.size() - listed;
    }
    return area;
  }

  void AddOwner(std::size_t group, std::size_t owner, MapArea& area) const {
    if (group == kPools) {
      const MappedPool& pool = pools_[owner];
      area.pools.push_back(
          {{pool.cluster->name, pool.usage->label}, pool.cluster->state == DataState::kStale});
    } else if (group == kPlanned) {
      area.planned.push_back({*planned_[owner].name, planned_[owner].unknown});
    } else {
      area.reserved.push_back({*reserved_[owner].name, *reserved_[owner].purpose});
    }
  }

  const NetworkFacts& facts_;
  const FleetPolicy& policy_;
  const NetworkPolicy& settings_;
  std::vector<const ClusterView*> clusters_;
  NetworkMap map_;
  bool has_data_ = false;  // a cluster has data
  std::vector<MappedPool> pools_;
  std::vector<MappedPlan> planned_;
  std::vector<MappedPlan> reserved_;
  // Entries that count only in the subnets of the other addresses.
  std::vector<MappedPlan> other_planned_;
  std::vector<MappedPlan> other_reserved_;
  std::vector<AddressRange> assigned_;
  std::vector<AddressRange> nodes_;
  std::vector<Subnet> subnets_;
  AddressSet all_;     // the subnets
  AddressSet shared_;  // the addresses in the subnets that pools share on purpose
};

}  // namespace

std::vector<NetworkMap> MapNetworks(const FleetView& fleet, const FleetFacts& facts,
                                    const FleetPolicy& policy) {
  ClusterIndex clusters{.by_name = {}, .by_network = {}};
  for (const ClusterView& cluster : fleet.clusters) {
    clusters.by_name.emplace(cluster.name, &cluster);
    clusters.by_network[cluster.network].push_back(&cluster);
  }
  const std::vector<UnreadCluster> sources = UnreadSources(fleet);
  std::vector<NetworkMap> maps;
  for (const NetworkFacts& network : facts.networks) {
    maps.push_back(NetworkMapper(clusters, network, policy, facts.networks.size() == 1).Run());
    std::vector<UnreadCluster>& unread = maps.back().unread;
    unread.insert(unread.end(), sources.begin(), sources.end());
  }
  return maps;
}

}  // namespace exporter::fleet
