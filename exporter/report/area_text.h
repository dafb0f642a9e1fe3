// Areas, free ranges and prefixes of a network's map as text (fleet/network_map.h). Pure.

#ifndef EXPORTER_REPORT_AREA_TEXT_H_
#define EXPORTER_REPORT_AREA_TEXT_H_

#include <string>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/fleet/network_map.h"
#include "exporter/report/sentence.h"

namespace exporter::report {

// "192.168.1.0/24". REQUIRES: `range` is a prefix.
std::string PrefixText(const addresses::AddressRange& range);

// "/26": the largest aligned block in the range.
std::string LargestBlockText(const addresses::AddressRange& range);

// True if a pool or an entry of the plan contains the area.
bool HasOwner(const fleet::MapArea& area);

// "192.168.1.10-192.168.1.49: cluster-a/main; 7 of 40 assigned". REQUIRES: the area has an owner.
Sentence AreaSentence(const fleet::MapArea& area);

// Adds " by the list of http://east:10472", the sources that list shared addresses; nothing if
// there are none.
void AddSharedBy(const std::vector<std::string>& sources, Sentence& sentence);

// "free: 192.168.1.130-192.168.1.199, 70 addresses; largest aligned block /26". If the map is not
// complete, "free as far as known: ...".
Sentence FreeSentence(const addresses::AddressRange& range, bool is_complete);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_AREA_TEXT_H_
