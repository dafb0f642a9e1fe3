// YAML files and the paths through them, for tests of what is deployed.

#ifndef TESTS_K8S_YAML_TREE_H_
#define TESTS_K8S_YAML_TREE_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"

namespace exporter::tests {

std::string ReadText(const std::string& path);

// The documents of a text. Throws std::runtime_error where it is no YAML.
std::vector<objects::Value> ReadYaml(const std::string& text);

// What stands at "spec.template.spec"; null where nothing does. A name with dots in it has none of
// its own: use Value::Find.
const objects::Value& At(const objects::Value& value, std::string_view path);

// The elements of a list; none where it is no list.
std::vector<objects::Value> Elements(const objects::Value& value);

// One line of text: a string or number as it is, everything else as JSON would have it. Equal where
// the data is.
std::string Text(const objects::Value& value);

}  // namespace exporter::tests

#endif  // TESTS_K8S_YAML_TREE_H_
