// What is promised of every message that a person reads (exporter/result/result.h), and of those
// about a file's text beyond that.

#ifndef TESTS_FUZZ_TOLD_ERROR_H_
#define TESTS_FUZZ_TOLD_ERROR_H_

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/result/result.h"

namespace exporter::fuzz {

// One line of UTF-8 that says something, without invisible characters.
void CheckMessage(std::string_view message);

// What reading a text came to: the message of the error, nullopt where there was none.
using ReadText = std::function<std::optional<std::string>(std::string_view text)>;

// Of the error that `text` is read with, if any: it is a message; it begins with `prefix`; after
// that it says "line N: " or "N: ", and the text has that line, or it begins with one of
// `of_whole_text`, which are of the text as a whole. With an empty line before it, the text is read
// the same, but for the error's line, which is one more.
void CheckLines(std::string_view text, std::string_view prefix,
                std::initializer_list<std::string_view> of_whole_text, const ReadText& read);

}  // namespace exporter::fuzz

#endif  // TESTS_FUZZ_TOLD_ERROR_H_
