#include "exporter/yaml/mapping.h"

#include <iterator>
#include <unordered_set>
#include <utility>
#include <variant>

namespace exporter::yaml {

using objects::Value;

bool Mapping::Merge(Value value) {
  if (auto* const object = std::get_if<Value::Object>(&value.data)) {
    merged.push_back(std::move(*object));
    return true;
  }
  auto* const list = std::get_if<Value::List>(&value.data);
  if (list == nullptr) return false;
  for (Value& element : *list) {
    auto* const object = std::get_if<Value::Object>(&element.data);
    if (object == nullptr) return false;
    merged.push_back(std::move(*object));
  }
  return true;
}

Value::Object Mapping::Join() && {
  if (merged.empty()) return std::move(own);
  Value::Object joined;
  std::unordered_set<std::string> names;
  for (const auto& [name, line] : lines) names.insert(name);
  for (Value::Object& object : merged) {
    for (Value::Field& field : object) {
      if (names.insert(field.name).second) joined.push_back(std::move(field));
    }
  }
  std::move(own.begin(), own.end(), std::back_inserter(joined));
  return joined;
}

}  // namespace exporter::yaml
