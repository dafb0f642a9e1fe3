#include "exporter/fleet/assigned_addresses.h"

#include <algorithm>
#include <span>

#include "exporter/fleet/address_uses.h"

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;

AssignedAddress Describe(std::span<const AddressUses::Use> uses,
                         const std::vector<const ClusterView*>& clusters) {
  AssignedAddress assigned{.address = uses.front().address, .holders = {}};
  for (const AddressUses::Use& use : uses) {
    const ClusterView& cluster = *clusters[use.cluster];
    assigned.holders.push_back(
        {cluster.name, cluster.snapshot->objects().services[use.service].Holder()});
  }
  return assigned;
}

// Groups the uses by address. Collects the groups for which `is_wanted` is true, and lists them as
// far as `max_holders` permits.
template <typename IsWanted>
AssignedAddresses Find(const std::vector<const ClusterView*>& clusters,
                       const std::vector<AddressUses::Use>& uses, std::size_t max_holders,
                       IsWanted is_wanted) {
  AssignedAddresses found;
  std::vector<AddressRange> wanted;
  std::size_t room = max_holders;
  for (auto first = uses.begin(); first != uses.end();) {
    const auto end = std::find_if(first, uses.end(), [&](const AddressUses::Use& use) {
      return use.address != first->address;
    });
    const std::span<const AddressUses::Use> group(first, end);
    first = end;
    if (!is_wanted(group)) continue;
    wanted.push_back({group.front().address, group.front().address});
    if (found.holders_omitted == 0 && group.size() <= room) {
      room -= group.size();
      found.listed.push_back(Describe(group, clusters));
    } else {
      found.holders_omitted += group.size();
    }
  }
  found.addresses = AddressSet::FromRanges(std::move(wanted));
  return found;
}

}  // namespace

AssignedAddresses FindAssignedAddresses(const std::vector<const ClusterView*>& clusters,
                                        const AddressUses& uses, std::size_t max_holders) {
  return Find(clusters, uses.sorted(), max_holders,
              [](std::span<const AddressUses::Use>) { return true; });
}

AssignedAddresses FindDuplicates(const std::vector<const ClusterView*>& clusters,
                                 const AddressUses& uses, const AddressSet& shared,
                                 std::size_t max_holders) {
  return Find(clusters, uses.sorted(), max_holders,
              [&shared](std::span<const AddressUses::Use> group) {
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
  return FindAssignedAddresses(clusters, uses, max_holders);
}

AssignedAddresses FindDuplicates(const std::vector<const ClusterView*>& clusters,
                                 const AddressSet& shared, std::size_t max_holders) {
  AddressUses uses;
  uses.Update(clusters);
  return FindDuplicates(clusters, uses, shared, max_holders);
}

}  // namespace exporter::fleet
