#include "exporter/fleet/assigned_addresses.h"

#include <algorithm>
#include <span>

#include "exporter/fleet/address_uses.h"

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;

// The uses of one address, sorted by cluster and Service.
using UsesOfAddress = std::span<const AddressUses::Use>;

AssignedAddress Describe(UsesOfAddress uses, const std::vector<const ClusterView*>& clusters,
                         ListedHolders kind) {
  AssignedAddress assigned{.address = uses.front().address, .holders = {}};
  for (const AddressUses::Use& use : uses) {
    const ClusterView& cluster = *clusters[use.cluster];
    if (kind == ListedHolders::kServices) {
      assigned.holders.push_back(
          {cluster.name, cluster.snapshot->objects().services[use.service].Holder()});
    } else if (assigned.holders.empty() || assigned.holders.back().cluster != cluster.name) {
      assigned.holders.push_back({cluster.name, ""});
    }
  }
  return assigned;
}

std::size_t CountHolders(UsesOfAddress uses, ListedHolders kind) {
  if (kind == ListedHolders::kServices) return uses.size();
  std::size_t clusters = 1;
  for (std::size_t i = 1; i < uses.size(); ++i) {
    if (uses[i].cluster != uses[i - 1].cluster) ++clusters;
  }
  return clusters;
}

// Groups the uses by address. Collects the groups for which `is_wanted` is true, and lists them as
// far as `max_holders` permits.
template <typename IsWanted>
AssignedAddresses Find(const std::vector<const ClusterView*>& clusters,
                       const std::vector<AddressUses::Use>& uses, std::size_t max_holders,
                       ListedHolders kind, IsWanted is_wanted) {
  AssignedAddresses found;
  std::vector<AddressRange> wanted;
  std::size_t room = max_holders;
  for (auto first = uses.begin(); first != uses.end();) {
    const auto end = std::find_if(first, uses.end(), [&](const AddressUses::Use& use) {
      return use.address != first->address;
    });
    const UsesOfAddress group(first, end);
    first = end;
    if (!is_wanted(group)) continue;
    wanted.push_back({group.front().address, group.front().address});
    const std::size_t holders = CountHolders(group, kind);
    if (found.holders_omitted == 0 && holders <= room) {
      room -= holders;
      found.listed.push_back(Describe(group, clusters, kind));
    } else {
      found.holders_omitted += holders;
    }
  }
  found.addresses = AddressSet::FromRanges(std::move(wanted));
  return found;
}

}  // namespace

AssignedAddresses FindAssignedAddresses(const std::vector<const ClusterView*>& clusters,
                                        const AddressUses& uses, std::size_t max_holders,
                                        ListedHolders kind) {
  return Find(clusters, uses.sorted(), max_holders, kind, [](UsesOfAddress) { return true; });
}

AssignedAddresses FindDuplicates(const std::vector<const ClusterView*>& clusters,
                                 const AddressUses& uses, const AddressSet& shared,
                                 std::size_t max_holders) {
  return Find(clusters, uses.sorted(), max_holders, ListedHolders::kServices,
              [&shared](UsesOfAddress group) {
                // The uses are sorted by cluster, so comparing the first and the last use is
                // sufficient.
                return group.front().cluster != group.back().cluster &&
                       !shared.Contains(group.front().address);
              });
}

AssignedAddresses FindAssignedAddresses(const std::vector<const ClusterView*>& clusters,
                                        std::size_t max_holders) {
  AddressUses uses;
  uses.Update(clusters);
  return FindAssignedAddresses(clusters, uses, max_holders, ListedHolders::kServices);
}

AssignedAddresses FindDuplicates(const std::vector<const ClusterView*>& clusters,
                                 const AddressSet& shared, std::size_t max_holders) {
  AddressUses uses;
  uses.Update(clusters);
  return FindDuplicates(clusters, uses, shared, max_holders);
}

}  // namespace exporter::fleet
