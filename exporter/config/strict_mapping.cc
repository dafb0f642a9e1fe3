#include "exporter/config/strict_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace exporter::config {

using objects::Value;

StrictMapping::StrictMapping(const Value& value, std::string_view what,
                             std::initializer_list<std::string_view> known_keys)
    : value_(value), what_(what) {
  const auto* const fields = std::get_if<Value::Object>(&value.data);
  if (fields == nullptr) {
    Complain(value.line, fmt::format("{} is {} where a mapping should be", what, value.TypeName()));
    return;
  }
  for (const Value::Field& field : *fields) {
    const auto* const known = std::find(known_keys.begin(), known_keys.end(), field.name);
    if (known_keys.size() == 0 || known != known_keys.end()) continue;
    Complain(field.line, fmt::format("unknown key \"{}\" in {}; known there: {}", field.name, what,
                                     fmt::join(known_keys, ", ")));
  }
}

std::optional<std::string> StrictMapping::String(std::string_view key) {
  const Value* const value = Find(key);
  if (value == nullptr) return std::nullopt;
  const auto* const text = std::get_if<std::string>(&value->data);
  if (text == nullptr) {
    ComplainOfType(key, *value, "a string");
    return std::nullopt;
  }
  if (text->empty()) Complain(value->line, fmt::format("{} is empty", key));
  return *text;
}

bool StrictMapping::Bool(std::string_view key, bool otherwise) {
  const Value* const value = Find(key);
  if (value == nullptr) return otherwise;
  const bool* const flag = std::get_if<bool>(&value->data);
  if (flag == nullptr) ComplainOfType(key, *value, "true or false");
  return flag == nullptr ? otherwise : *flag;
}

std::vector<const Value*> StrictMapping::List(std::string_view key) {
  std::vector<const Value*> elements;
  const Value* const value = Find(key);
  if (value == nullptr) return elements;
  const auto* const list = std::get_if<Value::List>(&value->data);
  if (list == nullptr) {
    ComplainOfType(key, *value, "a list");
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
    ComplainOfType(key, *element, "a string, or a list of strings,");
    return {};
  }
  return elements;
}

int StrictMapping::LineOf(std::string_view key) const {
  const Value* const value = Find(key);
  return value == nullptr ? value_.line : value->line;
}

void StrictMapping::Complain(int line, const std::string& what) {
  if (error_) return;
  error_ = Error{ErrorKind::kConfig, fmt::format("line {}: {}", line, what)};
}

const Value* StrictMapping::Find(std::string_view key) const {
  const Value* const value = value_.Find(key);
  return value == nullptr || value->IsNull() ? nullptr : value;
}

void StrictMapping::ComplainOfType(std::string_view key, const Value& found,
                                   std::string_view expected) {
  Complain(found.line, fmt::format("{} is {} where {} should be", key, found.TypeName(), expected));
}

}  // namespace exporter::config
