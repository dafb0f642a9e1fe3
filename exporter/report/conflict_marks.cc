#include "exporter/report/conflict_marks.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace exporter::report {

ConflictMarks::ConflictMarks(const fleet::FleetFacts& facts) {
  std::map<fleet::PoolName, std::vector<addresses::AddressRange>> shared;
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (!network.conflicts) continue;
    for (const fleet::AssignedAddress& assigned : network.conflicts->duplicates.listed) {
      duplicates_[network.name].emplace(assigned.address, &assigned);
      const std::string* before = nullptr;  // holders stand by clusters
      for (const fleet::Holder& holder : assigned.holders) {
        if (before == nullptr || *before != holder.cluster) {
          ++duplicates_of_cluster_[holder.cluster];
        }
        before = &holder.cluster;
      }
    }
    for (const fleet::PoolOverlap& overlap : network.conflicts->overlaps.listed) {
      for (const fleet::PoolName* const pool : {&overlap.one, &overlap.other}) {
        auto& ranges = shared[*pool];
        ranges.insert(ranges.end(), overlap.ranges.begin(), overlap.ranges.end());
        OverlappingAddresses& overlapping = overlapping_[*pool];
        overlapping.size = std::max(overlapping.size, overlap.size);
        overlapping.left_out = overlapping.left_out || overlap.ranges_left_out > 0;
      }
    }
  }
  for (auto& [pool, ranges] : shared) {
    OverlappingAddresses& overlapping = overlapping_[pool];
    overlapping.listed = addresses::AddressSet::FromRanges(std::move(ranges));
    overlapping.size = std::max(overlapping.size, overlapping.listed.Size());
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
  const auto found = duplicates_of_cluster_.find(cluster);
  return found == duplicates_of_cluster_.end() ? 0 : found->second;
}

const OverlappingAddresses& ConflictMarks::Overlapping(const fleet::PoolName& pool) const {
  static const OverlappingAddresses kNone;
  const auto found = overlapping_.find(pool);
  return found == overlapping_.end() ? kNone : found->second;
}

addresses::AddressCount ConflictMarks::Unplanned(const fleet::PoolName& pool) const {
  const auto found = unplanned_.find(pool);
  return found == unplanned_.end() ? addresses::AddressCount() : found->second;
}

}  // namespace exporter::report
