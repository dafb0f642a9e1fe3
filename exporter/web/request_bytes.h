// Watches the bytes of a request's head for what one program reads otherwise than the next: folded
// lines, a carriage return or a line feed alone, a header without a value, bytes of zero (RFC 9112,
// 2.2, 5 and 11.2). httplib passes over them; whoever stands before us may see another request
// there, so none must follow on the same connection. Pure.

#ifndef EXPORTER_WEB_REQUEST_BYTES_H_
#define EXPORTER_WEB_REQUEST_BYTES_H_

#include <string_view>

namespace exporter::web {

class RequestBytes {
 public:
  // The next bytes. Those behind the head are not looked at.
  void Take(std::string_view bytes);

  // Was there anything of the kind?
  bool odd() const { return odd_; }

 private:
  void Take(char byte);

  bool odd_ = false;
  bool ended_ = false;      // the head
  char last_ = '\n';        // the byte before
  bool line_empty_ = true;  // so far
  bool named_ = false;      // the line has a colon
  bool valued_ = false;     // and something behind it
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_REQUEST_BYTES_H_
