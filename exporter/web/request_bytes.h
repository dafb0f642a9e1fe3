// Finds bytes in the head of a request that programs parse differently (RFC 9112, 2.2, 5 and 11.2).
// These are folded lines, a lone carriage return or line feed, a header without a value, and zero
// bytes.
//
// httplib accepts such bytes, but a proxy in front of the exporter may see a different request. So
// http_protocol.cc closes the connection after such a request. This class rejects nothing. No I/O.

#ifndef EXPORTER_WEB_REQUEST_BYTES_H_
#define EXPORTER_WEB_REQUEST_BYTES_H_

#include <string_view>

namespace exporter::web {

class RequestBytes {
 public:
  // The next bytes. Bytes after the head are ignored.
  void Take(std::string_view bytes);

  bool ambiguous() const { return ambiguous_; }

 private:
  void Take(char byte);

  bool ambiguous_ = false;
  bool head_ended_ = false;
  char last_ = '\n';  // the previous byte
  bool line_empty_ = true;
  bool has_colon_ = false;  // in this line
  bool has_value_ = false;  // after the colon
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_REQUEST_BYTES_H_
