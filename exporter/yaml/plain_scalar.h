// Determines the type and value of a YAML scalar without quotes. Pure.
//
// Booleans are the words of YAML 1.1. Numbers have Go's notations (0x8, 0o10, 010, 0b11, 1_000). As
// in kustomize, y and n are text, because they are more often names than booleans. Timestamps are
// text.
// Source: sigs.k8s.io/yaml, goyaml.v2's resolve, which kubectl and API servers use.

#ifndef EXPORTER_YAML_PLAIN_SCALAR_H_
#define EXPORTER_YAML_PLAIN_SCALAR_H_

#include <string>

#include "exporter/objects/value.h"

namespace exporter::yaml {

// Null, a boolean, an integer, a Value::Number or a string. A whole number that fits into 64 bits
// is an integer in every notation except decimals and exponents above 2^53.
decltype(objects::Value::data) PlainScalar(const std::string& text);

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_PLAIN_SCALAR_H_
