#include "exporter/fleet/assigned_addresses.h"

#include <algorithm>
#include <compare>
#include <span>

namespace exporter::fleet {
namespace {

using addresses::AddressSet;
using addresses::IpAddress;

// Small, because a fleet has many and they are sorted.
struct Hold {
  IpAddress address;
  std::uint32_t cluster = 0;  // its index
  std::uint32_t service = 0;  // likewise, in its cluster

  auto operator<=>(const Hold&) const = default;
};

// Of several sorted runs, each of which ends where the next begins, one.
void MergeRuns(std::vector<Hold>& holds, std::vector<std::size_t> ends) {
  const auto at = [&holds](std::size_t index) {
    return holds.begin() + static_cast<std::ptrdiff_t>(index);
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

std::vector<Hold> SortedHolds(const std::vector<const ClusterView*>& clusters) {
  std::vector<Hold> holds;
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (clusters[i]->snapshot == nullptr) continue;
    for (const Assignment& assignment : clusters[i]->snapshot->assignments()) {
      holds.push_back({assignment.address, static_cast<std::uint32_t>(i),
                       static_cast<std::uint32_t>(assignment.service)});
    }
    ends.push_back(holds.size());
  }
  MergeRuns(holds, std::move(ends));
  return holds;
}

AssignedAddress Tell(std::span<const Hold> holds, const std::vector<const ClusterView*>& clusters) {
  AssignedAddress assigned{.address = holds.front().address, .holders = {}};
  for (const Hold& hold : holds) {
    const ClusterView& cluster = *clusters[hold.cluster];
    assigned.holders.push_back(
        {cluster.name, cluster.snapshot->objects().services[hold.service].Holder()});
  }
  return assigned;
}

// Groups what is assigned by address, and tells the groups that are wanted.
template <typename IsWanted>
AssignedAddresses Find(const std::vector<const ClusterView*>& clusters, std::size_t max_holders,
                       IsWanted is_wanted) {
  const std::vector<Hold> holds = SortedHolds(clusters);
  AssignedAddresses found;
  std::size_t room = max_holders;
  for (auto first = holds.begin(); first != holds.end();) {
    const auto end = std::find_if(first, holds.end(),
                                  [&](const Hold& hold) { return hold.address != first->address; });
    const std::span<const Hold> group(first, end);
    first = end;
    if (!is_wanted(group)) continue;
    ++found.addresses;
    if (found.holders_dropped == 0 && group.size() <= room) {
      room -= group.size();
      found.listed.push_back(Tell(group, clusters));
    } else {
      found.holders_dropped += group.size();
    }
  }
  return found;
}

}  // namespace

AssignedAddresses FindAssignedAddresses(const std::vector<const ClusterView*>& clusters,
                                        std::size_t max_holders) {
  return Find(clusters, max_holders, [](std::span<const Hold>) { return true; });
}

AssignedAddresses FindDuplicates(const std::vector<const ClusterView*>& clusters,
                                 const AddressSet& shared, std::size_t max_holders) {
  return Find(clusters, max_holders, [&shared](std::span<const Hold> holds) {
    // Sorted by cluster, so the ends tell whether there are two.
    return holds.front().cluster != holds.back().cluster && !shared.Contains(holds.front().address);
  });
}

}  // namespace exporter::fleet
