// Basic authentication (RFC 7617) against bcrypt hashes.
//
// The result for a name and password is cached, so a scraper needs one hash in total, not one for
// each scrape. An unknown user costs as much time as a wrong password. Hashes are computed one at a
// time, in the order of the requests, so password guessing uses at most one core. The queue is
// short, and shorter for each peer and network (peer.h), so guessing leaves room for new clients.
// Clients that have logged in before do not wait. Passwords are not stored. Thread-safe.

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

enum class AuthResult {
  kAllowed,
  kRefused,
  kBusy,  // the queue is full: the password was not checked
};

class BasicAuth {
 public:
  // Limits of the queue: in total, for each network and for each peer. A hash of cost 10 takes
  // about 65 ms.
  static constexpr std::size_t kMaxWaiting = 16;
  static constexpr std::ptrdiff_t kMaxWaitingPerNetwork = 8;
  static constexpr std::ptrdiff_t kMaxWaitingPerPeer = 2;
  // The maximum number of cached results, if the users are fewer.
  static constexpr std::size_t kMaxResults = 1'000;

  // `users`: names to bcrypt hashes. If empty, every request is allowed. The cached logins of
  // `previous` stay valid for users whose hash is unchanged.
  explicit BasicAuth(std::map<std::string, std::string> users, BasicAuth* previous = nullptr);

  bool empty() const { return users_.empty(); }

  std::size_t cached_results() const;

  // `authorization`: the value of the header, empty if the request has none.
  AuthResult Check(std::string_view authorization, const Peer& peer);

 private:
  bool HasRoomFor(const Peer& peer) const;  // REQUIRES: mutex_ is locked

  const std::map<std::string, std::string> users_;
  std::string decoy_hash_;  // for unknown users; has the cost of the first user's hash
  mutable std::mutex mutex_;
  std::condition_variable computed_;  // notified after each hash
  // Guarded by mutex_. The key is a digest of user, hash and password.
  std::map<std::string, AuthResult> results_;
  std::list<Peer> waiting_;  // guarded by mutex_; the hash of the first peer is being computed
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_BASIC_AUTH_H_
