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

Verdict JudgePools(const fleet::ClusterView& cluster, const Thresholds& thresholds) {
  Verdict worst = Verdict::kOk;
  if (cluster.snapshot == nullptr) return worst;
  for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
    for (const fleet::FamilyUsage& family : pool.families) {
      worst = std::max(worst, JudgePool(family, thresholds));
    }
  }
  return worst;
}

Verdict JudgeConflicts(const fleet::Conflicts& conflicts) {
  if (conflicts.duplicates.addresses > 0) return Verdict::kCritical;
  return conflicts.overlaps.across_clusters ? Verdict::kWarning : Verdict::kOk;
}

}  // namespace

Verdict JudgePool(const fleet::FamilyUsage& usage, const Thresholds& thresholds) {
  if (usage.capacity <= AddressCount(1)) return Verdict::kOk;
  if (Reaches(usage, thresholds.critical)) return Verdict::kCritical;
  return Reaches(usage, thresholds.warning) ? Verdict::kWarning : Verdict::kOk;
}

Verdict JudgeFleet(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                   const Thresholds& thresholds) {
  Verdict worst = Verdict::kOk;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    worst = std::max(worst, JudgePools(cluster, thresholds));
    if (!cluster.record.up) worst = std::max(worst, Verdict::kUnknown);
  }
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (network.conflicts) worst = std::max(worst, JudgeConflicts(*network.conflicts));
  }
  return worst;
}

}  // namespace exporter::report
