// The fleet as text for people and for cron: one line of summary, a table of pools, the conflicts,
// and what could not be read and why.
//
// The first line is what monitoring systems show. What comes from a cluster is made visible
// (visible_text.h), so that no name can speak to the terminal. Pure.

#ifndef EXPORTER_REPORT_FLEET_TABLE_H_
#define EXPORTER_REPORT_FLEET_TABLE_H_

#include <string>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

struct TableStyle {
  bool bars = false;    // a bar for each pool
  bool colour = false;  // ANSI escapes around states
};

// REQUIRES: `facts` are those of `fleet`.
std::string RenderTable(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                        const Thresholds& thresholds, const TableStyle& style);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FLEET_TABLE_H_
