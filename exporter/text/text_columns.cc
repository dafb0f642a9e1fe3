#include "exporter/text/text_columns.h"

#include <algorithm>
#include <array>
#include <vector>

#include "exporter/text/utf8.h"

namespace exporter::text {
namespace {

struct CharacterRange {
  char32_t first;
  char32_t last;
  std::size_t columns;
};

// Characters that do not have one column. Source: Unicode 15, EastAsianWidth (W and F) without
// unassigned gaps, and the blocks of combining marks.
constexpr std::array<CharacterRange, 19> kRanges = {{
    {0x0300, 0x036f, 0},   {0x1100, 0x115f, 2},   {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},
    {0x20d0, 0x20ff, 0},   {0x2e80, 0x303e, 2},   {0x3041, 0xa4cf, 2},   {0xa960, 0xa97f, 2},
    {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},   {0xfe10, 0xfe19, 2},   {0xfe20, 0xfe2f, 0},
    {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2},   {0x16fe0, 0x18cff, 2},
    {0x1b000, 0x1b2ff, 2}, {0x1f300, 0x1faff, 2}, {0x20000, 0x3fffd, 2},
}};

std::size_t ColumnsOf(char32_t code) {
  for (const CharacterRange& range : kRanges) {
    if (range.first <= code && code <= range.last) return range.columns;
  }
  return 1;
}

struct Character {
  std::string_view text;
  std::size_t columns;
};

std::vector<Character> Characters(std::string_view text) {
  std::vector<Character> characters;
  while (!text.empty()) {
    const CodePoint point = DecodeUtf8(text);
    const std::size_t length = std::max<std::size_t>(point.length, 1);
    characters.push_back({text.substr(0, length), ColumnsOf(point.code)});
    text.remove_prefix(length);
  }
  return characters;
}

}  // namespace

std::size_t CountColumns(std::string_view text) {
  std::size_t columns = 0;
  for (const Character& character : Characters(text)) columns += character.columns;
  return columns;
}

std::string FitColumns(std::string_view text, std::size_t max_columns) {
  if (CountColumns(text) <= max_columns) return std::string(text);
  if (max_columns == 0) return {};
  const std::size_t end_columns = (max_columns - 1) / 2;
  std::size_t left = max_columns - 1;
  const std::vector<Character> characters = Characters(text);
  std::size_t suffix = characters.size();
  for (std::size_t used = 0; suffix > 0; --suffix) {
    used += characters[suffix - 1].columns;
    if (used > end_columns) break;
    left -= characters[suffix - 1].columns;
  }
  std::string fitted;
  for (const Character& character : characters) {
    if (character.columns > left) break;
    left -= character.columns;
    fitted += character.text;
  }
  fitted += "\u2026";
  for (std::size_t i = suffix; i < characters.size(); ++i) fitted += characters[i].text;
  return fitted;
}

std::string PadRight(std::string_view text, std::size_t columns) {
  const std::size_t used = CountColumns(text);
  return std::string(text) + std::string(columns - std::min(columns, used), ' ');
}

std::string PadLeft(std::string_view text, std::size_t columns) {
  const std::size_t used = CountColumns(text);
  return std::string(columns - std::min(columns, used), ' ') + std::string(text);
}

}  // namespace exporter::text
