// Which labelled objects a selector means: a Kubernetes LabelSelector, as advertisements use it to
// choose pools. A value type, pure.
// Source: k8s.io/apimachinery, meta/v1 LabelSelector and its documentation of operators.

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
  std::vector<std::string> values;  // of kIn and kNotIn

  // An object without the label is not in any list of values.
  bool Matches(const std::vector<Label>& labels) const;
};

struct LabelSelector {
  std::vector<LabelRequirement> requirements;  // all of them must match; none means any object

  bool Matches(const std::vector<Label>& labels) const;
};

// Errors: kProtocol, a field of another type than the API's, or an operator that there is not.
Result<LabelSelector> DecodeLabelSelector(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_LABEL_SELECTOR_H_
