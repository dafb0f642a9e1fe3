#include "tests/support/json.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace exporter::tests {
namespace {

using Value = nlohmann::json;

const Value& Of(const std::shared_ptr<const void>& value) {
  return *static_cast<const Value*>(value.get());
}

std::shared_ptr<const void> Make(Value value) {
  return std::make_shared<const Value>(std::move(value));
}

}  // namespace

Json::Json() : value_(Make(nullptr)) {}
Json::Json(const char* text) : value_(Make(text)) {}
Json::Json(const std::string& text) : value_(Make(text)) {}
Json::Json(bool value) : value_(Make(value)) {}
Json::Json(double number) : value_(Make(number)) {}

Json Json::FromSigned(std::int64_t number) { return Json(Make(number)); }
Json Json::FromUnsigned(std::uint64_t number) { return Json(Make(number)); }

Json Json::Parse(const std::string& text) {
  Value value = Value::parse(text, nullptr, false);
  if (value.is_discarded()) throw std::runtime_error("not valid JSON: " + text);
  return Json(Make(std::move(value)));
}

bool Json::IsValid(const std::string& text) { return Value::accept(text); }

Json Json::operator[](std::string_view key) const { return contains(key) ? at(key) : Json(); }

Json Json::operator[](std::size_t index) const {
  return Of(value_).is_array() && index < size() ? at(index) : Json();
}

Json Json::at(std::string_view key) const {
  if (!contains(key)) throw std::runtime_error("no \"" + std::string(key) + "\" in " + Dump());
  return Json(std::shared_ptr<const void>(value_, &Of(value_).at(std::string(key))));
}

Json Json::at(std::size_t index) const {
  const Value& value = Of(value_);
  if (!value.is_array() || index >= value.size()) {
    throw std::runtime_error("no element " + std::to_string(index) + " in " + Dump());
  }
  return Json(std::shared_ptr<const void>(value_, &value.at(index)));
}

bool Json::contains(std::string_view key) const { return Of(value_).contains(std::string(key)); }

std::size_t Json::size() const { return Of(value_).size(); }

bool Json::IsObject() const { return Of(value_).is_object(); }

std::vector<std::string> Json::Keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, unused] : Of(value_).items()) keys.push_back(key);
  return keys;
}

std::vector<Json> Json::Elements() const {
  std::vector<Json> elements;
  if (!Of(value_).is_structured()) return elements;
  for (const Value& element : Of(value_)) {
    elements.push_back(Json(std::shared_ptr<const void>(value_, &element)));
  }
  return elements;
}

std::string Json::String() const {
  if (!Of(value_).is_string()) throw std::runtime_error("not a string: " + Dump());
  return Of(value_).get<std::string>();
}

double Json::Number() const {
  if (!Of(value_).is_number()) throw std::runtime_error("not a number: " + Dump());
  return Of(value_).get<double>();
}

std::string Json::Dump() const { return Of(value_).dump(); }

bool Json::operator==(const Json& other) const { return Of(value_) == Of(other.value_); }

std::string JsonQuote(const std::string& text) { return Json(text).Dump(); }

}  // namespace exporter::tests
