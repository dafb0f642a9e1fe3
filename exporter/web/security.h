// The protection of our port: TLS, client certificates and users, from a web configuration file.
// Does not check passwords (basic_auth.h).
//
// At a connection or a request, and at most once a second, the file and the files that it names are
// checked for changes. If a file cannot be read, the current protection stays in force and an error
// is logged. A file may be read while it is being written, so an empty configuration is never
// applied. For the same reason, a change that removes TLS, client certificates or all users is
// applied only if the files are unchanged ten seconds later. Thread-safe.

#ifndef EXPORTER_WEB_SECURITY_H_
#define EXPORTER_WEB_SECURITY_H_

#include <openssl/ssl.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "exporter/files/watched_files.h"
#include "exporter/logging/logger.h"
#include "exporter/result/result.h"
#include "exporter/web/basic_auth.h"

namespace exporter::web {

// The protection at one moment.
struct Guard {
  std::shared_ptr<SSL_CTX> tls;  // nullptr: plain HTTP
  std::shared_ptr<BasicAuth> users;
  std::vector<std::pair<std::string, std::string>> headers;  // added to every response
};

class Security {
 public:
  using Clock = std::chrono::steady_clock;

  // Errors: kConfig; the message names the file and the line. `logger` must outlive it.
  static Result<std::unique_ptr<Security>> Load(const std::string& file, logging::Logger& logger);

  // No protection: plain HTTP, no users.
  static std::unique_ptr<Security> None(logging::Logger& logger);

  // Reloads if the files have changed. Never nullptr.
  std::shared_ptr<const Guard> Current(Clock::time_point now);

 private:
  Security(std::string file, logging::Logger& logger) : file_(std::move(file)), logger_(logger) {}

  // Reads everything, through files_.
  Result<std::shared_ptr<const Guard>> Read();
  // Applies `guard`, or logs its error.
  void Replace(Result<std::shared_ptr<const Guard>> guard);

  const std::string file_;  // empty: none
  logging::Logger& logger_;
  std::mutex mutex_;           // guards all of these
  files::WatchedFiles files_;  // of the last read
  Clock::time_point read_at_;
  // The configuration that was read at read_at_, if it removes protection and is not applied yet;
  // else nullptr.
  std::shared_ptr<const Guard> unconfirmed_;
  Clock::time_point checked_at_;
  std::shared_ptr<const Guard> guard_;
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_SECURITY_H_
