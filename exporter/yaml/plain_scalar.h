// The value of a YAML scalar without quotes. Pure.
//
// Source: sigs.k8s.io/yaml, goyaml.v2's resolve, which kubectl and API servers use: YAML 1.1 words
// for booleans, and Go's numbers (0x8, 0o10, 010, 0b11, 1_000). As in kustomize, y and n are text,
// because they are more often names than booleans.

#ifndef EXPORTER_YAML_PLAIN_SCALAR_H_
#define EXPORTER_YAML_PLAIN_SCALAR_H_

#include <string>

#include "exporter/objects/value.h"

namespace exporter::yaml {

// Null, a boolean, a number or a string. A whole number that fits into 64 bits is an integer in any
// notation.
decltype(objects::Value::data) PlainScalar(const std::string& text);

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_PLAIN_SCALAR_H_
