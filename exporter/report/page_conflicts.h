// The first part of the page: the fleet in numbers, and its problems. Pure.

#ifndef EXPORTER_REPORT_PAGE_CONFLICTS_H_
#define EXPORTER_REPORT_PAGE_CONFLICTS_H_

#include <string>
#include <vector>

#include "exporter/report/fleet_findings.h"
#include "exporter/report/fleet_totals.h"

namespace exporter::report {

// The fleet in a few large numbers.
std::string SummaryHtml(const FleetTotals& totals, const Thresholds& thresholds);

// The findings by kind, the first hundred of each kind. With `show_networks`, each with its
// network.
std::string ConflictsHtml(const std::vector<FleetFinding>& findings, bool show_networks,
                          const FleetTotals& totals);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_CONFLICTS_H_
