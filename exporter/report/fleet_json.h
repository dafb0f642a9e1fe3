// The fleet as JSON, for machines: the same facts as the metrics, with names where those have
// labels.
//
// An object with `clusters`, `networks` and `aliases`; README documents each field. Sizes are JSON
// integers up to 2^64 - 1, and the nearest double above. What is not known is absent. Its size is
// bounded as the page's is, and what a list leaves out is counted. Names that are not UTF-8 have
// their bad bytes replaced. Pure.

#ifndef EXPORTER_REPORT_FLEET_JSON_H_
#define EXPORTER_REPORT_FLEET_JSON_H_

#include <optional>
#include <string>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

// With `thresholds` the fleet has a `status`, and each family of a pool a `state`: a Verdict's
// name. REQUIRES: `facts` are those of `fleet` under `policy`.
std::string RenderJson(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy,
                       const std::optional<Thresholds>& thresholds);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FLEET_JSON_H_
