// The base64 encoding (RFC 4648, 4). Pure.

#ifndef EXPORTER_TEXT_BASE64_H_
#define EXPORTER_TEXT_BASE64_H_

#include <optional>
#include <string>
#include <string_view>

namespace exporter::text {

// Returns nullopt if the text is not base64. Line breaks are allowed.
std::optional<std::string> DecodeBase64(std::string_view text);

// The result has no line breaks.
std::string EncodeBase64(std::string_view bytes);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_BASE64_H_
