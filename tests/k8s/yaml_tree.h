// YAML files and paths into them.

#ifndef TESTS_K8S_YAML_TREE_H_
#define TESTS_K8S_YAML_TREE_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"

namespace exporter::tests {

std::string ReadText(const std::string& path);

// The documents of a text. Throws std::runtime_error if it is not YAML.
std::vector<objects::Value> ReadYaml(const std::string& text);

// The value at a path such as "spec.template.spec"; null if there is none. For a name that contains
// dots, use Value::Find.
const objects::Value& At(const objects::Value& value, std::string_view path);

// The elements of a list; empty if the value is not a list.
std::vector<objects::Value> Elements(const objects::Value& value);

// The value on one line: strings and numbers as they are, everything else similar to JSON. Equal
// values have equal texts.
std::string Text(const objects::Value& value);

}  // namespace exporter::tests

#endif  // TESTS_K8S_YAML_TREE_H_
