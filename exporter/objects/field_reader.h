// Reads the fields of an object and stores the first type error.
//
// As in the API server's decoder, a missing or null field has the zero value of its type. Decoders
// read all fields and check for an error once, at the end. Unknown fields are ignored. The object
// and the parent reader must outlive a reader. One thread.

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
  // If `object` is not an object, all fields are missing.
  explicit FieldReader(const Value& object) : FieldReader(&object, nullptr, {}) {}
  FieldReader(const FieldReader&) = delete;
  FieldReader& operator=(const FieldReader&) = delete;

  // A reader of the object in a field. If the field is missing, all fields of that reader are
  // missing. The reader shares the error of this reader.
  FieldReader Object(std::string_view key);

  // True if the field exists and is not null.
  bool Has(std::string_view key) const;

  std::string String(std::string_view key);
  bool Bool(std::string_view key, bool default_value);
  std::int64_t Integer(std::string_view key);
  // The strings of a list, with their lines. The `data` of each returned value is a string.
  std::vector<Value> Strings(std::string_view key);
  // The objects of a list.
  std::vector<const Value*> Objects(std::string_view key);
  // All elements of a list.
  std::vector<const Value*> Elements(std::string_view key);

  // The names of all fields, in order.
  std::vector<std::string> Keys() const;

  // The line of a field's value, or of the object if the field is missing. 0 if values have no
  // lines.
  int LineOf(std::string_view key) const;

  // kProtocol: "spec.addresses must be a list, found a string", with the line of the value.
  const std::optional<Error>& error() const { return root_->error_; }

 private:
  FieldReader(const Value* object, FieldReader* parent, std::string_view name)
      : object_(object),
        parent_(parent),
        root_(parent == nullptr ? this : parent->root_),
        name_(name) {}

  // nullptr if the field is missing, null or not a T.
  template <typename T>
  const T* Get(std::string_view key, std::string_view type);
  void SetError(std::string_view key, const Value& found, std::string_view expected);
  std::string PathTo(std::string_view key) const;

  const Value* object_;  // nullptr: missing
  FieldReader* parent_;
  FieldReader* root_;
  std::string_view name_;
  std::optional<Error> error_;  // only of the root
};

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_FIELD_READER_H_
