// The fleet's troubles in sentences, one each. Pure.

#ifndef EXPORTER_REPORT_FLEET_NOTES_H_
#define EXPORTER_REPORT_FLEET_NOTES_H_

#include <string>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

// Names in it are as they came from the cluster: they must still be made visible, or escaped.
struct Note {
  Verdict verdict = Verdict::kOk;  // kOk: worth knowing, and no trouble by itself
  std::string text;
};

// Has any cluster been read? Where none has, no count says anything: not even 0.
bool IsAnythingKnown(const fleet::FleetView& fleet);

// "2 of 7 pools at 80 % or more, 1 duplicate address, 1 of 3 clusters not read";
// "nothing is known of any pool, 3 of 3 clusters not read".
std::string Summary(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                    const Thresholds& thresholds);

// Duplicate addresses, overlapping pools, shared ASNs, and how many more there are than are told.
std::vector<Note> ConflictNotes(const fleet::FleetFacts& facts);

// Clusters whose last poll failed, with the reason.
std::vector<Note> UnreadNotes(const fleet::FleetView& fleet);

// Addresses outside of the plan, entries that MetalLB rejects, clusters without MetalLB, contexts
// that lead to another's cluster.
std::vector<Note> OtherNotes(const fleet::FleetView& fleet, const fleet::FleetFacts& facts);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FLEET_NOTES_H_
