// The properties of every message for people (exporter/result/result.h), and of messages about the
// text of a file.

#ifndef TESTS_FUZZ_LOCATED_ERROR_H_
#define TESTS_FUZZ_LOCATED_ERROR_H_

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/result/result.h"

namespace exporter::fuzz {

// Requires one non-empty line of UTF-8 without invisible characters.
void CheckMessage(std::string_view message);

// Reads a text and returns the message of the error, or nullopt.
using ReadText = std::function<std::optional<std::string>(std::string_view text)>;

// Checks the error of reading `text`, if any. It is a message and begins with `prefix`, then "N: ",
// a line that the text has. Only errors about the whole text, which contain one of `of_whole_text`,
// may omit the line. If an empty line is inserted before the text, only the error's line changes:
// by one.
void CheckLines(std::string_view text, std::string_view prefix,
                std::initializer_list<std::string_view> of_whole_text, const ReadText& read);

}  // namespace exporter::fuzz

#endif  // TESTS_FUZZ_LOCATED_ERROR_H_
