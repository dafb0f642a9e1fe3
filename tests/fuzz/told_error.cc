#include "tests/fuzz/told_error.h"

#include <algorithm>
#include <charconv>

#include "exporter/text/utf8.h"
#include "exporter/text/visible_text.h"
#include "tests/fuzz/promise.h"

namespace exporter::fuzz {
namespace {

struct Told {
  int line = 0;  // 0: of the whole text
  std::string what;
};

// "7: …"
Told ParseTold(std::string_view message) {
  Told told;
  const auto [stop, error] =
      std::from_chars(message.data(), message.data() + message.size(), told.line);
  const std::string_view rest(stop, message.data() + message.size());
  Promise(error == std::errc() && rest.starts_with(": "), "a line is told with its number",
          message);
  told.what = rest;
  return told;
}

Told ReadTold(std::string_view message, std::string_view prefix,
              std::initializer_list<std::string_view> of_whole_text) {
  Promise(message.starts_with(prefix), "an error begins with where it is", message);
  message.remove_prefix(prefix.size());
  const bool whole = std::any_of(
      of_whole_text.begin(), of_whole_text.end(),
      [message](std::string_view what) { return message.find(what) != std::string_view::npos; });
  if (message.starts_with(' ')) message.remove_prefix(1);
  constexpr std::string_view kLine = "line ";
  if (message.starts_with(kLine)) return ParseTold(message.substr(kLine.size()));
  if (message.substr(0, 1).find_first_of("0123456789") == 0) return ParseTold(message);
  Promise(whole, "an error names its line", message);
  return {0, std::string(message)};
}

// A message may tell a second line.
std::string WithoutNumbers(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

// Nothing may stand before a byte order mark.
bool MayBeginWithLine(std::string_view text) { return !text.starts_with("\xef\xbb\xbf"); }

}  // namespace

void CheckMessage(std::string_view message) {
  Promise(!message.empty(), "a message says something");
  Promise(text::IsUtf8(message), "a message is UTF-8", message);
  Promise(text::Visible(message) == message, "a message is one line of what can be seen", message);
}

void CheckLines(std::string_view text, std::string_view prefix,
                std::initializer_list<std::string_view> of_whole_text, const ReadText& read) {
  const auto error = read(text);
  Told told;
  if (error) {
    CheckMessage(*error);
    told = ReadTold(*error, prefix, of_whole_text);
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    Promise(told.line >= 0 && told.line <= lines, "the text has the line that is told", *error);
  }
  if (!MayBeginWithLine(text)) return;
  const auto shifted = read('\n' + std::string(text));
  Promise(shifted.has_value() == error.has_value(), "an empty line changes nothing",
          shifted.value_or(error.value_or("")));
  if (!error) return;
  const Told moved = ReadTold(*shifted, prefix, of_whole_text);
  Promise(WithoutNumbers(moved.what) == WithoutNumbers(told.what) &&
              moved.line == told.line + (told.line == 0 ? 0 : 1),
          "an empty line moves the line that is told by one", *error + '\n' + *shifted);
}

}  // namespace exporter::fuzz
