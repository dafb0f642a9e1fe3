// The rules about the IP plan: is the plan consistent, and do the clusters follow it? Pure.

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

// `plan-overlap` and `plan-capacity`. Ranges of two clusters overlap only if the clusters are in
// one network, and only in addresses that are not shared on purpose. A reserved range is reserved
// in every network.
void FindFaultsOfPlan(const Plan& plan, const Networks& networks, std::vector<Finding>& findings);

// `plan-outside`, `plan-reserved`, `plan-missing`: at most one finding of a rule for each entry of
// a pool. A planned cluster that has no manifests is not a finding.
void FindDeparturesFromPlan(const Plan& plan, const std::vector<metallb::DeclaredCluster>& clusters,
                            std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_PLAN_RULES_H_
