// Runs all rules of `validate` on the objects of manifests: MetalLB's rules, conflicts between
// objects, the IP plan and the configuration.
//
// Does not read files (manifests/load.h) and does not format findings (report/findings.h). Pure.

#ifndef EXPORTER_VALIDATION_VALIDATE_H_
#define EXPORTER_VALIDATION_VALIDATE_H_

#include <string>
#include <vector>

#include "exporter/config/fleet_config.h"
#include "exporter/config/ip_plan.h"
#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"

namespace exporter::validation {

// The input of all rules. Refers to values that must outlive it.
struct Subject {
  const std::vector<metallb::DeclaredCluster>& clusters;
  const config::IpPlan* plan = nullptr;         // nullptr: no plan
  std::string plan_file = {};                   // as it appears in findings
  const config::FleetConfig* config = nullptr;  // nullptr: every cluster is in one network
  std::string config_file = {};                 // as it appears in findings
};

// All findings, sorted. Time does not depend on the sizes of ranges.
std::vector<Finding> FindProblems(const Subject& subject);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_VALIDATE_H_
