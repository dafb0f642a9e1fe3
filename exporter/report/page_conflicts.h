// What is wrong or odd in the fleet, as the page shows it before all else. Pure.

#ifndef EXPORTER_REPORT_PAGE_CONFLICTS_H_
#define EXPORTER_REPORT_PAGE_CONFLICTS_H_

#include <string>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/fleet_totals.h"

namespace exporter::report {

// The fleet in a few large numbers.
std::string SummaryHtml(const FleetTotals& totals, const Thresholds& thresholds);

// Duplicates with their holders, overlaps with range and size, pools outside the plan or with
// entries that MetalLB rejects, shared ASNs, contexts left out. Of each kind the first hundred.
std::string ConflictsHtml(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                          const FleetTotals& totals);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_CONFLICTS_H_
