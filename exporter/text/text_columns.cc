#include "exporter/text/text_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "exporter/text/utf8.h"

namespace exporter::text {
namespace {

struct Character {
  std::string_view text;
  std::size_t columns;
};

std::vector<Character> Characters(std::string_view text) {
  std::vector<Character> characters;
  while (!text.empty()) {
    const CodePoint point = DecodeUtf8(text);
    const std::size_t length = std::max<std::size_t>(point.length, 1);
    characters.push_back({text.substr(0, length), CountColumns(text.substr(0, length))});
    text.remove_prefix(length);
  }
  return characters;
}

}  // namespace

// No character has more columns than bytes. fmt adds spaces up to the number of bytes.
std::size_t CountColumns(std::string_view text) {
  const std::size_t spaces = fmt::formatted_size("{:<{}}", text, text.size()) - text.size();
  return text.size() - spaces;
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

}  // namespace exporter::text
