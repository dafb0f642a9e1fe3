// The problems of a fleet: one list of findings that the table, the page and the JSON render. Does
// not analyze the fleet (fleet/fleet_facts.h). Pure.

#ifndef EXPORTER_REPORT_FLEET_FINDINGS_H_
#define EXPORTER_REPORT_FLEET_FINDINGS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/sentence.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

// The sections of the table are ranges of these values.
enum class FindingKind {
  kClusterDown,       // a cluster whose last poll failed, or that was not polled yet
  kRejectedPool,      // a pool for which MetalLB rejects its configuration
  kPendingServices,   // a cluster whose MetalLB has not assigned an address to some Services
  kUnpooledAddress,   // an address that MetalLB assigned and that is outside every pool
  kDuplicateAddress,  // an address that two clusters of a network assigned
  kOverlap,           // a range that two pools contain
  kNodeAddress,       // a node's address that a pool contains
  kSharedAsn,         // an ASN that two clusters of a network use
  kOutsidePlan,       // a pool outside its cluster's range in the plan; a cluster without a range
  kNoMetallb,         // a cluster without IPAddressPools
  kUnreadResource,    // an optional resource of a cluster that could not be read
  kContextAlias,      // a context that leads to the cluster of another context
};

// "duplicate_address", "overlap" and so on.
std::string_view Name(FindingKind kind);

struct FleetFinding {
  FindingKind kind = FindingKind::kDuplicateAddress;
  Verdict verdict = Verdict::kOk;  // kOk: a note
  std::string network = {};        // empty if the finding does not concern a network
  Sentence sentence = {};
  // If not 0, the sentence says only that there are so many more findings of this kind.
  std::size_t omitted = 0;
};

// First the problems of single clusters, cluster by cluster. Then the conflicts, network by
// network. Then the notes. Within these groups, in the order of FindingKind.
std::vector<FleetFinding> FindFleetFindings(const fleet::FleetView& fleet,
                                            const fleet::FleetFacts& facts);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FLEET_FINDINGS_H_
