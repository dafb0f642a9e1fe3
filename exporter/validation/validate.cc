#include "exporter/validation/validate.h"

#include <algorithm>

#include "exporter/validation/address_rules.h"
#include "exporter/validation/cluster_rules.h"
#include "exporter/validation/config_rules.h"
#include "exporter/validation/plan_rules.h"

namespace exporter::validation {

std::vector<Finding> FindProblems(const Subject& subject) {
  std::vector<Finding> findings;
  for (const metallb::DeclaredCluster& cluster : subject.clusters) {
    FindInvalidAddresses(cluster, findings);
    FindUnknownNames(cluster, findings);
    FindUnadvertisedPools(cluster, findings);
    FindDuplicatePools(cluster, findings);
    FindWrongClusterLabels(cluster, findings);
  }
  FindOverlaps(subject.clusters, subject.networks, findings);
  FindSharedAsns(subject.clusters, subject.networks, findings);
  if (subject.config != nullptr) {
    FindUnlistedClusters(*subject.config, subject.config_file, subject.clusters, findings);
  }
  if (subject.plan != nullptr) {
    const Plan plan{*subject.plan, subject.plan_file};
    FindFaultsOfPlan(plan, subject.networks, findings);
    FindDeparturesFromPlan(plan, subject.clusters, findings);
  }
  std::sort(findings.begin(), findings.end());
  return findings;
}

}  // namespace exporter::validation
