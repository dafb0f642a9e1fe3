#include "tests/fuzz/located_error.h"

#include <algorithm>
#include <charconv>

#include "exporter/text/utf8.h"
#include "exporter/text/visible_text.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

struct Located {
  int line = 0;  // 0: about the whole text
  std::string what;
};

// "7: …"
Located ParseLocated(std::string_view message) {
  Located located;
  const auto [stop, error] =
      std::from_chars(message.data(), message.data() + message.size(), located.line);
  const std::string_view rest(stop, message.data() + message.size());
  Require(error == std::errc() && rest.starts_with(": "), "an error's line is a number", message);
  located.what = rest;
  return located;
}

Located ReadLocated(std::string_view message, std::string_view prefix,
                    std::initializer_list<std::string_view> of_whole_text) {
  Require(message.starts_with(prefix), "an error begins with its place", message);
  message.remove_prefix(prefix.size());
  const bool whole = std::any_of(
      of_whole_text.begin(), of_whole_text.end(),
      [message](std::string_view what) { return message.find(what) != std::string_view::npos; });
  if (message.starts_with(' ')) message.remove_prefix(1);
  if (message.substr(0, 1).find_first_of("0123456789") == 0) return ParseLocated(message);
  Require(whole, "an error names its line", message);
  return {0, std::string(message)};
}

// A message may also name a second line.
std::string WithoutNumbers(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

// A byte order mark must be the first character of a text.
bool MayBeginWithLine(std::string_view text) { return !text.starts_with("\xef\xbb\xbf"); }

}  // namespace

void CheckMessage(std::string_view message) {
  Require(!message.empty(), "a message is not empty");
  Require(text::IsUtf8(message), "a message is UTF-8", message);
  Require(text::Visible(message) == message, "a message is one line of visible characters",
          message);
}

void CheckLines(std::string_view text, std::string_view prefix,
                std::initializer_list<std::string_view> of_whole_text, const ReadText& read) {
  const auto error = read(text);
  Located located;
  if (error) {
    CheckMessage(*error);
    located = ReadLocated(*error, prefix, of_whole_text);
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    Require(located.line >= 0 && located.line <= lines, "the error's line is a line of the text",
            *error);
  }
  if (!MayBeginWithLine(text)) return;
  const auto shifted = read('\n' + std::string(text));
  Require(shifted.has_value() == error.has_value(), "an empty line changes nothing",
          shifted.value_or(error.value_or("")));
  if (!error) return;
  const Located moved = ReadLocated(*shifted, prefix, of_whole_text);
  Require(WithoutNumbers(moved.what) == WithoutNumbers(located.what) &&
              moved.line == located.line + (located.line == 0 ? 0 : 1),
          "an empty line before the text moves the error's line by one", *error + '\n' + *shifted);
}

}  // namespace exporter::fuzz
