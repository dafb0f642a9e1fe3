// Field selectors of lists and watches: "spec.type=LoadBalancer,metadata.namespace=shop".

#ifndef TESTS_STANDIN_FIELD_SELECTOR_H_
#define TESTS_STANDIN_FIELD_SELECTOR_H_

#include <string>
#include <string_view>
#include <vector>

#include "tests/standin/cluster_state.h"

namespace exporter::standin {

struct FieldSelector {
  std::string field;
  std::string value;
};

// `=` and `==` mean the same.
std::vector<FieldSelector> ParseSelectors(std::string_view text);

// True if the object satisfies each selector. REQUIRES: each field is metadata.name,
// metadata.namespace or spec.type.
bool IsSelected(const StoredObject& object, const std::vector<FieldSelector>& selectors);

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_FIELD_SELECTOR_H_
