// Decodes UTF-16 with a byte order mark, which PowerShell writes by default. Pure.

#ifndef EXPORTER_TEXT_UTF16_H_
#define EXPORTER_TEXT_UTF16_H_

#include <optional>
#include <string>
#include <string_view>

namespace exporter::text {

// The text in UTF-8, without the byte order mark. Both byte orders are decoded. Returns nullopt if
// the text does not begin with a byte order mark of UTF-16, or if it is not valid UTF-16.
std::optional<std::string> Utf16ToUtf8(std::string_view text);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_UTF16_H_
