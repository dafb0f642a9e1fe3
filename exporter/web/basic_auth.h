// Who may ask, by name and password (RFC 7617) against bcrypt hashes.
//
// A password is hashed once; after that the verdict is remembered, good or bad, so that a scraper
// costs a hash in a lifetime and not one a scrape. Somebody unknown costs as much as a wrong
// password. Hashes are made one at a time and in the order of asking, so that a flood of guesses
// takes one core and no more. Only a few wait for their turn, so that none holds a connection for
// long, and of one peer (see peer.h) fewer still, so that one who guesses leaves room for a scraper
// that comes anew; whoever has been allowed once does not wait. Thread-safe. Nothing here is ever
// shown.

#ifndef EXPORTER_WEB_BASIC_AUTH_H_
#define EXPORTER_WEB_BASIC_AUTH_H_

#include <condition_variable>
#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "exporter/web/peer.h"

namespace exporter::web {

enum class Verdict {
  kAllowed,
  kRefused,
  kBusy,  // too many wait already: nothing was looked at
};

class BasicAuth {
 public:
  // That may wait for a hash: in all, of one network and of one peer. One of cost 10 takes some 65
  // ms.
  static constexpr std::size_t kMostWaiting = 16;
  static constexpr std::ptrdiff_t kMostWaitingOfANetwork = 8;
  static constexpr std::ptrdiff_t kMostWaitingOfAPeer = 2;

  // Users' names to their bcrypt hashes; with no users everybody may ask. Whoever was allowed
  // `before`, by the same hash, is remembered.
  explicit BasicAuth(std::map<std::string, std::string> users, BasicAuth* before = nullptr);

  bool empty() const { return users_.empty(); }

  // The value of the header Authorization, empty where there is none, and who sent it.
  Verdict Judge(std::string_view authorization, const Peer& peer);

 private:
  bool HasRoomFor(const Peer& peer) const;  // REQUIRES: mutex_ is held

  const std::map<std::string, std::string> users_;
  std::string hash_of_nobody_;  // of the cost that the users' hashes have
  std::mutex mutex_;
  std::condition_variable ended_;            // a hash has been made
  std::map<std::string, Verdict> verdicts_;  // guarded by mutex_; by a digest of all that counts
  std::list<Peer> waiting_;                  // too; peers, for the first of which a hash is made
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_BASIC_AUTH_H_
