#include "exporter/report/list_bounds.h"

#include <algorithm>
#include <vector>

namespace exporter::report {
namespace {

void AddLengths(const fleet::PoolUsage& pool, std::vector<std::size_t>& lengths) {
  for (const fleet::FamilyUsage& usage : pool.families) {
    if (!usage.assigned.IsZero()) lengths.push_back(usage.assigned.ToUint64());
  }
}

}  // namespace

std::size_t FairListLength(const fleet::FleetView& fleet, std::size_t max_listed) {
  std::vector<std::size_t> lengths;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) AddLengths(pool, lengths);
  }
  std::sort(lengths.begin(), lengths.end());
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const std::size_t share = max_listed / (lengths.size() - i);
    if (lengths[i] > share) return share;
    max_listed -= lengths[i];
  }
  return lengths.empty() ? 0 : lengths.back();
}

}  // namespace exporter::report
