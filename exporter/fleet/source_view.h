// Other exporters whose clusters are part of the fleet, and the identity of exporters, with which
// they find loops: an exporter must not read itself, directly or through others. Plain values.

#ifndef EXPORTER_FLEET_SOURCE_VIEW_H_
#define EXPORTER_FLEET_SOURCE_VIEW_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "exporter/result/result.h"

namespace exporter::fleet {

// Another exporter, at one moment.
struct SourceView {
  std::string source;  // its base URL without credentials; unique
  bool tried = false;  // it was read once, with or without success
  bool up = false;     // the last read succeeded
  // Entries of its clusters, or whole clusters, are missing in the fleet, a source of its own
  // cannot be read, or its JSON has another version. nullopt until it has answered.
  std::optional<bool> incomplete;
  std::optional<std::chrono::system_clock::time_point> last_success;
  std::optional<Error> last_error;  // nullopt if the last read succeeded

  bool operator==(const SourceView&) const = default;
};

struct ExporterIdentity {
  std::string id;                  // random, for each start of a process; empty: unknown
  std::vector<std::string> reads;  // the ids of its sources, and of their sources; sorted

  bool operator==(const ExporterIdentity&) const = default;
};

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_SOURCE_VIEW_H_
