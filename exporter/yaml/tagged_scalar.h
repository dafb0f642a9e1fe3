// The value of a YAML scalar with or without quotes and a tag, such as !!binary. Pure.

#ifndef EXPORTER_YAML_TAGGED_SCALAR_H_
#define EXPORTER_YAML_TAGGED_SCALAR_H_

#include "exporter/objects/value.h"
#include "exporter/result/result.h"
#include "exporter/yaml/event_reader.h"

namespace exporter::yaml {

// Tags that YAML does not define are ignored. Errors: kConfig, with a line: !!binary is not base64.
// REQUIRES: the event is a scalar.
Result<decltype(objects::Value::data)> ValueOfScalar(Event event);

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_TAGGED_SCALAR_H_
