// The credentials of a source, such as an exec plugin: cached and shared.
//
// The source issues credentials when a caller needs credentials and no valid ones are cached. Only
// one caller at a time uses the source: callers without valid credentials wait and get the same
// result. Credentials are cached until they expire. If a server rejects them, the source issues new
// ones, and the cached ones stay in use, also for other servers, until that has succeeded. After a
// failure of the source, the failure is returned again for one second. This time doubles with each
// failure, up to 16 seconds, so a poll at the default interval always tries again. Thread-safe.

#ifndef EXPORTER_CREDENTIALS_CREDENTIAL_CACHE_H_
#define EXPORTER_CREDENTIALS_CREDENTIAL_CACHE_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "exporter/credentials/credential.h"
#include "exporter/credentials/deadline.h"
#include "exporter/result/result.h"

namespace exporter::credentials {

class CredentialCache {
 public:
  using Shared = std::shared_ptr<const Credential>;  // never nullptr

  // Issues credentials before the deadline. Errors: kTimeout or kConfig.
  using Source = std::function<Result<Credential>(const Deadline&)>;

  struct Moment {
    std::chrono::steady_clock::time_point steady;
    std::chrono::system_clock::time_point wall;
  };
  using Clock = std::function<Moment()>;

  static Moment Now() {
    return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
  }

  // `name` is the source in messages: `plugin "aws"`. `first` are the first cached credentials.
  CredentialCache(std::string name, Source source, std::optional<Credential> first = std::nullopt,
                  Clock clock = &Now);

  // The cached credentials, or the credentials that the source issues. Errors: as the source;
  // kTimeout, if another caller's use of the source does not end before the deadline or a stop.
  Result<Shared> Current(const Deadline& deadline) { return CurrentExcept(nullptr, deadline); }

  // As Current, after a server rejected `rejected`. Returns `rejected` if the source issues nothing
  // better, or if a rejection caused a use of the source less than ten seconds ago.
  Result<Shared> Replace(const Shared& rejected, const Deadline& deadline) {
    return CurrentExcept(rejected, deadline);
  }

 private:
  class Turn;

  Result<Shared> CurrentExcept(const Shared& rejected, const Deadline& deadline);
  bool IsValid(const Moment& now) const;  // the cached credentials
  Shared Store(Credential credential);
  void StoreFailure(const Error& failure);

  const std::string name_;
  const Source source_;
  const Clock clock_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  bool running_ = false;                             // guarded by mutex_, as all below
  Shared cached_;                                    // nullptr: none
  std::chrono::steady_clock::time_point cached_at_;  // if there are cached credentials
  std::optional<std::chrono::steady_clock::time_point> rejected_at_;
  int failures_ = 0;  // since the last success
  std::optional<Error> failure_;
  std::chrono::steady_clock::time_point failed_at_;  // if there is a failure
};

// The cache of this key, made by `make` if there is none. All callers share one cache for each key.
// Up to 1,000 caches outlive their callers, because a reload may replace all callers, and an issuer
// may accept each refresh token only once.
template <typename Key>
std::shared_ptr<CredentialCache> SharedCache(
    const Key& key, const std::function<std::shared_ptr<CredentialCache>()>& make) {
  constexpr std::size_t kMaxUnused = 1'000;
  static std::mutex mutex;
  static std::map<Key, std::shared_ptr<CredentialCache>> caches;
  const std::scoped_lock lock(mutex);
  if (caches.size() > kMaxUnused) {
    std::erase_if(caches, [](const auto& each) { return each.second.use_count() == 1; });
  }
  auto& cache = caches[key];
  if (cache == nullptr) cache = make();
  return cache;
}

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_CREDENTIAL_CACHE_H_
