// The fleet as text for people and for cron: a summary line, the problems and conflicts,
// the worst first, a table of pools (pool_table.h), and notes.
//
// Monitoring systems show the first line. Names from clusters are made visible (visible_text.h), so
// that they cannot control the terminal. Pure.

#ifndef EXPORTER_REPORT_FLEET_TABLE_H_
#define EXPORTER_REPORT_FLEET_TABLE_H_

#include <string>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/pool_table.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

// REQUIRES: `facts` is the analysis of `fleet`.
std::string RenderTable(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                        const Thresholds& thresholds, const TableStyle& style);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FLEET_TABLE_H_
