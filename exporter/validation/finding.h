// What is wrong with manifests: a closed list of rules, and one finding for each place that breaks
// one. Rules' names are a promise to users: scripts and CI filter by them. Plain values.

#ifndef EXPORTER_VALIDATION_FINDING_H_
#define EXPORTER_VALIDATION_FINDING_H_

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

namespace exporter::validation {

// In the order in which findings of one line are told.
enum class Rule {
  kInvalidAddress,    // an entry that MetalLB rejects; a pool without addresses
  kOverlap,           // in a pool, between pools of a cluster, between clusters of a network
  kPlanOverlap,       // ranges of the plan overlap
  kPlanCapacity,      // a capacity in the plan is not the size of its range
  kPlanOutside,       // addresses of a pool outside its cluster's range in the plan
  kPlanReserved,      // addresses of a pool that the plan sets aside
  kPlanMissing,       // a cluster without an entry in the plan
  kUnknownPool,       // an advertisement names a pool that there is not
  kUnknownCommunity,  // an advertisement names a community that there is not, or that is none
  kDuplicatePool,     // two pools of one name in a cluster
  kNotAdvertised,     // a pool that no advertisement covers
  kSharedAsn,         // one own ASN in two clusters of a network
  kClusterLabel,      // a pool's label `cluster` names another cluster
  kUnlistedCluster,   // a cluster that the configuration's clusters leave out
};

enum class Severity { kError, kWarning };

// "invalid-address", "overlap" and so on.
std::string_view Name(Rule rule);

// "error", "warning". Only errors decide the exit status.
std::string_view Name(Severity severity);
Severity SeverityOf(Rule rule);

struct Finding {
  std::string file;
  int line = 0;
  Rule rule = Rule::kInvalidAddress;
  std::string message;    // one sentence, which names both sides of a conflict
  std::size_t count = 1;  // how many it stands for: more where it tells the rest of very many

  // By file, line, rule and message: the order in which they are told, each rest behind all else.
  auto operator<=>(const Finding&) const = default;
};

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_FINDING_H_
