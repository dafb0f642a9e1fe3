#include "exporter/objects/field_reader.h"

namespace exporter::objects {

FieldReader FieldReader::Object(std::string_view key) {
  const auto* const object = Get<Value::Object>(key, "an object");
  return {object == nullptr ? nullptr : object_->Find(key), this, key};
}

bool FieldReader::Has(std::string_view key) const {
  const Value* const value = object_ == nullptr ? nullptr : object_->Find(key);
  return value != nullptr && !value->IsNull();
}

std::string FieldReader::String(std::string_view key) {
  const auto* const text = Get<std::string>(key, "a string");
  return text == nullptr ? std::string() : *text;
}

bool FieldReader::Bool(std::string_view key, bool default_value) {
  const bool* const value = Get<bool>(key, "a boolean");
  return value == nullptr ? default_value : *value;
}

std::int64_t FieldReader::Integer(std::string_view key) {
  const auto* const number = Get<std::int64_t>(key, "an integer");
  return number == nullptr ? 0 : *number;
}

std::vector<Value> FieldReader::Strings(std::string_view key) {
  const auto* const list = Get<Value::List>(key, "a list");
  if (list == nullptr) return {};
  std::vector<Value> strings;
  for (const Value& element : *list) {
    if (std::holds_alternative<std::string>(element.data)) {
      strings.push_back(element);
    } else {
      SetError(key, element, "a string");
    }
  }
  return strings;
}

std::vector<const Value*> FieldReader::Objects(std::string_view key) {
  const auto* const list = Get<Value::List>(key, "a list");
  if (list == nullptr) return {};
  std::vector<const Value*> objects;
  for (const Value& element : *list) {
    if (element.IsObject()) {
      objects.push_back(&element);
    } else {
      SetError(key, element, "an object");
    }
  }
  return objects;
}

std::vector<const Value*> FieldReader::Elements(std::string_view key) {
  const auto* const list = Get<Value::List>(key, "a list");
  std::vector<const Value*> elements;
  if (list == nullptr) return elements;
  for (const Value& element : *list) elements.push_back(&element);
  return elements;
}

std::vector<std::string> FieldReader::Keys() const {
  const auto* const object =
      object_ == nullptr ? nullptr : std::get_if<Value::Object>(&object_->data);
  std::vector<std::string> keys;
  if (object == nullptr) return keys;
  for (const Value::Field& field : *object) keys.push_back(field.name);
  return keys;
}

int FieldReader::LineOf(std::string_view key) const {
  if (object_ == nullptr) return parent_ == nullptr ? 0 : parent_->LineOf(name_);
  const Value* const value = object_->Find(key);
  return value == nullptr ? object_->line : value->line;
}

template <typename T>
const T* FieldReader::Get(std::string_view key, std::string_view type) {
  const Value* const value = object_ == nullptr ? nullptr : object_->Find(key);
  if (value == nullptr || value->IsNull()) return nullptr;
  const T* const typed = std::get_if<T>(&value->data);
  if (typed == nullptr) SetError(key, *value, type);
  return typed;
}

void FieldReader::SetError(std::string_view key, const Value& found, std::string_view expected) {
  if (root_->error_) return;
  root_->error_ = Fail(ErrorKind::kProtocol,
                       PathTo(key) + " must be " + std::string(expected) + ", found " +
                           std::string(found.TypeName()),
                       found.line)
                      .value();
}

std::string FieldReader::PathTo(std::string_view key) const {
  const std::string prefix = parent_ == nullptr ? "" : parent_->PathTo(name_) + '.';
  return prefix + std::string(key);
}

}  // namespace exporter::objects
