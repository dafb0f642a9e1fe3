// The bearer token of an access: fixed, or from a file that somebody keeps fresh.
//
// A file is read again when a minute has passed, as client-go does: a Pod's own token changes every
// hour or so. A read that fails keeps the last good token. One thread.

#ifndef EXPORTER_CREDENTIALS_BEARER_TOKEN_H_
#define EXPORTER_CREDENTIALS_BEARER_TOKEN_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/credentials/access.h"
#include "exporter/result/result.h"

namespace exporter::credentials {

// Why it is no token, to stand behind a file's name or "a token that": a token goes into a header,
// so it is printable ASCII without spaces, not empty, and of bounded length. nullopt: it is one.
// Holds nothing of the text.
std::optional<std::string> FindTokenFault(std::string_view text);

class BearerToken {
 public:
  using Clock = std::chrono::steady_clock;

  explicit BearerToken(const Access& access)
      : token_(access.token), file_(access.token_file), origin_(access.token_origin) {}

  // Empty where the access has no token. Errors: kConfig, where there is a file that never gave
  // one.
  Result<std::string> Current(Clock::time_point now);

  // Why the file could not be read anew, so that an older token is current; empty: it could.
  const std::string& fault() const { return fault_; }

  // The server refused the current token: the file is read again at the next chance. False where
  // that can change nothing, because there is no file.
  bool Refused();

 private:
  std::string token_;
  std::string file_;                          // empty: none
  std::string origin_;                        // for messages
  std::optional<Clock::time_point> read_at_;  // when the file last gave a token
  bool refused_ = false;                      // since then
  std::string fault_;
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_BEARER_TOKEN_H_
