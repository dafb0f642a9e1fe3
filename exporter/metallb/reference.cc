#include "exporter/metallb/reference.h"

#include <utility>
#include <variant>

#include "exporter/objects/value.h"

namespace exporter::metallb {

std::vector<Reference> ReadReferences(objects::FieldReader& fields, std::string_view key) {
  std::vector<Reference> references;
  for (objects::Value& value : fields.Strings(key)) {
    references.push_back({std::get<std::string>(std::move(value.data)), value.line});
  }
  return references;
}

}  // namespace exporter::metallb
