// Reads the selected fields of a JSON document into a Value.
//
// The only JSON reader of the program. It reads API lists, single objects and the output of exec
// plugins. Fields that are not selected are skipped, and no values are built for them. In skipped
// fields, only UTF-8, closed strings and balanced brackets are checked. Pure; safe with any bytes
// and any depth.

#ifndef EXPORTER_OBJECTS_JSON_READER_H_
#define EXPORTER_OBJECTS_JSON_READER_H_

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "exporter/objects/value.h"
#include "exporter/objects/wanted_field.h"
#include "exporter/result/result.h"

namespace exporter::objects {

// Receives one element of a list. An error stops the reader, which returns that error.
using ItemHandler = std::function<Result<void>(const Value& item)>;

// The bounds on the selected fields of a document, or of one element of a StreamedList.
struct ReadBounds {
  std::size_t max_values = 200'000;
  std::size_t max_text_bytes = std::size_t{4} << 20;  // etcd limits an object to 1.5 MiB
};

// Receives the complete fields of an element before the field that exceeds the bounds.
using OversizedHandler = std::function<Result<void>(const Value& item, const Error& error)>;

// A list at the top level whose elements are passed to `handler` instead of being stored.
struct StreamedList {
  std::string_view name;
  const ItemHandler& handler;
  ReadBounds bounds = {};
  // Receives the elements that exceed the bounds. nullptr: they are an error.
  const OversizedHandler* oversized = nullptr;
};

// Reads one object. An object without wanted fields is read as an empty object. A list inside a
// list is read as an empty list. If a name occurs twice, both fields are read, and Value::Find
// returns the last field. A number that is not a signed 64-bit integer becomes a Value::Number.
//
// Errors, all kProtocol:
// - invalid JSON, with the position;
// - a document that is not an object;
// - more values or text in the selected fields than the default ReadBounds;
// - more than 24 million tokens.
Result<Value> ReadObject(std::string_view json, std::span<const WantedField> wanted);

// As above, but passes the elements of `list` to its handler. The bounds of the list then apply to
// each element, and to all other fields together. Other errors: kProtocol if an element is not an
// object, and the errors of the handler.
Result<Value> ReadObject(std::string_view json, std::span<const WantedField> wanted,
                         const StreamedList& list);

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_JSON_READER_H_
