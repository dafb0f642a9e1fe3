// The fields of a YAML mapping, with those of its merge keys (<<). Pure.

#ifndef EXPORTER_YAML_MAPPING_H_
#define EXPORTER_YAML_MAPPING_H_

#include <string>
#include <unordered_map>
#include <vector>

#include "exporter/objects/value.h"

namespace exporter::yaml {

struct Mapping {
  objects::Value::Object own;
  std::unordered_map<std::string, int> lines;  // name to line, for the names in `own`
  std::vector<objects::Value::Object> merged;

  // Adds the mappings in the value of a merge key. Returns false if the value is neither a mapping
  // nor a list of mappings.
  bool Merge(objects::Value value);

  // Fields in `own` override merged fields; earlier merged fields override later merged fields.
  objects::Value::Object Join() &&;
};

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_MAPPING_H_
