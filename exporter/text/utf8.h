// Decodes, encodes and checks UTF-8 (RFC 3629).
//
// Surrogates, overlong forms and code points above U+10FFFF are invalid. Invalid text is reported,
// but not repaired. Pure.

#ifndef EXPORTER_TEXT_UTF8_H_
#define EXPORTER_TEXT_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace exporter::text {

struct CodePoint {
  char32_t code = 0;
  std::size_t length = 0;  // in bytes; 0: the bytes are not UTF-8
};

// Decodes the first code point. REQUIRES: `text` is not empty.
CodePoint DecodeUtf8(std::string_view text);

// Appends a code point. REQUIRES: `code` is not a surrogate and at most U+10FFFF.
void AppendUtf8(char32_t code, std::string& text);

// The position of the first byte that is not part of a valid code point; npos if all bytes are
// valid.
std::size_t FindInvalidUtf8(std::string_view text);

// True if all of `text` is valid. Prometheus rejects a whole scrape if one label value is not
// UTF-8.
bool IsUtf8(std::string_view text);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_UTF8_H_
