// Text that others wrote, fit to be shown to people: a name may hold line breaks, sequences that a
// terminal obeys, and characters that nobody sees or that turn what is around them.
//
// Every line for people goes through here, so that one character is written one way everywhere. For
// machines (JSON, label values) text stays as it is. Pure.

#ifndef EXPORTER_TEXT_VISIBLE_TEXT_H_
#define EXPORTER_TEXT_VISIBLE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace exporter::text {

// What has no shape of its own, or turns the text around it, is written by its number, as
// "[U+202E]": control and format characters (Unicode's Cc and Cf), line and paragraph separators,
// and the fillers and joiners that are drawn as nothing. A byte that is no part of a UTF-8
// character is written as "[0x9B]", since a terminal may obey that too. All else is left as it is,
// what was made visible before too.
std::string Visible(std::string_view text);

// As much of the beginning as `most` bytes hold, without the half of a UTF-8 character at its end.
std::string_view Shortened(std::string_view text, std::size_t most);

// As much of it as a message quotes.
std::string_view Excerpt(std::string_view text);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_VISIBLE_TEXT_H_
