// A Kubernetes LabelSelector. Advertisements use it to select pools. A value type, pure.
//
// Source: k8s.io/apimachinery, meta/v1 LabelSelector, and the Kubernetes documentation of
// operators.

#ifndef EXPORTER_METALLB_LABEL_SELECTOR_H_
#define EXPORTER_METALLB_LABEL_SELECTOR_H_

#include <string>
#include <utility>
#include <vector>

#include "exporter/metallb/object_reader.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

struct LabelRequirement {
  enum class Operator { kIn, kNotIn, kExists, kDoesNotExist };

  std::string key;
  Operator op = Operator::kIn;
  std::vector<std::string> values;  // used by kIn and kNotIn only

  // An object without the label matches kNotIn.
  bool Matches(const std::vector<Label>& labels) const;
};

struct LabelSelector {
  std::vector<LabelRequirement> requirements;  // all must match; empty: matches all objects

  bool Matches(const std::vector<Label>& labels) const;
};

// Errors: kProtocol if a field has a wrong type or an operator is unknown.
Result<LabelSelector> DecodeLabelSelector(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_LABEL_SELECTOR_H_
