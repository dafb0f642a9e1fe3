#include "exporter/report/cluster_order.h"

#include <algorithm>
#include <utility>

#include "exporter/report/usage_text.h"

namespace exporter::report {
namespace {

using fleet::ClusterView;

template <typename Key>
std::vector<const ClusterView*> SortBy(const fleet::FleetView& fleet, const Key& key_of) {
  std::vector<std::pair<decltype(key_of(fleet.clusters.front())), const ClusterView*>> keyed;
  keyed.reserve(fleet.clusters.size());
  for (const ClusterView& cluster : fleet.clusters) keyed.emplace_back(key_of(cluster), &cluster);
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const ClusterView*> sorted;
  sorted.reserve(keyed.size());
  for (const auto& [key, cluster] : keyed) sorted.push_back(cluster);
  return sorted;
}

}  // namespace

Verdict JudgeCluster(const ClusterView& cluster, const ConflictMarks& marks,
                     const Thresholds& thresholds) {
  if (marks.CountDuplicates(cluster) > 0) return Verdict::kCritical;
  Verdict worst = cluster.record.up ? Verdict::kOk : Verdict::kUnknown;
  if (cluster.snapshot == nullptr) return worst;
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  if (!snapshot.pending().empty() || !snapshot.unpooled().empty()) {
    worst = std::max(worst, Verdict::kWarning);
  }
  for (const fleet::PoolUsage& pool : snapshot.pools()) {
    if (pool.IsRejected() || marks.HasConflict(cluster, pool)) {
      worst = std::max(worst, Verdict::kWarning);
    }
    for (const fleet::FamilyUsage& usage : pool.families) {
      worst = std::max(worst, JudgePool(usage, thresholds));
    }
  }
  return worst;
}

const fleet::FamilyUsage* FindFullest(const ClusterView& cluster) {
  if (cluster.snapshot == nullptr) return nullptr;
  const fleet::FamilyUsage* fullest = nullptr;
  for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
    for (const fleet::FamilyUsage& usage : pool.families) {
      if (usage.capacity <= addresses::AddressCount(1)) continue;
      if (fullest == nullptr || ShareOf(usage) > ShareOf(*fullest)) fullest = &usage;
    }
  }
  return fullest;
}

ClusterOrder ParseClusterOrder(std::string_view name) {
  if (name == "name") return ClusterOrder::kName;
  return name == "utilization" ? ClusterOrder::kUtilization : ClusterOrder::kSeverity;
}

std::vector<const ClusterView*> SortClusters(const fleet::FleetView& fleet,
                                             const ConflictMarks& marks,
                                             const Thresholds& thresholds, ClusterOrder order) {
  switch (order) {
    case ClusterOrder::kSeverity:
      return SortBy(fleet, [&](const ClusterView& cluster) {
        return -static_cast<int>(JudgeCluster(cluster, marks, thresholds));
      });
    case ClusterOrder::kName:
      return SortBy(fleet,
                    [](const ClusterView& cluster) -> std::string_view { return cluster.name; });
    case ClusterOrder::kUtilization:
      break;
  }
  return SortBy(fleet, [](const ClusterView& cluster) {
    const fleet::FamilyUsage* const fullest = FindFullest(cluster);
    return fullest == nullptr ? 1.0 : -ShareOf(*fullest);
  });
}

}  // namespace exporter::report
