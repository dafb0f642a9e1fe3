// Writes a value as JSON text. Pure.

#ifndef EXPORTER_GITOPS_JSON_TEXT_H_
#define EXPORTER_GITOPS_JSON_TEXT_H_

#include <string>

#include "exporter/objects/value.h"

namespace exporter::gitops {

// Numbers that JSON does not have, such as .inf, become strings. REQUIRES: the depth of the value
// is limited, as in the values of yaml/yaml_reader.h.
std::string JsonText(const objects::Value& value);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_JSON_TEXT_H_
