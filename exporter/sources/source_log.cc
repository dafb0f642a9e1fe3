#include "exporter/sources/source_log.h"

#include <cstddef>
#include <utility>

namespace exporter::sources {

void SourceLog::Log(const fleet::SourceView& source, const std::string& missing,
                    logging::Logger& logger) {
  constexpr std::size_t kMaxLogged = 10;
  const bool was_up = std::exchange(was_up_, source.up);
  if (source.up) {
    logged_.clear();
    if (!was_up) logger.Info("source is up", {{"source", source.source}});
  } else if (source.last_error && logged_.size() < kMaxLogged &&
             logged_.insert(source.last_error->message).second) {
    logger.Warn("source is down", {{"source", source.source},
                                   {"reason", Name(source.last_error->kind)},
                                   {"error", source.last_error->message}});
  }
  if (std::exchange(missing_, missing) == missing || missing.empty()) return;
  logger.Warn("the answer of the source is incomplete",
              {{"source", source.source}, {"reason", missing}});
}

}  // namespace exporter::sources
