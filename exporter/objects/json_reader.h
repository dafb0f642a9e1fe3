// Reads the selected fields of a JSON document into a Value.
//
// The only JSON reader of the program: API lists, single objects and the output of exec plugins.
// Fields that are not selected are skipped without building values. In skipped fields only UTF-8,
// closed strings and balanced brackets are checked. Pure; safe with any bytes and any depth.

#ifndef EXPORTER_OBJECTS_JSON_READER_H_
#define EXPORTER_OBJECTS_JSON_READER_H_

#include <functional>
#include <span>
#include <string_view>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::objects {

// A field to read, by name. Fields without `fields` are read if they are scalars or lists of
// scalars; an unexpected object or list is read as an empty one. The elements of a list are read
// with the `fields` of the list. A list inside a list is read as an empty list.
struct WantedField {
  std::string_view name;
  std::span<const WantedField> fields = {};
};

// Receives one element of a list; an error ends the reading.
using ItemHandler = std::function<Result<void>(const Value& item)>;

// Reads one object. If a name occurs twice, both fields are read. An integer that needs more than
// 64 bits, and a number with a fraction or an exponent, becomes a Value::Number.
//
// Errors, all kProtocol: invalid JSON, with the position; not an object; more than 200,000 values
// or 4 MiB of text (etcd stores objects of 1.5 MiB); more than 24 million tokens.
Result<Value> ReadObject(std::string_view json, std::span<const WantedField> wanted);

// The same, but passes each element of the top-level list `items` to `handler` instead of storing
// it. The bounds then apply to each element. Errors: also those of `handler`; kProtocol if an
// element is not an object.
Result<Value> ReadObject(std::string_view json, std::span<const WantedField> wanted,
                         const ItemHandler& handler);

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_JSON_READER_H_
