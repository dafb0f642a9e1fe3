// Reads YAML, and so JSON, to trees of fields with lines.
//
// Scalars have the values that sigs.k8s.io/yaml gives them, as in all Kubernetes tools: plain true,
// yes and on are booleans, plain numbers are numbers, quoted text is a string. A field's name is
// its text. Anchors, aliases and merge keys (<<) are resolved. Pure; safe with any text: bounds
// limit time, memory and depth.

#ifndef EXPORTER_YAML_YAML_READER_H_
#define EXPORTER_YAML_YAML_READER_H_

#include <string_view>
#include <vector>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::yaml {

// How to treat a name that occurs twice in one mapping.
enum class Duplicates {
  kAreErrors,  // as in kustomize
  kLastCounts  // as in kubectl for a kubeconfig
};

// One tree for each document, in order; none for an empty text.
// Errors: kConfig, "line 3: …": not UTF-8, not YAML, nested too deep, aliases that expand to too
// many values, a duplicate name. Only a duplicate name is quoted, because the text may contain
// secrets.
Result<std::vector<objects::Value>> ReadDocuments(std::string_view text,
                                                  Duplicates duplicates = Duplicates::kAreErrors);

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_YAML_READER_H_
