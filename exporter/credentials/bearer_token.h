// The bearer token of an access: fixed, or from a token file. Does not run exec plugins
// (exec_plugin.h).
//
// A token file is read again after one minute, as in client-go, because a Pod's token changes about
// every hour. If a read fails, the last valid token stays in use; if there is none, the fixed token
// is used. Used by one thread.

#ifndef EXPORTER_CREDENTIALS_BEARER_TOKEN_H_
#define EXPORTER_CREDENTIALS_BEARER_TOKEN_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/credentials/access.h"
#include "exporter/result/result.h"

namespace exporter::credentials {

// Why `text` is not a valid token, to follow a file's name in a message; nullopt if `text` is
// valid. A token is sent in a header, so a token must be printable ASCII without spaces, not empty,
// and of bounded length. The message contains no part of `text`.
std::optional<std::string> TokenError(std::string_view text);

class BearerToken {
 public:
  using Clock = std::chrono::steady_clock;

  explicit BearerToken(const Access& access)
      : token_(access.token), file_(access.token_file), origin_(access.token_origin) {}

  // Empty if the access has no token. Errors: kConfig, if the token file never had a valid token
  // and there is no fixed token.
  Result<std::string> Current(Clock::time_point now);

  // Why the last read of the file failed; empty if it succeeded.
  const std::string& file_error() const { return file_error_; }

  // Call if the server rejected the current token. The next call of Current reads the file. Returns
  // false if there is no file.
  bool MarkRejected();

 private:
  std::string token_;
  std::string file_;                          // empty: none
  std::string origin_;                        // for messages
  std::optional<Clock::time_point> read_at_;  // the last successful read of the file
  bool rejected_ = false;                     // since that read
  std::string file_error_;
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_BEARER_TOKEN_H_
