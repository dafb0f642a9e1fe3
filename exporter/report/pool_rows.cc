#include "exporter/report/pool_rows.h"

#include <algorithm>
#include <tuple>

#include "exporter/report/conflict_marks.h"
#include "exporter/report/usage_text.h"

namespace exporter::report {
namespace {

void AppendRows(const fleet::ClusterView& cluster, const fleet::PoolUsage& pool, bool has_conflict,
                const Thresholds& thresholds, std::vector<PoolRow>& rows) {
  const Verdict lowest = pool.IsRejected() ? Verdict::kWarning : Verdict::kOk;
  PoolRow row{.cluster = &cluster,
              .pool = &pool,
              .family = std::nullopt,
              .usage = &pool.families.front(),
              .verdict = lowest,
              .has_conflict = has_conflict};
  const std::size_t before = rows.size();
  for (const addresses::Family family : fleet::kFamilies) {
    const fleet::FamilyUsage& usage = pool.Of(family);
    if (!usage.Exists()) continue;
    row.family = family;
    row.usage = &usage;
    row.verdict = std::max(JudgePool(usage, thresholds), lowest);
    rows.push_back(row);
  }
  if (rows.size() == before) rows.push_back(row);
}

bool IsBefore(const PoolRow& a, const PoolRow& b, SortOrder order) {
  const bool has_capacity = !a.usage->capacity.IsZero();
  if (order != SortOrder::kName && has_capacity == b.usage->capacity.IsZero()) return has_capacity;
  if (order == SortOrder::kUtilization) {
    const double share = ShareOf(*a.usage);
    const double other = ShareOf(*b.usage);
    if (share != other) return share > other;
  }
  if (order == SortOrder::kAvailable && a.usage->available != b.usage->available) {
    return a.usage->available < b.usage->available;
  }
  return std::tie(a.cluster->name, a.pool->label) < std::tie(b.cluster->name, b.pool->label);
}

}  // namespace

std::vector<PoolRow> FindPoolRows(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                                  const Thresholds& thresholds, SortOrder order) {
  const ConflictMarks marks(facts);
  std::vector<PoolRow> rows;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      AppendRows(cluster, pool, marks.HasConflict(cluster, pool), thresholds, rows);
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [order](const PoolRow& a, const PoolRow& b) { return IsBefore(a, b, order); });
  return rows;
}

std::vector<const fleet::ClusterView*> ClustersWithoutData(const fleet::FleetView& fleet) {
  std::vector<const fleet::ClusterView*> clusters;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) clusters.push_back(&cluster);
  }
  return clusters;
}

}  // namespace exporter::report
