// YAML (and so JSON) text to trees of fields, each with its line.
//
// Scalars become what sigs.k8s.io/yaml makes of them, which reads everything that Kubernetes tools
// read: plain true, yes, on and their like are booleans, plain numbers numbers, everything in
// quotes a string. A field's name is its text as it is written. Anchors, aliases and merge keys
// (<<) are followed. Pure, and safe with any text: what would take too long or go too deep is an
// error.

#ifndef EXPORTER_YAML_YAML_READER_H_
#define EXPORTER_YAML_YAML_READER_H_

#include <string_view>
#include <vector>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::yaml {

// What a name that stands twice in one mapping is.
enum class Duplicates {
  kAreErrors,  // to kustomize, and to whoever reads what others wrote
  kLastCounts  // to kubectl in a kubeconfig
};

// One tree for each document of the text, in order; none for an empty text.
// Errors: kConfig, "line 3: …": not UTF-8, no YAML, nested too deep, aliases that blow up, a name
// that stands twice. But for such a name without any of the text, which may hold secrets.
Result<std::vector<objects::Value>> ReadDocuments(std::string_view text,
                                                  Duplicates duplicates = Duplicates::kAreErrors);

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_YAML_READER_H_
