#include "exporter/config/percent.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

namespace exporter::config {
namespace {

constexpr std::size_t kDecimals = 2;
constexpr std::uint32_t kOnePercent = 100;
constexpr std::uint32_t kHundredPercent = 10'000;

std::optional<std::uint32_t> Hundredths(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = text.substr(std::min(point + 1, text.size()));
  const bool has_point = point < text.size();
  if ((whole.empty() && !has_point) || whole.size() > 3 || decimals.size() > kDecimals ||
      has_point == decimals.empty()) {
    return std::nullopt;
  }
  std::string digits = std::string(whole) + std::string(decimals);
  digits.append(kDecimals - decimals.size(), '0');
  std::uint32_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = 10 * number + static_cast<std::uint32_t>(c - '0');
  }
  return number;
}

}  // namespace

Result<Percent> ParsePercent(std::string_view text) {
  const auto hundredths = Hundredths(text);
  if (!hundredths || *hundredths == 0 || *hundredths > kHundredPercent) {
    return Fail(ErrorKind::kConfig, "use a percentage from 1 to 100, such as 80 or 99.5");
  }
  if (*hundredths < kOnePercent) {
    return Fail(ErrorKind::kConfig, "use a percentage from 1 to 100; did you mean " +
                                        std::to_string(*hundredths) + '?');
  }
  return Percent{*hundredths};
}

}  // namespace exporter::config
