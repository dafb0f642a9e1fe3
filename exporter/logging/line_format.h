// Formats one log line as text. Does not write the line (logger.h). Pure.

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

// ts=2026-11-24T09:30:52.123Z level=info msg="cluster is up" cluster=a
// Escapes invisible characters in values (visible_text.h), and quotes values if necessary.
std::string FormatLogfmt(const Line& line);

// Values are exact, with JSON's escapes. Bytes that are not UTF-8 are replaced.
// {"ts":"2026-11-24T09:30:52.123Z","level":"info","msg":"cluster is up","cluster":"a"}
std::string FormatJson(const Line& line);

}  // namespace exporter::logging

#endif  // EXPORTER_LOGGING_LINE_FORMAT_H_
