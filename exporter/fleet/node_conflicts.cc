#include "exporter/fleet/node_conflicts.h"

#include <algorithm>
#include <optional>
#include <span>

#include "exporter/fleet/shared_ranges.h"

namespace exporter::fleet {
namespace {

using addresses::AddressCount;
using addresses::AddressRange;
using addresses::AddressSet;
using addresses::IpAddress;

// An address of a node.
struct NodeUse {
  IpAddress address;
  const ClusterView* cluster = nullptr;
  const std::string* node = nullptr;
};

struct UsedPool {
  const ClusterView* cluster = nullptr;
  const PoolUsage* usage = nullptr;
};

// The node addresses that are not shared on purpose, sorted by address. nullopt if the nodes of no
// cluster are known.
std::optional<std::vector<NodeUse>> SortedUses(const std::vector<const ClusterView*>& clusters,
                                               const AddressSet& shared_on_purpose) {
  std::optional<std::vector<NodeUse>> uses;
  for (const ClusterView* const cluster : clusters) {
    if (cluster->snapshot == nullptr || !cluster->snapshot->objects().nodes) continue;
    if (!uses) uses.emplace();
    for (const metallb::Node& node : *cluster->snapshot->objects().nodes) {
      for (const IpAddress& address : node.addresses) {
        if (!shared_on_purpose.Contains(address)) uses->push_back({address, cluster, &node.name});
      }
    }
  }
  if (uses) {
    std::stable_sort(uses->begin(), uses->end(),
                     [](const NodeUse& a, const NodeUse& b) { return a.address < b.address; });
  }
  return uses;
}

std::span<const NodeUse> UsesIn(const AddressRange& range, const std::vector<NodeUse>& uses) {
  const auto first = std::lower_bound(
      uses.begin(), uses.end(), range.first,
      [](const NodeUse& use, const IpAddress& sought) { return use.address < sought; });
  const auto last = std::upper_bound(
      first, uses.end(), range.last,
      [](const IpAddress& sought, const NodeUse& use) { return sought < use.address; });
  return {first, last};
}

// Calls `visit` with the uses of each address.
template <typename Visit>
void VisitAddresses(std::span<const NodeUse> uses, const Visit& visit) {
  while (!uses.empty()) {
    const auto end = std::find_if(uses.begin(), uses.end(), [&uses](const NodeUse& use) {
      return use.address != uses.front().address;
    });
    visit(std::span<const NodeUse>(uses.begin(), end));
    uses = {end, uses.end()};
  }
}

bool HasOneAddress(const PoolUsage& pool) {
  return std::all_of(pool.families.begin(), pool.families.end(),
                     [](const FamilyUsage& family) { return family.capacity <= AddressCount(1); });
}

// True if all uses in the pool's ranges are of the only node of its cluster.
bool HasOnlyOwnNode(const UsedPool& pool, const std::vector<NodeUse>& uses) {
  const auto ranges = pool.usage->addresses.ranges();
  return std::all_of(ranges.begin(), ranges.end(), [&](const AddressRange& range) {
    const auto in_range = UsesIn(range, uses);
    return std::all_of(in_range.begin(), in_range.end(), [&pool](const NodeUse& use) {
      return use.cluster == pool.cluster && use.cluster->snapshot->objects().nodes->size() == 1;
    });
  });
}

// `distinct` are the addresses of `uses`, sorted. A pool may contain the nodes of all clusters, so
// they are not visited.
PoolNodeAddresses CountIn(const UsedPool& pool, const std::vector<NodeUse>& uses,
                          const std::vector<IpAddress>& distinct) {
  PoolNodeAddresses found;
  for (const AddressRange& range : pool.usage->addresses.ranges()) {
    const auto first = std::lower_bound(distinct.begin(), distinct.end(), range.first);
    const auto last = std::upper_bound(first, distinct.end(), range.last);
    found.addresses += static_cast<std::size_t>(last - first);
  }
  found.intended = found.addresses > 0 && HasOneAddress(*pool.usage) && HasOnlyOwnNode(pool, uses);
  return found;
}

// Lists the conflicts by address. The segments are those of all pools.
void ListConflicts(const std::vector<UsedPool>& pools, const std::vector<Claim>& claims,
                   const std::vector<NodeUse>& uses, std::size_t max_listed,
                   NodeConflicts& conflicts) {
  const auto list = [&](std::span<const NodeUse> same, const ActiveOwners& owners) {
    for (const auto& [group, members] : owners.groups()) {
      for (const std::size_t owner : members) {
        const UsedPool& pool = pools[owner];
        for (const NodeUse& use : same) {
          conflicts.listed.push_back(
              {use.address, {pool.cluster->name, pool.usage->label}, use.cluster->name, *use.node});
        }
      }
    }
  };
  VisitSegments(claims, {}, [&](const Segment& segment) {
    VisitAddresses(UsesIn(segment.range, uses), [&](std::span<const NodeUse> same) {
      const std::size_t count = same.size() * segment.active.size();
      if (conflicts.omitted == 0 && count <= max_listed - conflicts.listed.size()) {
        list(same, segment.active);
      } else {
        conflicts.omitted += count;
      }
    });
    return true;
  });
}

}  // namespace

std::size_t NodeConflicts::CountPools() const {
  return static_cast<std::size_t>(std::count_if(
      pools.begin(), pools.end(), [](const auto& pool) { return pool.second.IsConflict(); }));
}

std::shared_ptr<const NodeConflicts> FindNodeConflicts(
    const std::vector<const ClusterView*>& clusters, const AddressSet& shared_on_purpose,
    std::size_t max_listed) {
  const auto uses = SortedUses(clusters, shared_on_purpose);
  if (!uses) return nullptr;
  std::vector<IpAddress> distinct;
  VisitAddresses(*uses, [&distinct](std::span<const NodeUse> same) {
    distinct.push_back(same.front().address);
  });
  auto conflicts = std::make_shared<NodeConflicts>();
  std::vector<UsedPool> pools;
  std::vector<Claim> claims;  // of the pools that contain a node address
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (clusters[i]->snapshot == nullptr) continue;
    for (const PoolUsage& usage : clusters[i]->snapshot->pools()) {
      const PoolNodeAddresses found = CountIn({clusters[i], &usage}, *uses, distinct);
      conflicts->pools.emplace(PoolName{clusters[i]->name, usage.label}, found);
      if (found.addresses == 0) continue;
      AddClaims(usage.addresses, pools.size(), i, claims);
      pools.push_back({clusters[i], &usage});
    }
  }
  ListConflicts(pools, claims, *uses, max_listed, *conflicts);
  return conflicts;
}

}  // namespace exporter::fleet
