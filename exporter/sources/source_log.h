// Logs what changed at a source. While a source is down, each error is logged once, and at most ten
// are, so that alternating errors do not fill the log. Used by one thread at a time.

#ifndef EXPORTER_SOURCES_SOURCE_LOG_H_
#define EXPORTER_SOURCES_SOURCE_LOG_H_

#include <set>
#include <string>

#include "exporter/fleet/source_view.h"
#include "exporter/logging/logger.h"

namespace exporter::sources {

class SourceLog {
 public:
  // Call after each read. `missing`: why the source is incomplete; empty: it is complete.
  void Log(const fleet::SourceView& source, const std::string& missing, logging::Logger& logger);

 private:
  bool was_up_ = false;
  std::string missing_;           // as logged
  std::set<std::string> logged_;  // messages, since the source was last up
};

}  // namespace exporter::sources

#endif  // EXPORTER_SOURCES_SOURCE_LOG_H_
