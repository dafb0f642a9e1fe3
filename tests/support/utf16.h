// Writes text as PowerShell does.

#ifndef TESTS_SUPPORT_UTF16_H_
#define TESTS_SUPPORT_UTF16_H_

#include <string>
#include <string_view>

namespace exporter::tests {

// ASCII text in UTF-16 with a byte order mark.
inline std::string ToUtf16(std::string_view ascii, bool little_endian) {
  std::string bytes = little_endian ? "\xff\xfe" : "\xfe\xff";
  for (const char c : ascii) {
    if (!little_endian) bytes += '\0';
    bytes += c;
    if (little_endian) bytes += '\0';
  }
  return bytes;
}

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_UTF16_H_
