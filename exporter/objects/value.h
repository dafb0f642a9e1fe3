// A Kubernetes object as a tree of fields, whatever notation it was written in.
//
// JSON from an API server and YAML from a repository both end here, so that one decoder reads both.
// Only the tree: what a field means is for others to say. A value type; as deep as what it was read
// from, so readers bound the depth (list_page.h).

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
  using Object = std::vector<Field>;  // in the order of writing

  // A number that is no integer of 64 bits, as it is written: no double holds them all.
  struct Number {
    std::string text;

    double ToDouble() const;  // the nearest; 0 for what is none, such as ".inf"
  };

  std::variant<Null, bool, std::int64_t, Number, std::string, List, Object> data;
  int line = 0;  // where it stands in its file, from 1; 0 where lines mean nothing

  // The field of that name, the last one if there are several. nullptr if there is none, or if this
  // is no object.
  const Value* Find(std::string_view key) const;

  bool IsNull() const { return std::holds_alternative<Null>(data); }

  // "a string", "a list" and so on, for messages.
  std::string_view TypeName() const;
};

struct Value::Field {
  std::string name;
  Value value;
  int line = 0;  // where the name stands, as Value::line
};

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_VALUE_H_
