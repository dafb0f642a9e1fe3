// The pools of a fleet as CSV (RFC 4180), for spreadsheets. Pure.

#ifndef EXPORTER_REPORT_POOLS_CSV_H_
#define EXPORTER_REPORT_POOLS_CSV_H_

#include <string>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"

namespace exporter::report {

// A header and a row for each pool and family, the fullest first. Unknown values are empty. Names
// that a spreadsheet would execute as a formula begin with an apostrophe (OWASP, CSV Injection).
std::string RenderPoolsCsv(const fleet::FleetView& fleet, const fleet::FleetFacts& facts);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_POOLS_CSV_H_
