#include "tests/fuzz/http_answers.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

constexpr std::string_view kVersion = "HTTP/1.1 ";

constexpr std::array<std::string_view, 10> kHeaders = {
    "Accept-Ranges", "Allow",      "Connection", "Content-Encoding", "Content-Length",
    "Content-Type",  "Keep-Alive", "Vary",       "WWW-Authenticate", "X-Content-Type-Options"};

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  Require(end != std::string_view::npos, "a line of the head has an end", text);
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 2);
  Require(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos,
          "a line of the head has no control characters", line);
  return line;
}

int TakeStatus(std::string_view& text) {
  const std::string_view line = TakeLine(text);
  constexpr std::size_t kDigits = 3;
  const std::string digits(line.substr(std::min(kVersion.size(), line.size()), kDigits));
  Require(line.starts_with(kVersion) && digits.size() == kDigits &&
              digits.find_first_not_of("0123456789") == std::string::npos,
          "a response begins with a status line", line);
  return std::stoi(digits);
}

// Removes the headers and the empty line. Returns the Content-Length, or 0.
std::size_t TakeHeaders(std::string_view& text) {
  std::size_t length = 0;
  for (std::string_view line = TakeLine(text); !line.empty(); line = TakeLine(text)) {
    const std::string_view name = line.substr(0, line.find(": "));
    Require(std::find(kHeaders.begin(), kHeaders.end(), name) != kHeaders.end(),
            "a header is known", line);
    if (name == "Content-Length") length = std::stoul(std::string(line.substr(name.size() + 2)));
  }
  return length;
}

}  // namespace

std::vector<HttpAnswer> ParseAnswers(std::string_view text) {
  std::vector<HttpAnswer> answers;
  while (!text.empty()) {
    HttpAnswer& answer = answers.emplace_back();
    answer.status = TakeStatus(text);
    const std::size_t length = TakeHeaders(text);
    // A response to HEAD, or an empty body.
    if (text.empty() || text.starts_with(kVersion)) continue;
    Require(text.size() >= length, "a body is as long as its Content-Length", text);
    answer.body = text.substr(0, length);
    text.remove_prefix(length);
  }
  return answers;
}

}  // namespace exporter::fuzz
