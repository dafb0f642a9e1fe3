#include "exporter/objects/value.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace exporter::objects {

const Value* Value::Find(std::string_view key) const {
  const auto* const object = std::get_if<Object>(&data);
  if (object == nullptr) return nullptr;
  const auto field = std::find_if(object->rbegin(), object->rend(),
                                  [key](const Field& each) { return each.name == key; });
  return field == object->rend() ? nullptr : &field->value;
}

double Value::Number::ToDouble() const {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string_view Value::TypeName() const {
  constexpr std::array<std::string_view, std::variant_size_v<decltype(data)>> kNames = {
      "null", "a boolean", "an integer", "a number", "a string", "a list", "an object"};
  return kNames.at(data.index());
}

}  // namespace exporter::objects
