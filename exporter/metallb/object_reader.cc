#include "exporter/metallb/object_reader.h"

namespace exporter::metallb {

ObjectReader::ObjectReader(const objects::Value& object, std::string_view kind)
    : kind_(kind),
      root_(object),
      metadata_(root_.Object("metadata")),
      spec_(root_.Object("spec")),
      name_(metadata_.String("name")),
      name_space_(metadata_.String("namespace")),
      line_(name_.empty() ? object.line : metadata_.LineOf("name")) {
  objects::FieldReader labels = metadata_.Object("labels");
  for (const std::string& name : labels.Keys()) {
    labels_.push_back({name, labels.String(name), labels.LineOf(name)});
  }
}

void ObjectReader::AddError(int line, const std::string& what) {
  if (!decoder_error_) decoder_error_ = At(line, what);
}

std::optional<Error> ObjectReader::error() const {
  if (root_.error()) return At(root_.error()->line, root_.error()->message);
  if (decoder_error_) return decoder_error_;
  if (!name_.empty()) return std::nullopt;
  return Fail(ErrorKind::kProtocol, std::string(kind_) + " has no metadata.name", line_).value();
}

Error ObjectReader::At(int line, const std::string& what) const {
  return Fail(ErrorKind::kProtocol, std::string(kind_) + " \"" + name_ + "\": " + what, line)
      .value();
}

}  // namespace exporter::metallb
