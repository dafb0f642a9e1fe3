// The answers of a lookup for people. The command line, the JSON path and the page show the same
// sentence. Does not analyze (fleet/lookup.h). Pure.

#ifndef EXPORTER_REPORT_LOOKUP_TEXT_H_
#define EXPORTER_REPORT_LOOKUP_TEXT_H_

#include <vector>

#include "exporter/fleet/lookup.h"
#include "exporter/report/sentence.h"
#include "exporter/report/wire_answers.h"

namespace exporter::report {

// "10.1.0.5: available in berlin/main", "10.1.0.5: reserved for routers by the plan". Old data and
// clusters that could not be read are named at the end, and then who answers on the wire: `heard`,
// the findings of a scan about the address.
Sentence LookupSentence(const fleet::AddressAnswer& answer, const WireFindings& heard = {});

// One sentence for each assigned address outside every pool, pool, node and entry of the plan in
// the range, at most 200. Each names the network if the fleet has several. Old data and clusters
// that could not be read are named at the end.
std::vector<Sentence> RangeSentences(const fleet::RangeAnswer& answer);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_LOOKUP_TEXT_H_
