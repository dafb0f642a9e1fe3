#include "exporter/objects/fast_json.h"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <string>

namespace exporter::objects {
namespace {

namespace dom = simdjson::dom;

// The parser takes up to 17 bytes for each byte of a document. A page of 500 Services has 1 MB.
constexpr std::size_t kMostBytes = std::size_t{8} << 20;

std::string ShortestText(double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), end.ptr};
}

bool Tell(const dom::element& value, PrunedReader& reader);

bool TellObject(const dom::object& object, PrunedReader& reader) {
  if (!reader.start_object(object.size())) return false;
  for (const auto& [name, value] : object) {
    if (!reader.Key(name)) return false;
    if (reader.Wants() && !Tell(value, reader)) return false;
  }
  return reader.end_object();
}

bool TellList(const dom::array& list, PrunedReader& reader) {
  if (!reader.start_array(list.size())) return false;
  for (const dom::element value : list) {
    if (!reader.Wants()) break;  // the list is one in a list, of which nothing is kept
    if (!Tell(value, reader)) return false;
  }
  return reader.end_array();
}

// As deep as the tree of wanted fields.
bool Tell(const dom::element& value, PrunedReader& reader) {
  switch (value.type()) {
    case dom::element_type::OBJECT:
      return TellObject(value.get_object().value_unsafe(), reader);
    case dom::element_type::ARRAY:
      return TellList(value.get_array().value_unsafe(), reader);
    case dom::element_type::STRING: {
      std::string text(value.get_string().value_unsafe());
      return reader.string(text);
    }
    case dom::element_type::INT64:
      return reader.number_integer(value.get_int64().value_unsafe());
    case dom::element_type::UINT64:
      return reader.number_unsigned(value.get_uint64().value_unsafe());
    case dom::element_type::DOUBLE: {
      const double number = value.get_double().value_unsafe();
      return reader.number_float(number, ShortestText(number));
    }
    case dom::element_type::BOOL:
      return reader.boolean(value.get_bool().value_unsafe());
    case dom::element_type::NULL_VALUE:
      return reader.null();
  }
  return false;
}

}  // namespace

bool TellFast(std::string_view json, PrunedReader& reader) {
  if (json.size() > kMostBytes) return false;
  dom::parser parser;
  const auto document = parser.parse(json.data(), json.size());
  if (document.error() != simdjson::SUCCESS) return false;
  Tell(document.value_unsafe(), reader);
  return true;
}

}  // namespace exporter::objects
