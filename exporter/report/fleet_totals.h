// Counts of a whole fleet, for the summaries of the table and the page. Pure.

#ifndef EXPORTER_REPORT_FLEET_TOTALS_H_
#define EXPORTER_REPORT_FLEET_TOTALS_H_

#include <array>
#include <cstddef>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

struct FleetTotals {
  std::size_t clusters = 0;
  std::size_t down = 0;      // clusters whose last poll failed or that were not polled yet
  std::size_t unpolled = 0;  // of these, clusters that were not polled yet
  std::array<std::size_t, fleet::kDataStates.size()> by_state = {};  // in the order of kDataStates
  std::size_t with_data = 0;

  std::size_t pools = 0;
  std::size_t full = 0;      // at the warning threshold or above
  std::size_t critical = 0;  // of these, at the critical threshold or above
  std::size_t assigned_services = 0;
  std::size_t pending_services = 0;
  std::size_t rejected_pools = 0;  // pools for which MetalLB rejects its configuration
  std::size_t unpooled_addresses = 0;

  std::size_t duplicates = 0;
  std::size_t overlapping_pools = 0;
  std::size_t shared_asns = 0;
  std::size_t pools_with_nodes = 0;  // with a node address that is not there on purpose
  bool conflicts_known = true;  // of every network; if false, the four counts above are incomplete
};

// A pool counts once, by the family with the higher utilization.
FleetTotals CountFleet(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const Thresholds& thresholds);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FLEET_TOTALS_H_
