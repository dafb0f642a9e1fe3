// Whether a client accepts gzip, by its Accept-Encoding header (RFC 9110, 12.5.3).

#ifndef EXPORTER_WEB_ACCEPT_ENCODING_H_
#define EXPORTER_WEB_ACCEPT_ENCODING_H_

#include <string_view>

namespace exporter::web {

// True if the header names gzip, or "*", with a weight above 0.
bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace exporter::web

#endif  // EXPORTER_WEB_ACCEPT_ENCODING_H_
