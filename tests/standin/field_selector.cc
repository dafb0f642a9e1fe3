#include "tests/standin/field_selector.h"

#include <algorithm>
#include <cstddef>

namespace exporter::standin {

std::vector<FieldSelector> ParseSelectors(std::string_view text) {
  std::vector<FieldSelector> selectors;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view part = text.substr(0, comma);
    const std::size_t equals = std::min(part.find('='), part.size());
    std::string_view value = part.substr(std::min(equals + 1, part.size()));
    if (value.starts_with('=')) value.remove_prefix(1);
    selectors.push_back({std::string(part.substr(0, equals)), std::string(value)});
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return selectors;
}

bool IsSelected(const StoredObject& object, const std::vector<FieldSelector>& selectors) {
  return std::all_of(selectors.begin(), selectors.end(), [&](const FieldSelector& selector) {
    if (selector.field == "metadata.name") return object.name == selector.value;
    if (selector.field == "metadata.namespace") return object.name_space == selector.value;
    return object.type == selector.value;  // spec.type
  });
}

}  // namespace exporter::standin
