// Text that others wrote, fit to stand in a line for people: a name in a file may hold line breaks,
// and sequences that a terminal obeys.

#ifndef EXPORTER_RESULT_VISIBLE_TEXT_H_
#define EXPORTER_RESULT_VISIBLE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace exporter {

// Each byte of a control character (U+0000 to U+001F, U+007F, U+0080 to U+009F) as "\x0a";
// everything else as it is.
std::string Visible(std::string_view text);

// As much of the beginning as `most` bytes hold, without the half of a UTF-8 character at its end.
std::string_view Shortened(std::string_view text, std::size_t most);

}  // namespace exporter

#endif  // EXPORTER_RESULT_VISIBLE_TEXT_H_
