// A JSON document of ordinary size and shape, parsed by simdjson. A part of list_page.
//
// Many times faster than nlohmann's parser, which takes anything and says where it is wrong: what
// is refused here is for that one to read. Pure.

#ifndef EXPORTER_OBJECTS_FAST_JSON_H_
#define EXPORTER_OBJECTS_FAST_JSON_H_

#include <string_view>

#include "exporter/objects/pruned_reader.h"

namespace exporter::objects {

// Tells the reader of the document, up to where that stops. False, with nothing told: it is no
// JSON, or larger than 8 MiB, deeper than 1,024 containers, or has numbers beyond 64 bits.
//
// A number with a fraction or an exponent is told in the shortest text that means it.
bool TellFast(std::string_view json, PrunedReader& reader);

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_FAST_JSON_H_
