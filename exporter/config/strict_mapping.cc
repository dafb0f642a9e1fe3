#include "exporter/config/strict_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "exporter/text/suggestion.h"

namespace exporter::config {

using objects::Value;

StrictMapping::StrictMapping(const Value& value, std::string_view name,
                             const std::vector<std::string_view>& known_keys, Faults& faults,
                             const std::vector<std::string_view>& unsupported_keys)
    : value_(value), faults_(faults) {
  const auto* const fields = std::get_if<Value::Object>(&value.data);
  if (fields == nullptr) {
    Reject(value.line,
           fmt::format("{} must be an object (key: value), found {}", name, value.TypeName()));
    return;
  }
  const auto contains = [](const std::vector<std::string_view>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  for (const Value::Field& field : *fields) {
    if (known_keys.empty() || contains(known_keys, field.name)) continue;
    if (contains(unsupported_keys, field.name)) {
      Reject(field.line, fmt::format("\"{}\" is not supported; remove it", field.name));
      continue;
    }
    const std::string suggestion = text::DidYouMean(field.name, known_keys);
    Reject(field.line, fmt::format("unknown key \"{}\"{}", field.name,
                                   suggestion.empty() ? fmt::format(" in {}; known keys: {}", name,
                                                                    fmt::join(known_keys, ", "))
                                                      : suggestion));
  }
}

std::optional<std::string> StrictMapping::String(std::string_view key) {
  const Value* const value = Find(key);
  if (value == nullptr) return std::nullopt;
  const auto* const text = std::get_if<std::string>(&value->data);
  if (text == nullptr) {
    RejectType(key, *value, "a string");
    return std::nullopt;
  }
  if (text->empty()) Reject(value->line, fmt::format("\"{}\" is empty", key));
  return *text;
}

bool StrictMapping::Bool(std::string_view key, bool default_value) {
  const Value* const value = Find(key);
  if (value == nullptr) return default_value;
  const bool* const flag = std::get_if<bool>(&value->data);
  if (flag == nullptr) RejectType(key, *value, "true or false");
  return flag == nullptr ? default_value : *flag;
}

std::vector<const Value*> StrictMapping::List(std::string_view key) {
  std::vector<const Value*> elements;
  const Value* const value = Find(key);
  if (value == nullptr) return elements;
  const auto* const list = std::get_if<Value::List>(&value->data);
  if (list == nullptr) {
    RejectType(key, *value, "a list");
    return elements;
  }
  for (const Value& element : *list) elements.push_back(&element);
  return elements;
}

std::vector<const Value*> StrictMapping::OneOrMore(std::string_view key) {
  const Value* const value = Find(key);
  if (value == nullptr) return {};
  std::vector<const Value*> elements = {value};
  if (std::holds_alternative<Value::List>(value->data)) elements = List(key);
  for (const Value* const element : elements) {
    if (std::holds_alternative<std::string>(element->data)) continue;
    RejectType(key, *element, "a string or a list of strings");
    return {};
  }
  return elements;
}

int StrictMapping::LineOf(std::string_view key) const {
  const Value* const value = Find(key);
  return value == nullptr ? value_.line : value->line;
}

const Value* StrictMapping::Find(std::string_view key) const {
  const Value* const value = value_.Find(key);
  return value == nullptr || value->IsNull() ? nullptr : value;
}

void StrictMapping::RejectType(std::string_view key, const Value& found,
                               std::string_view expected) {
  Reject(found.line, fmt::format("\"{}\" must be {}, found {}", key, expected, found.TypeName()));
}

}  // namespace exporter::config
