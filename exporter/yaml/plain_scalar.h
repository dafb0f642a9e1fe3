// What a YAML scalar without quotes stands for. Pure.
//
// Source: sigs.k8s.io/yaml, goyaml.v2's resolve, by which kubectl and API servers read: YAML 1.1
// words for booleans, and Go's numbers (0x8, 0o10, 010, 0b11, 1_000). But y and n are text, as to
// kustomize: they are names more often than answers.

#ifndef EXPORTER_YAML_PLAIN_SCALAR_H_
#define EXPORTER_YAML_PLAIN_SCALAR_H_

#include <string>

#include "exporter/objects/value.h"

namespace exporter::yaml {

// Null, a boolean, a number or a string. A number without a fraction is an integer, however it is
// written, as long as 64 bits hold it.
decltype(objects::Value::data) PlainScalar(const std::string& text);

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_PLAIN_SCALAR_H_
