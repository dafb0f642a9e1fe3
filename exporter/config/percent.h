// A percentage from 1 to 100 with at most two decimals, stored as an exact number: "80", "99.5".
// Pure.

#ifndef EXPORTER_CONFIG_PERCENT_H_
#define EXPORTER_CONFIG_PERCENT_H_

#include <compare>
#include <cstdint>
#include <string_view>

#include "exporter/result/result.h"

namespace exporter::config {

struct Percent {
  std::uint32_t hundredths = 0;  // 8000 is 80 %

  auto operator<=>(const Percent&) const = default;
};

// Errors: kConfig, for anything but a number from 1 to 100 with at most two decimals. The message
// says what to write. For 0.8 the message suggests 80.
Result<Percent> ParsePercent(std::string_view text);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_PERCENT_H_
