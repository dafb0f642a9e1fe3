#include "exporter/fleet/fleet_facts.h"

#include "exporter/fleet/fleet_analysis.h"

namespace exporter::fleet {

FleetFacts Analyze(const FleetView& fleet, const FleetPolicy& policy) {
  return FleetAnalysis().Update(fleet, policy, nullptr);
}

}  // namespace exporter::fleet
