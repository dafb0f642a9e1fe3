#include "exporter/sources/source_log.h"

#include <utility>

namespace exporter::sources {

void SourceLog::Log(const fleet::SourceView& source, logging::Logger& logger) {
  const bool was_up = std::exchange(was_up_, source.up);
  if (source.up) {
    logged_.clear();
    if (!was_up) logger.Info("source is up", {{"source", source.source}});
  } else if (source.last_error && logged_.insert(source.last_error->kind).second) {
    logger.Warn("source is down", {{"source", source.source},
                                   {"reason", Name(source.last_error->kind)},
                                   {"error", source.last_error->message}});
  }
  const bool incomplete = source.incomplete.value_or(false);
  if (!std::exchange(was_incomplete_, incomplete) && incomplete) {
    logger.Warn(
        "the answer of the source is incomplete: it is an exporter of another version, or "
        "one of its own sources is down or incomplete",
        {{"source", source.source}});
  }
}

}  // namespace exporter::sources
