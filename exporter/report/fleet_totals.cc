#include "exporter/report/fleet_totals.h"

#include <algorithm>

namespace exporter::report {
namespace {

void AddSnapshot(const fleet::ClusterSnapshot& snapshot, const Thresholds& thresholds,
                 FleetTotals& totals) {
  totals.assigned_services += snapshot.assigned_services();
  totals.pending_services += snapshot.pending().size();
  totals.unpooled_addresses += snapshot.unpooled_addresses();
  for (const fleet::PoolUsage& pool : snapshot.pools()) {
    ++totals.pools;
    if (pool.IsRejected()) ++totals.rejected_pools;
    Verdict worst = Verdict::kOk;
    for (const fleet::FamilyUsage& family : pool.families) {
      worst = std::max(worst, JudgePool(family, thresholds));
    }
    if (worst != Verdict::kOk) ++totals.full;
    if (worst == Verdict::kCritical) ++totals.critical;
  }
}

}  // namespace

FleetTotals CountFleet(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const Thresholds& thresholds) {
  FleetTotals totals;
  totals.clusters = fleet.clusters.size();
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (!cluster.record.up) ++totals.down;
    if (cluster.record.polls == 0) ++totals.unpolled;
    ++totals.by_state.at(static_cast<std::size_t>(cluster.state));
    if (cluster.snapshot == nullptr) continue;
    ++totals.with_data;
    AddSnapshot(*cluster.snapshot, thresholds, totals);
  }
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (!network.conflicts) {
      totals.conflicts_known = false;
      continue;
    }
    totals.duplicates += network.conflicts->duplicates.Count();
    totals.overlapping_pools += network.conflicts->overlaps.pools;
    totals.shared_asns += network.conflicts->shared_asns.size();
    if (network.conflicts->nodes) totals.pools_with_nodes += network.conflicts->nodes->CountPools();
  }
  return totals;
}

}  // namespace exporter::report
