#include "exporter/text/visible_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "exporter/text/utf8.h"

namespace exporter::text {
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

bool IsInvisible(char32_t code) {
  return std::any_of(kInvisible.begin(), kInvisible.end(), [code](const CodeRange& range) {
    return range.first <= code && code <= range.last;
  });
}

// True for any byte of a UTF-8 character except its first byte.
bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

bool IsPlain(char c) { return c >= ' ' && c <= '~'; }

// "[U+202E]": `number` in hexadecimal with at least `min_digits` digits.
std::string Numbered(std::string_view prefix, std::uint32_t number, std::size_t min_digits) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string digits;
  for (; number > 0 || digits.size() < min_digits; number >>= 4) {
    digits.insert(digits.begin(), kHex[number & 0xf]);
  }
  return '[' + std::string(prefix) + digits + ']';
}

// Inserts a space into the beginning of a command to a CI runner, which may be at any place of a
// line. Sources: actions/runner, ActionCommand.cs; the logging commands of Azure Pipelines.
std::string WithoutCommands(std::string text) {
  for (const std::string_view command : {"##[", "##vso["}) {
    for (std::size_t at = 0; (at = text.find(command, at)) != text.npos;) {
      text.insert(at + 2, 1, ' ');
    }
  }
  return text;
}

}  // namespace

std::string Visible(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), IsPlain)) return WithoutCommands(std::string(text));
  std::string visible;
  visible.reserve(text.size());
  while (!text.empty()) {
    const CodePoint character = DecodeUtf8(text);
    if (character.length == 0) {
      visible += Numbered("0x", static_cast<unsigned char>(text.front()), 2);
    } else if (IsInvisible(character.code)) {
      visible += Numbered("U+", static_cast<std::uint32_t>(character.code), 4);
    } else {
      visible += text.substr(0, character.length);
    }
    text.remove_prefix(std::max<std::size_t>(character.length, 1));
  }
  return WithoutCommands(std::move(visible));
}

bool HasControlCharacter(std::string_view text) {
  constexpr char kLastControl = 0x1f;
  constexpr char kDelete = 0x7f;
  return std::any_of(text.begin(), text.end(), [](char character) {
    return (character >= 0 && character <= kLastControl) || character == kDelete;
  });
}

std::string_view Shortened(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && Continues(text[max_bytes])) --max_bytes;
  return text.substr(0, max_bytes);
}

std::string_view Excerpt(std::string_view text) {
  constexpr std::size_t kMaxBytes = 300;
  return Shortened(text, kMaxBytes);
}

}  // namespace exporter::text
