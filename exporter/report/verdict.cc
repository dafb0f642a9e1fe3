#include "exporter/report/verdict.h"

#include <algorithm>

#include "exporter/addresses/address_count.h"

namespace exporter::report {
namespace {

using addresses::AddressCount;

bool Reaches(const fleet::FamilyUsage& usage, config::Percent threshold) {
  constexpr std::uint32_t kWhole = 10'000;
  return usage.assigned * kWhole >= usage.capacity * threshold.hundredths;
}

Verdict JudgeSnapshot(const fleet::ClusterSnapshot& snapshot, const Thresholds& thresholds) {
  const bool has_problem = !snapshot.pending().empty() || !snapshot.unpooled().empty();
  Verdict worst = has_problem ? Verdict::kWarning : Verdict::kOk;
  for (const fleet::PoolUsage& pool : snapshot.pools()) {
    if (pool.IsRejected()) worst = std::max(worst, Verdict::kWarning);
    for (const fleet::FamilyUsage& family : pool.families) {
      worst = std::max(worst, JudgePool(family, thresholds));
    }
  }
  return worst;
}

Verdict JudgeConflicts(const fleet::Conflicts& conflicts) {
  if (!conflicts.duplicates.addresses.empty()) return Verdict::kCritical;
  const bool has_node_address = conflicts.nodes && conflicts.nodes->CountPools() > 0;
  return conflicts.overlaps.pools > 0 || has_node_address ? Verdict::kWarning : Verdict::kOk;
}

}  // namespace

Verdict JudgePool(const fleet::FamilyUsage& usage, const Thresholds& thresholds) {
  if (usage.capacity <= AddressCount(1) || !usage.capacity_alerts) return Verdict::kOk;
  if (Reaches(usage, thresholds.critical)) return Verdict::kCritical;
  return Reaches(usage, thresholds.warning) ? Verdict::kWarning : Verdict::kOk;
}

Verdict JudgeFleet(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                   const Thresholds& thresholds) {
  Verdict worst = Verdict::kOk;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot != nullptr) {
      worst = std::max(worst, JudgeSnapshot(*cluster.snapshot, thresholds));
    }
    if (!cluster.record.up) worst = std::max(worst, Verdict::kUnknown);
  }
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (network.conflicts) worst = std::max(worst, JudgeConflicts(*network.conflicts));
  }
  return worst;
}

}  // namespace exporter::report
