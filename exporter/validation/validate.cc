#include "exporter/validation/validate.h"

#include <algorithm>

#include "exporter/validation/rules.h"

namespace exporter::validation {

std::vector<Finding> FindProblems(const Subject& subject) {
  const Networks networks = subject.config == nullptr ? Networks() : Networks(*subject.config);
  std::vector<Finding> findings;
  CheckAddresses(subject, networks, findings);
  CheckReferences(subject, findings);
  CheckAggregation(subject, findings);
  CheckRequests(subject, networks, findings);
  CheckClusters(subject, networks, findings);
  if (subject.config != nullptr) CheckConfig(subject, findings);
  if (subject.plan != nullptr) CheckPlan(subject, networks, findings);
  std::sort(findings.begin(), findings.end());
  return findings;
}

}  // namespace exporter::validation
