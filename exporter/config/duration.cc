#include "exporter/config/duration.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace exporter::config {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

// In the order in which units may appear in a duration.
constexpr std::array<Unit, 5> kUnits = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t kMaxMilliseconds = std::int64_t{3650} * 86'400'000;

std::optional<std::size_t> UnitNamed(std::string_view name) {
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (kUnits.at(i).name == name) return i;
  }
  return std::nullopt;
}

std::optional<std::int64_t> Milliseconds(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  std::int64_t total = 0;
  std::size_t next_unit = 0;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));

    const std::string_view name = text.substr(0, text.find_first_of(kDigits));
    const auto unit = UnitNamed(name);
    if (!unit || *unit < next_unit) return std::nullopt;
    const std::int64_t milliseconds = kUnits.at(*unit).milliseconds;
    if (number > (kMaxMilliseconds - total) / milliseconds) return std::nullopt;
    total += number * milliseconds;
    next_unit = *unit + 1;
    text.remove_prefix(name.size());
  }
  return total > 0 ? std::optional(total) : std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  const auto milliseconds = text.starts_with('-') ? std::nullopt : Milliseconds(text);
  if (!milliseconds) return std::nullopt;
  return std::chrono::milliseconds(*milliseconds);
}

std::string FormatDuration(std::chrono::milliseconds duration) {
  std::int64_t remainder = duration.count();
  std::string text;
  for (const Unit& unit : kUnits) {
    if (remainder < unit.milliseconds) continue;
    text += std::to_string(remainder / unit.milliseconds);
    text += unit.name;
    remainder %= unit.milliseconds;
  }
  return text;
}

}  // namespace exporter::config
