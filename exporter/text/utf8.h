// Is a text UTF-8 (RFC 3629)? What is not must never become a label's value: Prometheus would throw
// the whole scrape away for it.

#ifndef EXPORTER_TEXT_UTF8_H_
#define EXPORTER_TEXT_UTF8_H_

#include <string_view>

namespace exporter::text {

// Without surrogates, overlong forms, and anything above U+10FFFF.
bool IsUtf8(std::string_view text);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_UTF8_H_
