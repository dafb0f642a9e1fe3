#include "exporter/report/invisible_characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace exporter::report {
namespace {

struct CodeRange {
  char32_t first;
  char32_t last;
};

// Source: Unicode 15, DerivedGeneralCategory (Cc, Cf, Zl, Zp) and Default_Ignorable_Code_Point.
constexpr std::array<CodeRange, 26> kInvisible = {{
    {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x034f, 0x034f},
    {0x0600, 0x0605},   {0x061c, 0x061c},   {0x06dd, 0x06dd},   {0x070f, 0x070f},
    {0x0890, 0x0891},   {0x08e2, 0x08e2},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},
    {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffb},   {0x110bd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
}};

bool IsVisible(char32_t code) {
  return std::none_of(kInvisible.begin(), kInvisible.end(), [code](const CodeRange& range) {
    return range.first <= code && code <= range.last;
  });
}

// A character as it stands in a text; of no length where there is none.
struct Character {
  char32_t code = 0;
  std::size_t length = 0;
};

Character CharacterAt(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xf0 && lead < 0xf5 ? 4
                                                           : 0;
  if (length == 0 || text.size() < length) return {};
  constexpr std::array<unsigned char, 5> kLeadBits = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t code = lead & kLeadBits.at(length);
  for (const char c : text.substr(1, length - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) return {};
    code = code << 6 | (byte & 0x3f);
  }
  return {code, length};
}

}  // namespace

std::string WriteOutInvisible(std::string_view text) {
  std::string visible;
  visible.reserve(text.size());
  while (!text.empty()) {
    const Character character = CharacterAt(text);
    const std::size_t length = std::max<std::size_t>(character.length, 1);
    if (character.length > 0 && !IsVisible(character.code)) {
      visible += fmt::format("[U+{:04X}]", static_cast<std::uint32_t>(character.code));
    } else {
      visible += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return visible;
}

}  // namespace exporter::report
