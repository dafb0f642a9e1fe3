// Makes text from outside safe to show to people. A name may contain line breaks, escape sequences
// of a terminal, and characters that are invisible or change the direction of the text around them.
//
// Every line for people passes through Visible, so that a character is written in the same way
// everywhere. JSON and label values keep the original text. Pure.

#ifndef EXPORTER_TEXT_VISIBLE_TEXT_H_
#define EXPORTER_TEXT_VISIBLE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace exporter::text {

// Writes these characters by number, as "[U+202E]": control and format characters (Unicode's Cc and
// Cf), line and paragraph separators, and fillers and joiners that have no shape. A byte that is
// not part of a UTF-8 character becomes "[0x9B]", because a terminal may obey such a byte. All
// other text is unchanged, so Visible(Visible(text)) == Visible(text).
std::string Visible(std::string_view text);

// The longest beginning of `text` in at most `max_bytes` bytes that ends with a whole character.
std::string_view Shortened(std::string_view text, std::size_t max_bytes);

// Shortened to the 300 bytes that a message may quote.
std::string_view Excerpt(std::string_view text);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_VISIBLE_TEXT_H_
