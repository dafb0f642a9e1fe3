// The answers of a lookup as JSON. Does not analyze (fleet/lookup.h). Pure.

#ifndef EXPORTER_REPORT_LOOKUP_JSON_H_
#define EXPORTER_REPORT_LOOKUP_JSON_H_

#include <optional>
#include <string>
#include <string_view>

#include "exporter/fleet/lookup.h"
#include "exporter/report/wire_answers.h"

namespace exporter::report {

// One object, whose fields README.md describes. `heard` is as in LookupSentence.
std::string RenderLookupJson(const fleet::AddressAnswer& answer, const WireFindings& heard = {});

// The JSON of the answer about the address `text`; nullopt if it is not an address. `scan` is
// nullptr if the wire is not scanned.
std::optional<std::string> AnswerAsJson(const fleet::FleetView& fleet,
                                        const fleet::FleetPolicy& policy,
                                        const scan::ScanState* scan, std::string_view text);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_LOOKUP_JSON_H_
