// From the parts of a YAML text to trees: a part of ReadDocuments.
//
// Recursive, within bounds on depth and on how much aliases may repeat. One thread; for one text.

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
  // What an alias repeats.
  struct Anchored {
    objects::Value value;
    std::size_t nodes = 0;
    int height = 0;
  };
  // A mapping while it is read.
  struct Mapping;

  // `first` is what the value begins with; `depth` is 0 for a document's.
  Result<objects::Value> Compose(Event first, int depth);
  Result<objects::Value> ComposeUnanchored(Event first, int depth);
  Result<objects::Value> Repeat(const Event& alias, int depth);
  Result<objects::Value> ComposeList(int line, int depth);
  Result<objects::Value> ComposeMapping(int line, int depth);
  Result<void> AddField(const Event& key, int depth, Mapping& mapping);
  // The text of a field's name.
  Result<std::string> NameOf(const Event& key, int depth);

  // Nodes that are made or copied. An error where they are more than the text excuses.
  Result<void> Spend(std::size_t nodes, int line);

  EventReader events_;
  const Duplicates duplicates_;
  std::size_t nodes_left_;
  std::size_t nodes_ = 0;  // made so far
  int deepest_ = 0;        // since the anchor that is being read began
  std::map<std::string, Anchored> anchors_;
};

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_COMPOSER_H_
