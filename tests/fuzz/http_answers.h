// What a client reads from our server, taken apart as strictly as a client may.

#ifndef TESTS_FUZZ_HTTP_ANSWERS_H_
#define TESTS_FUZZ_HTTP_ANSWERS_H_

#include <string>
#include <string_view>
#include <vector>

namespace exporter::fuzz {

struct HttpAnswer {
  int status = 0;
  std::string body;  // of an answer to HEAD, none
};

// One answer after the other, nothing between or behind: a status line of HTTP/1.1, headers that
// our server writes and no others, and as many bytes as Content-Length says.
std::vector<HttpAnswer> ParseAnswers(std::string_view text);

}  // namespace exporter::fuzz

#endif  // TESTS_FUZZ_HTTP_ANSWERS_H_
