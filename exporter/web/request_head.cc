#include "exporter/web/request_head.h"

#include <algorithm>
#include <array>
#include <utility>

#include "exporter/text/ascii.h"

namespace exporter::web {

namespace {

// A longer header fails httplib's limit of 8,192 bytes. None of the used headers needs more.
constexpr std::size_t kMaxUsedHeader = 8'000;

// The body's length, and the end of the connection, depend on these headers. They are never
// omitted.
constexpr std::array<std::string_view, 5> kFraming = {"connection", "content-length", "expect",
                                                      "host", "transfer-encoding"};
constexpr std::array<std::string_view, 3> kUsed = {"accept-encoding", "authorization",
                                                   "if-none-match"};

// `line` may end with a line break. Some programs accept blanks around the name.
bool IsUsed(std::string_view line) {
  const std::string name = text::ToLower(text::Trim(line.substr(0, line.find(':'))));
  const auto is_name = [&name](std::string_view each) { return each == name; };
  return std::any_of(kFraming.begin(), kFraming.end(), is_name) ||
         (line.size() <= kMaxUsedHeader && std::any_of(kUsed.begin(), kUsed.end(), is_name));
}

}  // namespace

std::size_t RequestHead::Take(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !ended_) Take(bytes[taken++]);
  text_.append(bytes.substr(0, taken));
  return taken;
}

std::string RequestHead::UsedPart() const {
  std::string used;
  bool keep = true;  // the request line
  for (std::string_view rest = text_; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end == std::string_view::npos ? end : end + 1);
    rest.remove_prefix(line.size());
    const bool is_continued = line.front() == ' ' || line.front() == '\t';
    const bool is_end = text::Trim(line).empty();
    if (!used.empty() && !is_continued) keep = is_end || IsUsed(line);
    if (keep) used += line;
  }
  return used;
}

void RequestHead::Take(char byte) {
  const char last = std::exchange(last_, byte);
  const bool blank = byte == ' ' || byte == '\t';
  const bool broken_end = (last == '\r') != (byte == '\n');
  ambiguous_ = ambiguous_ || byte == '\0' || broken_end || (last == '\n' && blank);
  if (byte == '\n') {
    ended_ = line_empty_;
    ambiguous_ = ambiguous_ || (has_colon_ && !has_value_);
    line_empty_ = true;
    has_colon_ = has_value_ = false;
  } else if (byte != '\r') {
    line_empty_ = false;
    has_value_ = has_value_ || (has_colon_ && !blank);
    has_colon_ = has_colon_ || byte == ':';
  }
}

}  // namespace exporter::web
