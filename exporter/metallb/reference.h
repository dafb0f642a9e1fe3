// The name of another object, as an object in a manifest contains it. A plain value.

#ifndef EXPORTER_METALLB_REFERENCE_H_
#define EXPORTER_METALLB_REFERENCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/field_reader.h"

namespace exporter::metallb {

// The name of another object, or a BGP community, and its line in the file.
struct Reference {
  std::string name;
  int line = 0;

  bool operator==(const Reference&) const = default;
};

// The strings of the list `key`, with their lines.
std::vector<Reference> ReadReferences(objects::FieldReader& fields, std::string_view key);

// False for a text in a manifest that contains a variable without a value, that a template
// supplies, or that SOPS encrypted. Such a text may be any text.
inline bool IsKnown(std::string_view text) {
  return text.find("${") == text.npos && text.find("{{") == text.npos && !text.starts_with("ENC[");
}

// True if one MetalLB may read objects of both namespaces. MetalLB reads only one namespace. A
// manifest without a namespace (empty) may be applied to any namespace (kubectl -n, kustomize).
inline bool IsReadWith(std::string_view name_space, std::string_view other) {
  return name_space.empty() || other.empty() || name_space == other;
}

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_REFERENCE_H_
