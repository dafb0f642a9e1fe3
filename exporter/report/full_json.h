// The members of the JSON (fleet_json.h) from which a reader rebuilds the fleet: the Services and
// nodes of each cluster, and the policy. Pure.

#ifndef EXPORTER_REPORT_FULL_JSON_H_
#define EXPORTER_REPORT_FULL_JSON_H_

#include <string_view>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/text/json_writer.h"

namespace exporter::report {

// The additional members of the document, except the policy.
void WriteFullHead(const fleet::FleetView& fleet, text::JsonWriter& json);

// The additional members of a cluster.
void WriteFullCluster(const fleet::ClusterView& cluster, text::JsonWriter& json);

// The additional members of a network. Writes nothing if the policy has no such network.
void WriteFullNetwork(std::string_view network, const fleet::FleetPolicy& policy,
                      text::JsonWriter& json);

// The known MACs, and the plan if there is one.
void WriteFullPolicy(const fleet::FleetPolicy& policy, text::JsonWriter& json);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FULL_JSON_H_
