// Who may ask, by name and password (RFC 7617) against bcrypt hashes.
//
// A password is hashed once; after that the verdict is remembered, good or bad, so that a scraper
// costs a hash in a lifetime and not one a scrape. Somebody unknown costs as much as a wrong
// password. Hashes are made one at a time, so that a flood of guesses takes one core and no more;
// whoever has been allowed once does not wait for them.
// Thread-safe. Nothing here is ever shown.

#ifndef EXPORTER_WEB_BASIC_AUTH_H_
#define EXPORTER_WEB_BASIC_AUTH_H_

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace exporter::web {

class BasicAuth {
 public:
  // Users' names to their bcrypt hashes; with no users everybody may ask.
  explicit BasicAuth(std::map<std::string, std::string> users);

  // The value of the header Authorization; empty where there is none.
  bool Allows(std::string_view authorization);

 private:
  const std::map<std::string, std::string> users_;
  std::string hash_of_nobody_;  // of the cost that the users' hashes have
  std::mutex hashing_;          // held while a hash is made; never together with mutex_
  std::mutex mutex_;
  std::map<std::string, bool> verdicts_;  // guarded by mutex_; by a digest of all that counts
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_BASIC_AUTH_H_
