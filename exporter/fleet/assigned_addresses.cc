#include "exporter/fleet/assigned_addresses.h"

#include <algorithm>
#include <compare>
#include <span>

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using addresses::IpAddress;

// An address of a Service. The struct is small, because all uses of a network are sorted.
struct Use {
  IpAddress address;
  std::uint32_t cluster = 0;  // its index
  std::uint32_t service = 0;  // its index in the cluster

  auto operator<=>(const Use&) const = default;
};

// Sorts `uses`, which consists of sorted runs. `ends` contains the end index of each run.
void MergeRuns(std::vector<Use>& uses, std::vector<std::size_t> ends) {
  const auto at = [&uses](std::size_t index) {
    return uses.begin() + static_cast<std::ptrdiff_t>(index);
  };
  while (ends.size() > 1) {
    std::vector<std::size_t> merged_ends;
    std::size_t begin = 0;
    for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
      std::inplace_merge(at(begin), at(ends[i]), at(ends[i + 1]));
      begin = ends[i + 1];
      merged_ends.push_back(begin);
    }
    if (ends.size() % 2 == 1) merged_ends.push_back(ends.back());
    ends = std::move(merged_ends);
  }
}

// The addresses of all Services, sorted by address, cluster and Service.
std::vector<Use> SortedUses(const std::vector<const ClusterView*>& clusters) {
  std::vector<Use> uses;
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (clusters[i]->snapshot == nullptr) continue;
    for (const Assignment& assignment : clusters[i]->snapshot->assignments()) {
      uses.push_back({assignment.address, static_cast<std::uint32_t>(i),
                      static_cast<std::uint32_t>(assignment.service)});
    }
    ends.push_back(uses.size());
  }
  MergeRuns(uses, std::move(ends));
  return uses;
}

AssignedAddress Describe(std::span<const Use> uses,
                         const std::vector<const ClusterView*>& clusters) {
  AssignedAddress assigned{.address = uses.front().address, .holders = {}};
  for (const Use& use : uses) {
    const ClusterView& cluster = *clusters[use.cluster];
    assigned.holders.push_back(
        {cluster.name, cluster.snapshot->objects().services[use.service].Holder()});
  }
  return assigned;
}

// Groups the uses by address. Collects the groups for which `is_wanted` is true, and lists them as
// far as `max_holders` permits.
template <typename IsWanted>
AssignedAddresses Find(const std::vector<const ClusterView*>& clusters, std::size_t max_holders,
                       IsWanted is_wanted) {
  const std::vector<Use> uses = SortedUses(clusters);
  AssignedAddresses found;
  std::vector<AddressRange> wanted;
  std::size_t room = max_holders;
  for (auto first = uses.begin(); first != uses.end();) {
    const auto end = std::find_if(first, uses.end(),
                                  [&](const Use& use) { return use.address != first->address; });
    const std::span<const Use> group(first, end);
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
                                        std::size_t max_holders) {
  return Find(clusters, max_holders, [](std::span<const Use>) { return true; });
}

AssignedAddresses FindDuplicates(const std::vector<const ClusterView*>& clusters,
                                 const AddressSet& shared, std::size_t max_holders) {
  return Find(clusters, max_holders, [&shared](std::span<const Use> uses) {
    // The uses are sorted by cluster, so comparing the first and the last use is sufficient.
    return uses.front().cluster != uses.back().cluster && !shared.Contains(uses.front().address);
  });
}

}  // namespace exporter::fleet
