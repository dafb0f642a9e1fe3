// Makes external text safe to show to people. A name may contain line breaks, terminal escape
// sequences, invisible characters, and characters that change the direction of text.
//
// Every line for people passes through Visible. JSON and label values are not escaped in this way;
// they contain the original text. Pure.

#ifndef EXPORTER_TEXT_VISIBLE_TEXT_H_
#define EXPORTER_TEXT_VISIBLE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace exporter::text {

// Writes these characters by number, as "[U+202E]": control and format characters (Unicode's Cc and
// Cf), line and paragraph separators, and fillers and joiners that have no shape. A byte that is
// not part of a UTF-8 character becomes "[0x9B]", because a terminal may obey such a byte. In
// "##[" and "##vso[", with which commands to a CI runner begin, a space follows "##". All other
// text is unchanged, and Visible(Visible(text)) == Visible(text).
std::string Visible(std::string_view text);

// True for a NUL, a line break, an escape and so on (ASCII).
bool HasControlCharacter(std::string_view text);

// The longest prefix of `text` that has at most `max_bytes` bytes and ends with a whole character.
std::string_view Shortened(std::string_view text, std::size_t max_bytes);

// `text`, shortened to 300 bytes, which is the most that a message quotes.
std::string_view Excerpt(std::string_view text);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_VISIBLE_TEXT_H_
