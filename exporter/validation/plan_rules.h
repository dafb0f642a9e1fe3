// The rules about the IP plan: the plan must be consistent, and the clusters must follow the plan.
//
// The syntax of the plan is checked when it is read (config/ip_plan.h). Pure.

#ifndef EXPORTER_VALIDATION_PLAN_RULES_H_
#define EXPORTER_VALIDATION_PLAN_RULES_H_

#include <string>
#include <vector>

#include "exporter/config/ip_plan.h"
#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"
#include "exporter/validation/networks.h"

namespace exporter::validation {

// A plan, and the name of its file in findings. Refers to values that must outlive it.
struct Plan {
  const config::IpPlan& entries;
  const std::string& file;
};

// `plan-overlap` and `plan-capacity`. Ranges of two clusters overlap only if the clusters are in
// one network, and only in addresses that are not shared on purpose. Reserved ranges apply to every
// network.
void FindFaultsOfPlan(const Plan& plan, const Networks& networks, std::vector<Finding>& findings);

// `plan-outside`, `plan-reserved` and `plan-missing`. The first two rules have at most one finding
// for each entry of a pool, the third has at most one for each cluster. A cluster that is in the
// plan but has no manifests is not a finding.
void FindDeparturesFromPlan(const Plan& plan, const std::vector<metallb::DeclaredCluster>& clusters,
                            std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_PLAN_RULES_H_
