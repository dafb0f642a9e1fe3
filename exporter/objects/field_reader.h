// Reads the fields of an object as the API server's own decoder would, and remembers the first one
// that is of another type than it should be.
//
// A field that is absent or null is its type's zero value. Decoders read straight through and ask
// for the error once, at the end. A reader refers to its object and to the reader that it came
// from: it lives no longer than they do, and is never copied. One thread.

#ifndef EXPORTER_OBJECTS_FIELD_READER_H_
#define EXPORTER_OBJECTS_FIELD_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::objects {

class FieldReader {
 public:
  // Of a value that is no object: a reader of nothing.
  explicit FieldReader(const Value& object) : FieldReader(&object, nullptr, {}) {}
  FieldReader(const FieldReader&) = delete;
  FieldReader& operator=(const FieldReader&) = delete;

  // A field that is an object itself; a reader of nothing where there is none.
  FieldReader Object(std::string_view key);

  std::string String(std::string_view key);
  bool Bool(std::string_view key, bool otherwise);
  std::int64_t Integer(std::string_view key);
  // The strings of a list, each with the line it stands in; their `data` are strings.
  std::vector<Value> Strings(std::string_view key);
  // The objects of a list.
  std::vector<const Value*> Objects(std::string_view key);
  // Whatever a list holds.
  std::vector<const Value*> Elements(std::string_view key);

  // The names of all fields, in the order of writing.
  std::vector<std::string> Keys() const;

  // The line of a field's value, else that of the object; 0 where there are no lines.
  int LineOf(std::string_view key) const;

  // kProtocol: "spec.addresses is a string where a list should be".
  const std::optional<Error>& error() const { return root_->error_; }
  // The line of the value that the error is about; 0 where there are no lines.
  int error_line() const { return root_->error_line_; }

 private:
  FieldReader(const Value* object, FieldReader* parent, std::string_view name)
      : object_(object),
        parent_(parent),
        root_(parent == nullptr ? this : parent->root_),
        name_(name) {}

  // The field's value as a T; nullptr where it is absent, null or of another type.
  template <typename T>
  const T* Get(std::string_view key, std::string_view type);
  void Complain(std::string_view key, const Value& found, std::string_view expected);
  std::string PathTo(std::string_view key) const;

  const Value* object_;  // nullptr: nothing there
  FieldReader* parent_;
  FieldReader* root_;
  std::string_view name_;
  std::optional<Error> error_;  // of the root alone
  int error_line_ = 0;          // likewise
};

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_FIELD_READER_H_
