// The fields of an object that a decoder reads. The other fields are skipped (json_reader.h) or
// removed. Plain values, pure.

#ifndef EXPORTER_OBJECTS_WANTED_FIELD_H_
#define EXPORTER_OBJECTS_WANTED_FIELD_H_

#include <span>
#include <string_view>

#include "exporter/objects/value.h"

namespace exporter::objects {

// The name of a field to read, and the names of the fields in it. A scalar or a list of scalars
// needs no `fields`. For a list of objects, `fields` apply to each element.
struct WantedField {
  std::string_view name;
  std::span<const WantedField> fields = {};
};

// A copy of `object` with only the wanted fields. A field without `fields`, or whose value is not
// an object, is copied as a whole, so that a decoder can report a wrong type.
Value Select(const Value& object, std::span<const WantedField> wanted);

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_WANTED_FIELD_H_
