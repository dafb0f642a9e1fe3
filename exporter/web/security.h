// What guards our port: TLS, client certificates and users, as a web configuration file has it.
//
// The file and those that it names are looked at again while the program runs, at most once a
// second, when somebody asks; what has changed is taken in, and what cannot be read leaves what was
// there in force, with a line in the log. A file may be seen half written, so one that holds
// nothing is not taken in either, and one that takes TLS, client certificates or all users away
// only if it is still the same ten seconds later. Thread-safe.

#ifndef EXPORTER_WEB_SECURITY_H_
#define EXPORTER_WEB_SECURITY_H_

#include <openssl/ssl.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "exporter/files/watched_files.h"
#include "exporter/logging/logger.h"
#include "exporter/result/result.h"
#include "exporter/web/basic_auth.h"

namespace exporter::web {

// The guard as it stands at one moment.
struct Guard {
  std::shared_ptr<SSL_CTX> tls;  // nullptr: in the clear
  std::shared_ptr<BasicAuth> users;
  std::vector<std::pair<std::string, std::string>> headers;  // of every answer
};

class Security {
 public:
  using Clock = std::chrono::steady_clock;

  // Errors: kConfig, naming the file and the line. `logger` must outlive it.
  static Result<std::unique_ptr<Security>> Load(const std::string& file, logging::Logger& logger);

  // No guard at all: plain HTTP for everybody.
  static std::unique_ptr<Security> None(logging::Logger& logger);

  // Never nullptr.
  std::shared_ptr<const Guard> Current(Clock::time_point now);

 private:
  Security(std::string file, logging::Logger& logger) : file_(std::move(file)), logger_(logger) {}

  // Reads everything, through files_.
  Result<std::shared_ptr<const Guard>> Read();
  // Takes in the guard that was just read.
  void Replace(Result<std::shared_ptr<const Guard>> guard);

  const std::string file_;  // empty: none
  logging::Logger& logger_;
  std::mutex mutex_;           // guards all of these
  files::WatchedFiles files_;  // of the last attempt
  std::string fingerprint_;
  // Since when that fingerprint is known whose files take protection away, and are not in force.
  std::optional<Clock::time_point> doubted_since_;
  Clock::time_point looked_at_;
  std::shared_ptr<const Guard> guard_;
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_SECURITY_H_
