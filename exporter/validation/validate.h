// Checks the objects of manifests against MetalLB's rules, against each other, and against the IP
// plan. Pure: reads no file.

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
  const config::IpPlan* plan = nullptr;         // nullptr: no plan
  std::string plan_file = {};                   // as it appears in findings
  const config::FleetConfig* config = nullptr;  // the source of `networks`; nullptr: none
  std::string config_file = {};                 // as it appears in findings
};

// All findings, sorted. Time: n log n of the entries; the size of a range does not matter.
std::vector<Finding> FindProblems(const Subject& subject);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_VALIDATE_H_
