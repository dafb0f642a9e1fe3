// Lengths of time as Prometheus writes them: "500ms", "30s", "5m", "1h30m".

#ifndef EXPORTER_CONFIG_DURATION_H_
#define EXPORTER_CONFIG_DURATION_H_

#include <chrono>
#include <string>
#include <string_view>

#include "exporter/result/result.h"

namespace exporter::config {

// Whole numbers with the units d, h, m, s, ms, each at most once and in this order, nothing else.
// Errors: kConfig, for anything else, for zero and for more than ten years.
Result<std::chrono::milliseconds> ParseDuration(std::string_view text);

// The shortest such text: "1h30m".
// REQUIRES: `duration` is positive.
std::string FormatDuration(std::chrono::milliseconds duration);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_DURATION_H_
