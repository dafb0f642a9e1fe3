#include "exporter/validation/finding.h"

namespace exporter::validation {

std::string_view Name(Rule rule) {
  switch (rule) {
    case Rule::kInvalidAddress:
      return "invalid-address";
    case Rule::kOverlap:
      return "overlap";
    case Rule::kPlanOverlap:
      return "plan-overlap";
    case Rule::kPlanCapacity:
      return "plan-capacity";
    case Rule::kPlanOutside:
      return "plan-outside";
    case Rule::kPlanReserved:
      return "plan-reserved";
    case Rule::kPlanMissing:
      return "plan-missing";
    case Rule::kUnknownPool:
      return "unknown-pool";
    case Rule::kUnknownCommunity:
      return "unknown-community";
    case Rule::kDuplicatePool:
      return "duplicate-pool";
    case Rule::kNotAdvertised:
      return "not-advertised";
    case Rule::kSharedAsn:
      return "shared-asn";
    case Rule::kClusterLabel:
      return "cluster-label";
    case Rule::kUnlistedCluster:
      break;
  }
  return "unlisted-cluster";
}

std::string_view Name(Severity severity) {
  return severity == Severity::kError ? "error" : "warning";
}

Severity SeverityOf(Rule rule) {
  switch (rule) {
    case Rule::kNotAdvertised:
    case Rule::kSharedAsn:
    case Rule::kClusterLabel:
    case Rule::kUnlistedCluster:
      return Severity::kWarning;
    default:
      return Severity::kError;
  }
}

}  // namespace exporter::validation
