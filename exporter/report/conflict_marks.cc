#include "exporter/report/conflict_marks.h"

namespace exporter::report {

ConflictMarks::ConflictMarks(const fleet::FleetFacts& facts) {
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (!network.conflicts) continue;
    overlaps_.emplace(network.name, &network.conflicts->overlaps);
    for (const fleet::AssignedAddress& assigned : network.conflicts->duplicates.listed) {
      duplicates_[network.name].emplace(assigned.address, &assigned);
      const std::string* previous = nullptr;  // holders are sorted by cluster
      for (const fleet::Holder& holder : assigned.holders) {
        if (previous == nullptr || *previous != holder.cluster) {
          ++duplicates_by_cluster_[holder.cluster];
        }
        previous = &holder.cluster;
      }
    }
  }
  for (const fleet::UnplannedAddresses& each : facts.unplanned) {
    unplanned_.emplace(each.pool, each.count);
  }
}

const fleet::AssignedAddress* ConflictMarks::Duplicate(std::string_view network,
                                                       const addresses::IpAddress& address) const {
  const auto of_network = duplicates_.find(network);
  if (of_network == duplicates_.end()) return nullptr;
  const auto found = of_network->second.find(address);
  return found == of_network->second.end() ? nullptr : found->second;
}

std::size_t ConflictMarks::CountDuplicates(const std::string& cluster) const {
  const auto found = duplicates_by_cluster_.find(cluster);
  return found == duplicates_by_cluster_.end() ? 0 : found->second;
}

addresses::AddressSet ConflictMarks::Overlapping(const fleet::ClusterView& cluster,
                                                 const fleet::PoolUsage& pool) const {
  const auto found = overlaps_.find(cluster.network);
  if (found == overlaps_.end()) return {};
  return found->second->OverlappingPart(cluster.name, pool.addresses);
}

addresses::AddressCount ConflictMarks::Unplanned(const fleet::PoolName& pool) const {
  const auto found = unplanned_.find(pool);
  return found == unplanned_.end() ? addresses::AddressCount() : found->second;
}

}  // namespace exporter::report
