#include "exporter/gitops/json_text.h"

#include <cstdint>
#include <variant>

#include "exporter/text/json_writer.h"

namespace exporter::gitops {
namespace {

using objects::Value;

// Writes each type of a value.
struct Visitor {
  text::JsonWriter& writer;

  void operator()(Value::Null /*null*/) const { writer.Null(); }
  void operator()(bool flag) const { writer.Bool(flag); }
  void operator()(std::int64_t number) const { writer.Integer(number); }
  void operator()(const std::string& text) const { writer.String(text); }
  void operator()(const Value::Number& number) const {
    const bool decimal = number.text.find_first_not_of("0123456789.eE+-") == std::string::npos;
    if (decimal) {
      writer.Double(number.ToDouble());
    } else {
      writer.String(number.text);
    }
  }
  void operator()(const Value::List& list) const {
    writer.BeginList();
    for (const Value& element : list) std::visit(*this, element.data);
    writer.EndList();
  }
  void operator()(const Value::Object& object) const {
    writer.BeginObject();
    for (const Value::Field& field : object) {
      writer.Key(field.name);
      std::visit(*this, field.value.data);
    }
    writer.EndObject();
  }
};

}  // namespace

std::string JsonText(const Value& value) {
  text::JsonWriter writer;
  std::visit(Visitor{writer}, value.data);
  return writer.text();
}

}  // namespace exporter::gitops
