// A Kubernetes object as a tree of fields, read from JSON or YAML.
//
// One decoder reads both. A value type; its readers bound the depth.

#ifndef EXPORTER_OBJECTS_VALUE_H_
#define EXPORTER_OBJECTS_VALUE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace exporter::objects {

struct Value {
  using Null = std::monostate;
  using List = std::vector<Value>;
  struct Field;
  using Object = std::vector<Field>;  // in the order of the text

  // A number that is not a 64-bit integer, as text: a double cannot represent all of them.
  struct Number {
    std::string text;

    double ToDouble() const;  // the nearest; 0 if it is not finite, as ".inf"
  };

  std::variant<Null, bool, std::int64_t, Number, std::string, List, Object> data;
  int line = 0;  // in its file, from 1; 0 if it is from an API server

  // The last field of that name; nullptr if it does not exist or this is not an object.
  const Value* Find(std::string_view key) const;

  bool IsNull() const { return std::holds_alternative<Null>(data); }

  // "a string", "a list", …, for messages.
  std::string_view TypeName() const;
};

struct Value::Field {
  std::string name;
  Value value;
  int line = 0;  // of the name, as Value::line
};

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_VALUE_H_
