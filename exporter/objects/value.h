// A JSON or YAML document as a tree of values: a Kubernetes object or a configuration file.
//
// The JSON reader and the YAML reader both produce this type, so each kind of object needs only one
// decoder. The readers limit the depth; this type does not. A value type.

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

  // A number that is not a signed 64-bit integer. It is stored as text, because a double cannot
  // represent every such number.
  struct Number {
    std::string text;

    double ToDouble() const;  // the nearest double; 0 if the number is not finite (".inf")
    bool operator==(const Number&) const = default;
  };

  std::variant<Null, bool, std::int64_t, Number, std::string, List, Object> data;
  int line = 0;  // in the file, from 1; 0 if the value is from an API server

  // The last field of that name; nullptr if there is none or if this value is not an object.
  const Value* Find(std::string_view key) const;

  bool IsNull() const { return std::holds_alternative<Null>(data); }
  bool IsObject() const { return std::holds_alternative<Object>(data); }

  // "a string", "a list", …, for messages.
  std::string_view TypeName() const;

  // Does not compare lines.
  bool operator==(const Value& other) const;
};

struct Value::Field {
  std::string name;
  Value value;
  int line = 0;  // of the name, as Value::line

  bool operator==(const Field& other) const { return name == other.name && value == other.value; }
};

inline bool Value::operator==(const Value& other) const { return data == other.data; }

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_VALUE_H_
