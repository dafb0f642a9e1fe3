// Reads YAML into trees of values that have lines. JSON is read as YAML. The text is UTF-8, or
// UTF-16 with a byte order mark.
//
// Scalars have the same values as in sigs.k8s.io/yaml, which all Kubernetes tools use: plain true,
// yes and on are booleans, plain numbers are numbers, quoted text is a string. The name of a field
// is the text of its key. !!binary is decoded. Anchors, aliases and merge keys (<<) are resolved.
// Does not check which fields an object has. Pure; safe with any text, because time, memory and
// depth are limited.

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
  // As in kubectl for a kubeconfig, which also ignores everything after the first document.
  kLastCounts
};

// One tree for each document, in order. An empty text has no document. `lines_before`: the number
// of lines of the file before the text. Errors: kConfig, with a line: not UTF-8, not YAML, nested
// too deep, aliases that expand to too many values, a field name that is not text, a duplicate
// name. A message quotes duplicate names only, because the text may contain secrets; and not these,
// if the text contains the word Secret.
Result<std::vector<objects::Value>> ReadDocuments(std::string_view text,
                                                  Duplicates duplicates = Duplicates::kAreErrors,
                                                  int lines_before = 0);

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_YAML_READER_H_
