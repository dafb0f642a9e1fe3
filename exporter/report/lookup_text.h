// The answers of a lookup: a sentence for people, and JSON. The command line, the JSON path and the
// page show the same sentence. Does not analyze (fleet/lookup.h). Pure.

#ifndef EXPORTER_REPORT_LOOKUP_TEXT_H_
#define EXPORTER_REPORT_LOOKUP_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/fleet/lookup.h"
#include "exporter/report/sentence.h"

namespace exporter::report {

// "10.1.0.5: available in berlin/main", "10.1.0.5: reserved for routers by the plan". Old data and
// clusters that could not be read are named at the end.
Sentence LookupSentence(const fleet::AddressAnswer& answer);

// One sentence for each assigned address outside every pool, pool, node and entry of the plan in
// the range, at most 200. Each names the network if the fleet has several. Old data and clusters
// that could not be read are named at the end.
std::vector<Sentence> RangeSentences(const fleet::RangeAnswer& answer);

// One object, whose fields README.md describes.
std::string RenderLookupJson(const fleet::AddressAnswer& answer);

// The JSON of the answer about the address `text`; nullopt if it is not an address.
std::optional<std::string> AnswerAsJson(const fleet::FleetView& fleet,
                                        const fleet::FleetPolicy& policy, std::string_view text);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_LOOKUP_TEXT_H_
