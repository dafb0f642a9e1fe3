// Holds what manifests declare against MetalLB's own rules, against each other, and against the
// plan, as a merge request should be held. Pure: no file is read here.

#ifndef EXPORTER_VALIDATION_VALIDATE_H_
#define EXPORTER_VALIDATION_VALIDATE_H_

#include <string>
#include <vector>

#include "exporter/config/fleet_config.h"
#include "exporter/config/ip_plan.h"
#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"
#include "exporter/validation/networks.h"

namespace exporter::validation {

// Refers to values that must outlive it.
struct Subject {
  const std::vector<metallb::DeclaredCluster>& clusters;
  const Networks& networks;
  const config::IpPlan* plan = nullptr;  // nullptr: nothing is planned, nothing is held against it
  std::string plan_file = {};            // as findings tell it
  const config::FleetConfig* config = nullptr;  // that of the networks; nullptr: there is none
  std::string config_file = {};                 // as findings tell it
};

// Everything that is wrong, sorted; of more than anybody reads, the rest is counted (ration.h). In
// n log n of the entries, the number of findings, and that of overlaps within the plan; the size of
// a range costs nothing.
std::vector<Finding> FindProblems(const Subject& subject);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_VALIDATE_H_
