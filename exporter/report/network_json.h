// The map of a network, for the JSON (fleet_json.h). Pure.

#ifndef EXPORTER_REPORT_NETWORK_JSON_H_
#define EXPORTER_REPORT_NETWORK_JSON_H_

#include "exporter/fleet/network_map.h"
#include "exporter/report/wire_answers.h"
#include "exporter/text/json_writer.h"

namespace exporter::report {

// The members of a network that describe its map, with the findings of a scan if it was scanned.
// Writes nothing if the map has no subnets.
void WriteNetworkMap(const fleet::NetworkMap& map, const NetworkAnswers& answers,
                     text::JsonWriter& json);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_NETWORK_JSON_H_
