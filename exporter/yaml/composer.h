// Composes YAML events to trees. A part of yaml_reader.h.
//
// Recursive, with bounds for the depth and for the values that aliases repeat. One thread; for one
// text.

#ifndef EXPORTER_YAML_COMPOSER_H_
#define EXPORTER_YAML_COMPOSER_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"
#include "exporter/yaml/event_reader.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::yaml {

class Composer {
 public:
  // `text` must outlive this. REQUIRES: it is UTF-8.
  Composer(std::string_view text, Duplicates duplicates);

  Result<std::vector<objects::Value>> Documents();

 private:
  // The value of an anchor.
  struct Anchored {
    objects::Value value;
    std::size_t nodes = 0;
    int height = 0;
  };
  struct Mapping;

  // `first` is the first event of the value; `depth` is 0 for a document.
  Result<objects::Value> Compose(Event first, int depth);
  Result<objects::Value> ComposeUnanchored(Event first, int depth);
  Result<objects::Value> Repeat(const Event& alias, int depth);
  Result<objects::Value> ComposeList(int line, int depth);
  Result<objects::Value> ComposeMapping(int line, int depth);
  Result<void> AddField(const Event& key, int depth, Mapping& mapping);
  Result<std::string> NameOf(const Event& key, int depth);

  // Counts nodes that are created or copied. Error: too many for the size of the text.
  Result<void> Spend(std::size_t nodes, int line);

  EventReader events_;
  const Duplicates duplicates_;
  std::size_t nodes_left_;
  std::size_t nodes_ = 0;  // created so far
  int deepest_ = 0;        // since the start of the current anchor
  std::map<std::string, Anchored> anchors_;
};

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_COMPOSER_H_
