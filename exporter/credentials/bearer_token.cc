#include "exporter/credentials/bearer_token.h"

#include <algorithm>

#include "exporter/files/file_reader.h"
#include "exporter/text/ascii.h"

namespace exporter::credentials {
namespace {

constexpr std::chrono::minutes kReadInterval{1};

}  // namespace

std::optional<std::string> TokenError(std::string_view text) {
  // API servers accept at most 1 MiB of headers.
  constexpr std::size_t kMaxBytes = 262'144;
  if (text.empty()) return "is empty; it must contain a token";
  if (text.size() > kMaxBytes) {
    return "has " + std::to_string(text.size()) + " bytes; a token has at most " +
           std::to_string(kMaxBytes);
  }
  if (text.find_first_of("\r\n") != std::string_view::npos) {
    return "has several lines; a token has one";
  }
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (printable) return std::nullopt;
  return "contains a space or a character that is not printable ASCII";
}

Result<std::string> BearerToken::Current(Clock::time_point now) {
  if (file_.empty()) return token_;
  if (read_at_ && !rejected_ && now - *read_at_ < kReadInterval) return token_;

  const auto content = files::ReadFile(file_);
  const std::string token = content ? std::string(text::Trim(*content)) : "";
  const auto problem = TokenError(token);
  if (!problem) {
    token_ = token;
    read_at_ = now;
    rejected_ = false;
    file_error_.clear();
    return token_;
  }
  file_error_ = origin_ + " " + (content ? file_ + ": " + *problem : content.error().message);
  // The last valid token of this file, or the token next to the file, stays in use.
  if (!token_.empty()) return token_;
  return Fail(ErrorKind::kConfig, file_error_);
}

bool BearerToken::MarkRejected() {
  rejected_ = true;
  return !file_.empty();
}

}  // namespace exporter::credentials
