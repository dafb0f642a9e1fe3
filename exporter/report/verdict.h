// The state of a fleet in the words of monitoring plugins: the worst state of all pools, conflicts
// and clusters. Findings without effect on the state are notes (fleet_findings.h).
//
// Thresholds are inclusive, and compared exactly, as integers. Pure. Source: Monitoring Plugins
// Development Guidelines, "Plugin Return Codes".

#ifndef EXPORTER_REPORT_VERDICT_H_
#define EXPORTER_REPORT_VERDICT_H_

#include <array>
#include <cstddef>
#include <string_view>

#include "exporter/config/percent.h"
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"

namespace exporter::report {

// From the best to the worst. kCritical outweighs kUnknown.
enum class Verdict { kOk, kWarning, kUnknown, kCritical };

constexpr std::string_view Name(Verdict verdict) {
  constexpr std::array<std::string_view, 4> kNames = {"OK", "WARNING", "UNKNOWN", "CRITICAL"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

constexpr int ExitStatusOf(Verdict verdict) {
  constexpr std::array<int, 4> kStatuses = {0, 1, 3, 2};
  return kStatuses.at(static_cast<std::size_t>(verdict));
}

// Thresholds of the utilization. REQUIRES: warning <= critical.
struct Thresholds {
  config::Percent warning;
  config::Percent critical;
};

// The thresholds of the alerts and of the page.
inline constexpr Thresholds kAlertThresholds{{8'000}, {9'500}};

// kOk for pools with a single address, pools without capacity, and pools without capacity alerts.
Verdict JudgePool(const fleet::FamilyUsage& usage, const Thresholds& thresholds);

// Critical: a pool at its critical threshold, or an address that two clusters assigned. Unknown: a
// cluster that could not be read. Warning: a pool at its warning threshold, pools that overlap, a
// pool for which MetalLB rejects its configuration, a pending Service, an address outside every
// pool, or a node address in a pool that is not there on purpose.
Verdict JudgeFleet(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                   const Thresholds& thresholds);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_VERDICT_H_
