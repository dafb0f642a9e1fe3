// Parses the responses of our server as strictly as a client may.

#ifndef TESTS_FUZZ_HTTP_ANSWERS_H_
#define TESTS_FUZZ_HTTP_ANSWERS_H_

#include <string>
#include <string_view>
#include <vector>

namespace exporter::fuzz {

struct HttpAnswer {
  int status = 0;
  std::string body;  // empty for a response to HEAD
};

// Requires a sequence of responses without other bytes. Each has a status line of HTTP/1.1, only
// headers that our server writes, and as many bytes as its Content-Length.
std::vector<HttpAnswer> ParseAnswers(std::string_view text);

}  // namespace exporter::fuzz

#endif  // TESTS_FUZZ_HTTP_ANSWERS_H_
