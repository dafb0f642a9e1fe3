// Collects the head of a request: the request line and the headers, up to the empty line.
//
// Finds bytes in the head that programs parse differently (RFC 9112, 2.2, 5 and 11.2): folded
// lines, a lone carriage return or line feed, a header without a value, and zero bytes. httplib
// accepts such bytes, but a proxy in front of the exporter may see a different request. So
// http_protocol.cc closes the connection after such a request.
//
// Omits the headers that the exporter does not use. httplib rejects requests with a header of more
// than 8,192 bytes or with more than 100 headers, but proxies for single sign-on add cookies of
// that size. This class rejects nothing. No I/O.

#ifndef EXPORTER_WEB_REQUEST_HEAD_H_
#define EXPORTER_WEB_REQUEST_HEAD_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace exporter::web {

class RequestHead {
 public:
  // Takes bytes up to the end of the head. Returns how many it has taken.
  std::size_t Take(std::string_view bytes);

  bool ended() const { return ended_; }
  // True if the client starts a TLS handshake (RFC 8446, 5.1: content type 22). Its bytes may
  // contain no line break, so the head would not end.
  bool IsTls() const { return text_.starts_with('\x16'); }
  bool ambiguous() const { return ambiguous_; }
  // The number of bytes taken.
  std::size_t size() const { return text_.size(); }

  // The head without headers that the exporter does not use.
  std::string UsedPart() const;

 private:
  void Take(char byte);

  std::string text_;
  bool ambiguous_ = false;
  bool ended_ = false;
  char last_ = '\n';  // the previous byte
  bool line_empty_ = true;
  bool has_colon_ = false;  // in this line
  bool has_value_ = false;  // after the colon
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_REQUEST_HEAD_H_
