// The rules of `validate`, and a finding: one place in a file that violates a rule.
//
// The names of the rules must not change, because scripts and CI filter by them. Findings are
// formatted in report/findings.h. Plain values.

#ifndef EXPORTER_VALIDATION_FINDING_H_
#define EXPORTER_VALIDATION_FINDING_H_

#include <compare>
#include <string>
#include <string_view>

namespace exporter::validation {

// The order is the order of findings for the same line.
enum class Rule {
  kInvalidAddress,     // an entry that MetalLB rejects; a pool without addresses
  kHostBits,           // a CIDR with host bits, which MetalLB clears
  kOverlap,            // shared addresses in a pool, a cluster or a network
  kPlanOverlap,        // ranges of the plan overlap
  kPlanCapacity,       // a capacity in the plan is not the size of its range
  kPlanOutside,        // addresses of a pool outside its cluster's range in the plan
  kPlanReserved,       // addresses of a pool that the plan reserves
  kPlanMissing,        // a cluster without an entry in the plan
  kUnknownPool,        // an advertisement names a pool that is not defined
  kUnknownCommunity,   // a community that is not defined or that MetalLB rejects
  kUnknownPeer,        // an advertisement names a BGPPeer that is not defined
  kUnknownBfdProfile,  // a BGPPeer names a BFDProfile that is not defined
  kAggregationLength,  // an aggregation length that MetalLB rejects
  kDuplicatePool,      // two pools of one name in a cluster
  kUnknownField,       // a field or an apiVersion that the object's CRD does not have
  kDuplicateRequest,   // Services request one address
  kRequestOutside,     // a Service requests an address or a pool that its cluster does not have
  kNotAdvertised,      // a pool that no advertisement covers
  kSharedAsn,          // one myASN in two clusters of a network
  kClusterLabel,       // a pool's label `cluster` names another cluster
  kUnlistedCluster,    // a cluster that is missing in the configuration
  kUnreadable,         // input that matters could not be read
  kUnresolved,         // ${NAME} without a value
  kEncrypted,          // a value that SOPS encrypted
  kNotChecked,         // valid input that cannot be followed
  kNoPools,            // a cluster without any pool
};

enum class Severity { kError, kWarning };

// "invalid-address", "overlap" and so on.
std::string_view Name(Rule rule);

// "error", "warning". Only errors decide the exit status.
std::string_view Name(Severity severity);
Severity SeverityOf(Rule rule);

struct Finding {
  std::string file;
  int line = 0;  // 0: none
  Rule rule = Rule::kInvalidAddress;
  std::string message;  // one sentence, which names both sides of a conflict

  // By file, line, rule and message: the order of the output.
  auto operator<=>(const Finding&) const = default;
};

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_FINDING_H_
