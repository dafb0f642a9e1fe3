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
#include "exporter/scan/scan_state.h"

namespace exporter::report {

// In the order in which a person wants to read findings of one severity.
enum class FindingKind {
  kSource,            // another exporter that could not be read, or whose clusters are incomplete
  kClusterDown,       // a cluster whose last poll failed, or that was not polled yet
  kDuplicateAddress,  // addresses that two clusters of a network assigned
  kContestedAddress,  // an address that the wrong host answers for, or several (wire scan)
  kExhaustedPool,     // a pool without an available address
  kFullPool,          // a pool at a threshold, with available addresses
  kRejectedPool,      // a pool for which MetalLB rejects its configuration
  kOverlap,           // a range that two pools contain
  kNodeAddress,       // a node's address that a pool contains
  kSquattedAddress,   // an unassigned address of a pool that a host answers for (wire scan)
  kPendingServices,   // a cluster whose MetalLB has not assigned an address to some Services
  kUnpooledAddress,   // an address that MetalLB assigned and that is outside every pool
  kOutsidePlan,       // a pool outside its cluster's range in the plan; a cluster without a range
  kSharedAsn,         // an ASN that two clusters of a network use
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
  std::size_t count = 1;      // duplicate addresses, or findings of which only the count is known
  bool is_remainder = false;  // the sentence says only that there are `count` more findings
};

// Sorted by severity, the worst first, then in the order of FindingKind. Full pools are sorted by
// utilization. `scan` is nullptr if the wire is not scanned.
std::vector<FleetFinding> FindFleetFindings(const fleet::FleetView& fleet,
                                            const fleet::FleetFacts& facts,
                                            const Thresholds& thresholds,
                                            const scan::ScanState* scan = nullptr);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FLEET_FINDINGS_H_
