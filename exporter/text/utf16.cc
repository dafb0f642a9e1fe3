#include "exporter/text/utf16.h"

#include <cstddef>

#include "exporter/text/utf8.h"

namespace exporter::text {
namespace {

constexpr char32_t kFirstHighSurrogate = 0xd800;
constexpr char32_t kFirstLowSurrogate = 0xdc00;
constexpr char32_t kAfterSurrogates = 0xe000;

// REQUIRES: `pair` has two bytes.
char32_t UnitOf(std::string_view pair, bool little_endian) {
  const auto first = static_cast<unsigned char>(pair[0]);
  const auto second = static_cast<unsigned char>(pair[1]);
  const auto high = char32_t{little_endian ? second : first};
  return high << 8 | (little_endian ? first : second);
}

}  // namespace

std::optional<std::string> Utf16ToUtf8(std::string_view text) {
  const bool little_endian = text.starts_with("\xff\xfe");
  if (!little_endian && !text.starts_with("\xfe\xff")) return std::nullopt;
  text.remove_prefix(2);
  if (text.size() % 2 != 0) return std::nullopt;
  std::string utf8;
  utf8.reserve(text.size() / 2);
  while (!text.empty()) {
    char32_t code = UnitOf(text, little_endian);
    text.remove_prefix(2);
    if (code >= kFirstHighSurrogate && code < kFirstLowSurrogate && !text.empty()) {
      const char32_t low = UnitOf(text, little_endian);
      text.remove_prefix(2);
      if (low < kFirstLowSurrogate || low >= kAfterSurrogates) return std::nullopt;
      code = 0x10000 + ((code - kFirstHighSurrogate) << 10) + (low - kFirstLowSurrogate);
    }
    if (code >= kFirstHighSurrogate && code < kAfterSurrogates) return std::nullopt;
    AppendUtf8(code, utf8);
  }
  return utf8;
}

}  // namespace exporter::text
