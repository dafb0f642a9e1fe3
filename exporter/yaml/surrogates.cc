#include "exporter/yaml/surrogates.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>

namespace exporter::yaml {
namespace {

constexpr std::size_t kEscapeLength = 6;  // \ud83d
constexpr std::uint32_t kFirstHigh = 0xD800;
constexpr std::uint32_t kFirstLow = 0xDC00;
constexpr std::uint32_t kEndOfLow = 0xE000;

// The code unit of the escape at the start of `text`; nullopt if `text` does not start with an
// escape.
std::optional<std::uint32_t> UnitAt(std::string_view text) {
  if (text.size() < kEscapeLength || !text.starts_with("\\u")) return std::nullopt;
  std::uint32_t unit = 0;
  const char* const end = text.data() + kEscapeLength;
  const auto [stop, error] = std::from_chars(text.data() + 2, end, unit, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return unit;
}

// The character of the surrogate pair at the start of `text`; nullopt if there is none.
std::optional<std::uint32_t> PairAt(std::string_view text) {
  const auto high = UnitAt(text);
  if (!high || *high < kFirstHigh || *high >= kFirstLow) return std::nullopt;
  const auto low = UnitAt(text.substr(kEscapeLength));
  if (!low || *low < kFirstLow || *low >= kEndOfLow) return std::nullopt;
  return 0x10000 + ((*high - kFirstHigh) << 10) + (*low - kFirstLow);
}

}  // namespace

bool MayContainSurrogates(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return false;
  return text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
}

std::string JoinSurrogates(std::string_view json) {
  std::string joined;
  joined.reserve(json.size());
  for (std::size_t i = 0; i < json.size();) {
    if (json[i] != '\\') {
      joined += json[i++];
      continue;
    }
    if (const auto character = PairAt(json.substr(i))) {
      std::array<char, sizeof("\\U0001f600")> escape{};
      std::snprintf(escape.data(), escape.size(), "\\U%08x", *character);
      joined += escape.data();
      i += 2 * kEscapeLength;
    } else {  // copy both, because the second may be a backslash
      joined += json.substr(i, 2);
      i += 2;
    }
  }
  return joined;
}

}  // namespace exporter::yaml
