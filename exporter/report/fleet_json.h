// The fleet as JSON, with the same facts as the metrics.
//
// README.md documents each field. Sizes are integers up to 2^64 - 1. A larger size is the nearest
// double. Unknown values are absent. Lists are bounded as on the page, and a field that ends in
// `_omitted` counts the elements that are not listed. Bytes that are not UTF-8 are replaced. Pure.

#ifndef EXPORTER_REPORT_FLEET_JSON_H_
#define EXPORTER_REPORT_FLEET_JSON_H_

#include <optional>
#include <string>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/report/verdict.h"
#include "exporter/scan/scan_state.h"

namespace exporter::report {

// With `thresholds`, the fleet has a `status` and each family of a pool a `state`: the name of a
// Verdict. With `scan`, the fleet has the member `scan`. REQUIRES: `facts` is
// Analyze(fleet, policy).
std::string RenderJson(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy,
                       const std::optional<Thresholds>& thresholds,
                       const scan::ScanState* scan = nullptr);

// On one line, with all entries, assignments and Services, and with the members of full_json.h.
// Conflicts and maps are bounded, because a reader can compute them. REQUIRES: as RenderJson.
std::string RenderFullJson(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                           const fleet::FleetPolicy& policy);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FLEET_JSON_H_
