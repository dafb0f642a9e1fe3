// The width of text on a terminal, in columns. Pure.
//
// REQUIRES for all functions: the text is visible (visible_text.h).

#ifndef EXPORTER_TEXT_TEXT_COLUMNS_H_
#define EXPORTER_TEXT_TEXT_COLUMNS_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace exporter::text {

// As fmt counts: East Asian wide characters and emoji have two columns, all others one.
std::size_t CountColumns(std::string_view text);

// `text` if it fits. Otherwise its first and last characters with "…" between them: names of
// clusters often differ only at their end. The result has at most `max_columns` columns.
std::string FitColumns(std::string_view text, std::size_t max_columns);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_TEXT_COLUMNS_H_
