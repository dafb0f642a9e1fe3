// White space and letter case of ASCII text, independent of the locale. Pure.

#ifndef EXPORTER_TEXT_ASCII_H_
#define EXPORTER_TEXT_ASCII_H_

#include <string>
#include <string_view>

namespace exporter::text {

// Removes spaces, tabs, line breaks, vertical tabs and form feeds at both ends.
std::string_view Trim(std::string_view text);

// Changes A to Z to lower case. All other bytes are unchanged.
std::string ToLower(std::string_view text);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_ASCII_H_
