// Parses and formats durations in Prometheus's notation: "500ms", "30s", "5m", "1h30m". Weeks and
// years are not supported. Pure.

#ifndef EXPORTER_CONFIG_DURATION_H_
#define EXPORTER_CONFIG_DURATION_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace exporter::config {

// Whole numbers with the units d, h, m, s and ms, each unit at most once and in this order.
// Returns nullopt for anything else, for zero, and for more than 3650 days.
std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text);

// The shortest text for which ParseDuration returns `duration`: "1h30m".
// REQUIRES: `duration` is positive.
std::string FormatDuration(std::chrono::milliseconds duration);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_DURATION_H_
