#include "exporter/report/conflict_marks.h"

#include <algorithm>
#include <vector>

namespace exporter::report {

ConflictMarks::ConflictMarks(const fleet::FleetFacts& facts) {
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (network.conflicts) conflicts_.emplace(network.name, &*network.conflicts);
  }
  for (const fleet::UnplannedAddresses& each : facts.unplanned) {
    unplanned_.emplace(each.pool, each.count);
  }
}

bool ConflictMarks::IsDuplicate(std::string_view network,
                                const addresses::IpAddress& address) const {
  const fleet::Conflicts* const conflicts = ConflictsOf(network);
  return conflicts != nullptr && conflicts->duplicates.addresses.Contains(address);
}

const fleet::AssignedAddress* ConflictMarks::HoldersOf(std::string_view network,
                                                       const addresses::IpAddress& address) const {
  const fleet::Conflicts* const conflicts = ConflictsOf(network);
  if (conflicts == nullptr) return nullptr;
  const std::vector<fleet::AssignedAddress>& listed = conflicts->duplicates.listed;
  const auto found = std::lower_bound(
      listed.begin(), listed.end(), address,
      [](const fleet::AssignedAddress& assigned, const addresses::IpAddress& sought) {
        return assigned.address < sought;
      });
  return found == listed.end() || found->address != address ? nullptr : &*found;
}

std::size_t ConflictMarks::CountDuplicates(const fleet::ClusterView& cluster) const {
  if (cluster.snapshot == nullptr) return 0;
  std::size_t count = 0;
  const addresses::IpAddress* previous = nullptr;
  for (const fleet::Assignment& assignment : cluster.snapshot->assignments()) {
    const bool is_new = previous == nullptr || *previous != assignment.address;
    if (is_new && IsDuplicate(cluster.network, assignment.address)) ++count;
    previous = &assignment.address;
  }
  return count;
}

addresses::AddressSet ConflictMarks::Overlapping(const fleet::ClusterView& cluster,
                                                 const fleet::PoolUsage& pool) const {
  const fleet::Conflicts* const conflicts = ConflictsOf(cluster.network);
  if (conflicts == nullptr) return {};
  return conflicts->overlaps.OverlappingPart(cluster.name, pool.addresses);
}

const fleet::PoolNodeAddresses* ConflictMarks::NodesIn(const fleet::ClusterView& cluster,
                                                       const fleet::PoolUsage& pool) const {
  const fleet::Conflicts* const conflicts = ConflictsOf(cluster.network);
  if (conflicts == nullptr || !conflicts->nodes) return nullptr;
  const auto found = conflicts->nodes->pools.find({cluster.name, pool.label});
  return found == conflicts->nodes->pools.end() ? nullptr : &found->second;
}

bool ConflictMarks::HasDuplicate(const fleet::ClusterView& cluster,
                                 const fleet::PoolUsage& pool) const {
  const fleet::Conflicts* const conflicts = ConflictsOf(cluster.network);
  if (conflicts == nullptr) return false;
  const auto& ranges = pool.addresses.ranges();
  return std::any_of(ranges.begin(), ranges.end(), [conflicts](const auto& range) {
    return conflicts->duplicates.addresses.Overlaps(range);
  });
}

bool ConflictMarks::HasConflict(const fleet::ClusterView& cluster,
                                const fleet::PoolUsage& pool) const {
  const fleet::PoolNodeAddresses* const nodes = NodesIn(cluster, pool);
  return (nodes != nullptr && nodes->IsConflict()) || HasDuplicate(cluster, pool) ||
         !Overlapping(cluster, pool).empty();
}

const fleet::Conflicts* ConflictMarks::ConflictsOf(std::string_view network) const {
  const auto found = conflicts_.find(network);
  return found == conflicts_.end() ? nullptr : found->second;
}

std::optional<addresses::AddressCount> ConflictMarks::Unplanned(const fleet::PoolName& pool) const {
  const auto found = unplanned_.find(pool);
  return found == unplanned_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace exporter::report
