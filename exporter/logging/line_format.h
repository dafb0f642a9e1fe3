// One log line as text. Pure.

#ifndef EXPORTER_LOGGING_LINE_FORMAT_H_
#define EXPORTER_LOGGING_LINE_FORMAT_H_

#include <chrono>
#include <string>
#include <string_view>

#include "exporter/logging/logger.h"

namespace exporter::logging {

struct Line {
  std::chrono::system_clock::time_point time;
  Level level = Level::kInfo;
  std::string_view message;
  Logger::Fields fields;
};

// ts=2026-11-24T09:30:52.123Z level=info msg="cluster is read" cluster=a
// Values are quoted where they must be; line breaks and other control characters are escaped, bytes
// that are no UTF-8 replaced.
std::string FormatLogfmt(const Line& line);

// {"ts":"2026-11-24T09:30:52.123Z","level":"info","msg":"cluster is read","cluster":"a"}
std::string FormatJson(const Line& line);

}  // namespace exporter::logging

#endif  // EXPORTER_LOGGING_LINE_FORMAT_H_
