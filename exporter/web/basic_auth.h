// Who may ask, by name and password (RFC 7617) against bcrypt hashes.
//
// A password is hashed once; after that the verdict is remembered, good or bad, so that a scraper
// costs a hash in a lifetime and not one a scrape. Somebody unknown costs as much as a wrong
// password. Hashes are made one at a time, so that a flood of guesses takes one core and no more,
// and only a few wait for their turn, so that none holds a connection for long; whoever has been
// allowed once does not wait. Thread-safe. Nothing here is ever shown.

#ifndef EXPORTER_WEB_BASIC_AUTH_H_
#define EXPORTER_WEB_BASIC_AUTH_H_

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace exporter::web {

enum class Verdict {
  kAllowed,
  kRefused,
  kBusy,  // too many wait already: nothing was looked at
};

class BasicAuth {
 public:
  // That may wait for a hash; one of cost 10 takes some 65 ms.
  static constexpr std::size_t kMostWaiting = 8;

  // Users' names to their bcrypt hashes; with no users everybody may ask.
  explicit BasicAuth(std::map<std::string, std::string> users);

  // The value of the header Authorization; empty where there is none.
  Verdict Judge(std::string_view authorization);

 private:
  const std::map<std::string, std::string> users_;
  std::string hash_of_nobody_;  // of the cost that the users' hashes have
  std::mutex hashing_;          // held while a hash is made; never together with mutex_
  std::mutex mutex_;
  std::map<std::string, Verdict> verdicts_;  // guarded by mutex_; by a digest of all that counts
  std::size_t waiting_ = 0;                  // too; for a hash, or until it is made
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_BASIC_AUTH_H_
