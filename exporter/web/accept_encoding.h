// Decides whether a client accepts gzip, from the Accept-Encoding header of a request (RFC 9110,
// 12.5.3). Ignores other encodings. Pure.

#ifndef EXPORTER_WEB_ACCEPT_ENCODING_H_
#define EXPORTER_WEB_ACCEPT_ENCODING_H_

#include <string_view>

namespace exporter::web {

// True if the header lists gzip with a weight above 0. If gzip is not listed, "*" counts instead.
bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace exporter::web

#endif  // EXPORTER_WEB_ACCEPT_ENCODING_H_
