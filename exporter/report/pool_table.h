// The pools of a fleet as a table of text: a row for each pool and family.
//
// Names from clusters are made visible (visible_text.h), so that they cannot control the terminal.
// Pure.

#ifndef EXPORTER_REPORT_POOL_TABLE_H_
#define EXPORTER_REPORT_POOL_TABLE_H_

#include <cstddef>
#include <string>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/pool_rows.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

struct TableStyle {
  bool bars = false;           // a bar for each pool, if there is space
  bool colour = false;         // ANSI escapes around states
  bool only_problems = false;  // omits notes, and pools without a problem
  SortOrder sort = SortOrder::kName;
  // The width of the terminal, into which names are shortened. 0: names are complete, and a name
  // above 40 columns moves only the columns of its own row.
  std::size_t columns = 0;
};

// "OK", in the style's colour.
std::string StateText(Verdict verdict, const TableStyle& style);

// "no pools" if there are none. Empty if the style selects none of them.
std::string PoolTable(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                      const Thresholds& thresholds, const TableStyle& style);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_POOL_TABLE_H_
