// The rules about the plan: does it agree with itself, and do the clusters agree with it? Pure.

#ifndef EXPORTER_VALIDATION_PLAN_RULES_H_
#define EXPORTER_VALIDATION_PLAN_RULES_H_

#include <string>
#include <vector>

#include "exporter/config/ip_plan.h"
#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"
#include "exporter/validation/networks.h"

namespace exporter::validation {

struct Plan {
  const config::IpPlan& entries;
  const std::string& file;
};

// `plan-overlap`, less what clusters of a network share on purpose, and between clusters of one
// network only; what is set aside is so in every network. `plan-capacity`: exact. Of more than
// anybody reads (ration.h), the rest of each rule is one finding, here and below.
void FindFaultsOfPlan(const Plan& plan, const Networks& networks, std::vector<Finding>& findings);

// `plan-outside`, `plan-reserved`, `plan-missing`. An entry of the plan without manifests is no
// fault: clusters are planned before they are built.
void FindDeparturesFromPlan(const Plan& plan, const std::vector<metallb::DeclaredCluster>& clusters,
                            std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_PLAN_RULES_H_
