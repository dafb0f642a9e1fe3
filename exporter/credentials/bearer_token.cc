#include "exporter/credentials/bearer_token.h"

#include <algorithm>

#include "exporter/files/file_reader.h"
#include "exporter/text/ascii.h"

namespace exporter::credentials {
namespace {

constexpr std::chrono::minutes kReadAgainAfter{1};

}  // namespace

std::optional<std::string> FindTokenFault(std::string_view text) {
  // Of all headers of a request API servers take 1 MiB.
  constexpr std::size_t kMostBytes = 262'144;
  if (text.empty()) return "holds nothing, where a token should be";
  if (text.size() > kMostBytes) {
    return "holds " + std::to_string(text.size()) + " bytes; a token has at most " +
           std::to_string(kMostBytes);
  }
  if (text.find_first_of("\r\n") != std::string_view::npos) {
    return "holds several lines; a token is one";
  }
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (printable) return std::nullopt;
  return "holds a space, or a character that is not printable ASCII; no token does";
}

Result<std::string> BearerToken::Current(Clock::time_point now) {
  if (file_.empty()) return token_;
  if (read_at_ && !refused_ && now - *read_at_ < kReadAgainAfter) return token_;

  const auto content = files::ReadFile(file_);
  const std::string token = content ? std::string(text::Trim(*content)) : "";
  const auto fault = FindTokenFault(token);
  if (!fault) {
    token_ = token;
    read_at_ = now;
    refused_ = false;
    fault_.clear();
    return token_;
  }
  fault_ = origin_ + " " + (content ? file_ + ": " + *fault : content.error().message);
  // A last good token stays in use. It must be one of this file's: tokenFile beats token.
  if (read_at_) return token_;
  return Fail(ErrorKind::kConfig, fault_);
}

bool BearerToken::Refused() {
  refused_ = true;
  return !file_.empty();
}

}  // namespace exporter::credentials
