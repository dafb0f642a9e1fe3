#include "exporter/objects/wanted_field.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace exporter::objects {

Value Select(const Value& object, std::span<const WantedField> wanted) {
  const auto* const fields = std::get_if<Value::Object>(&object.data);
  if (fields == nullptr || wanted.empty()) return object;
  Value::Object selected;
  for (const Value::Field& field : *fields) {
    const auto found = std::find_if(wanted.begin(), wanted.end(), [&](const WantedField& each) {
      return each.name == field.name;
    });
    if (found == wanted.end()) continue;
    selected.push_back({field.name, Select(field.value, found->fields), field.line});
  }
  return {std::move(selected), object.line};
}

}  // namespace exporter::objects
