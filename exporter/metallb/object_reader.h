// Reads the common fields of MetalLB's objects: name, namespace, labels and spec.
//
// As with objects::FieldReader, decoders read all fields of `spec` and then check for the first
// error. The reader does not know the fields of `spec`. The object must outlive the reader. One
// thread.

#ifndef EXPORTER_METALLB_OBJECT_READER_H_
#define EXPORTER_METALLB_OBJECT_READER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/field_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

// One entry of metadata.labels.
struct Label {
  std::string name;
  std::string value;
  int line = 0;

  bool operator==(const Label&) const = default;
};

class ObjectReader {
 public:
  // `kind` names the object in messages: "IPAddressPool".
  ObjectReader(const objects::Value& object, std::string_view kind);

  objects::FieldReader& metadata() { return metadata_; }
  objects::FieldReader& spec() { return spec_; }

  const std::string& name() const { return name_; }
  const std::string& name_space() const { return name_space_; }
  int line() const { return line_; }  // of the name, or of the object if the name is missing
  const std::vector<Label>& labels() const { return labels_; }

  // Adds an error that the decoder found. Later errors of the decoder are ignored.
  void AddError(int line, const std::string& what);

  // kProtocol, with a line: `IPAddressPool "web": spec.addresses must be a list, found a string`. A
  // type error precedes an error of the decoder.
  std::optional<Error> error() const;

 private:
  Error At(int line, const std::string& what) const;

  std::string_view kind_;
  objects::FieldReader root_;
  objects::FieldReader metadata_;
  objects::FieldReader spec_;
  std::string name_;
  std::string name_space_;
  int line_ = 0;
  std::vector<Label> labels_;
  std::optional<Error> decoder_error_;
};

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_OBJECT_READER_H_
