#include "tests/k8s/yaml_tree.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "exporter/yaml/yaml_reader.h"

namespace exporter::tests {
namespace {

using objects::Value;

struct Writer {
  std::string operator()(Value::Null) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const Value::Number& value) const { return value.text; }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const Value::List& list) const {
    std::string text;
    for (const Value& element : list) text += (text.empty() ? "" : ", ") + Text(element);
    return "[" + text + "]";
  }
  std::string operator()(Value::Object object) const {
    std::sort(object.begin(), object.end(),
              [](const auto& left, const auto& right) { return left.name < right.name; });
    std::string text;
    for (const Value::Field& field : object) {
      text += (text.empty() ? "" : ", ") + field.name + ": " + Text(field.value);
    }
    return "{" + text + "}";
  }
};

}  // namespace

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Value> ReadYaml(const std::string& text) {
  auto documents = yaml::ReadDocuments(text);
  if (!documents) throw std::runtime_error(documents.error().message);
  return *std::move(documents);
}

const Value& At(const Value& value, std::string_view path) {
  static const Value kNothing;
  const std::size_t dot = path.find('.');
  const Value* const found = value.Find(path.substr(0, dot));
  if (found == nullptr) return kNothing;
  return dot == std::string_view::npos ? *found : At(*found, path.substr(dot + 1));
}

std::vector<Value> Elements(const Value& value) {
  const auto* const list = std::get_if<Value::List>(&value.data);
  return list == nullptr ? Value::List() : *list;
}

std::string Text(const Value& value) { return std::visit(Writer(), value.data); }

}  // namespace exporter::tests
