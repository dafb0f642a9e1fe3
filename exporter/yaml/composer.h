// Builds trees from YAML events: resolves anchors, aliases and merge keys.
//
// Only yaml_reader.cc uses this unit. Recursive, with bounds on the depth and on the number of
// values that aliases copy. Does not check that the text is UTF-8. One composer reads one text, in
// one thread.

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
  // REQUIRES: `text` is UTF-8 and outlives the composer.
  Composer(std::string_view text, Duplicates duplicates);

  // One tree for each document, in order. REQUIRES: it is called once.
  Result<std::vector<objects::Value>> Documents();

 private:
  // The value of an anchor, its number of nodes, and the depth of the nodes in it.
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

  // Counts nodes that are created or copied. Returns an error if there are too many for the size of
  // the text.
  Result<void> Spend(std::size_t nodes, int line);

  EventReader events_;
  const Duplicates duplicates_;
  std::size_t nodes_left_;
  std::size_t nodes_ = 0;  // in the trees, including copies
  int deepest_ = 0;        // the greatest depth since the start of the current anchor
  std::map<std::string, Anchored> anchors_;
};

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_COMPOSER_H_
