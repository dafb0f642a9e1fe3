#include "exporter/credentials/credential_cache.h"

#include <algorithm>
#include <utility>

namespace exporter::credentials {
namespace {

using std::chrono::seconds;

// Rejected or expired credentials cause at most one use of the source in this time.
constexpr seconds kMinLifetime{10};

seconds BackOff(int failures) {
  constexpr int kMaxDoublings = 4;
  return seconds(1 << std::min(failures - 1, kMaxDoublings));
}

bool IsExpired(const Credential& credential, std::chrono::system_clock::time_point now) {
  // Whole seconds: an expiry in the year 9999 exceeds the range of the clock.
  return credential.expires && std::chrono::floor<seconds>(now) >= *credential.expires;
}

}  // namespace

// While it exists, one caller uses the source and the others wait.
class CredentialCache::Turn {
 public:
  // REQUIRES: the caller has locked the cache's mutex, and no other Turn exists.
  explicit Turn(CredentialCache& cache) : cache_(cache) { cache_.running_ = true; }
  ~Turn() {
    const std::scoped_lock lock(cache_.mutex_);
    cache_.running_ = false;
    cache_.ended_.notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  CredentialCache& cache_;
};

CredentialCache::CredentialCache(std::string name, Source source, std::optional<Credential> first,
                                 Clock clock)
    : name_(std::move(name)), source_(std::move(source)), clock_(std::move(clock)) {
  if (!first) return;
  cached_ = std::make_shared<const Credential>(*std::move(first));
  cached_at_ = clock_().steady - kMinLifetime;
}

Result<CredentialCache::Shared> CredentialCache::CurrentExcept(const Shared& rejected,
                                                               const Deadline& deadline) {
  std::unique_lock lock(mutex_);
  const auto is_usable = [&] { return cached_ != rejected && IsValid(clock_()); };
  if (!ended_.wait_until(lock, deadline.stop, deadline.at,
                         [&] { return !running_ || is_usable(); })) {
    return Fail(ErrorKind::kTimeout,
                name_ + (deadline.stop.stop_requested()
                             ? " was stopped"
                             : " did not end within the poll's time (run for another cluster)"));
  }
  if (is_usable()) return cached_;
  const auto now = clock_().steady;
  if (failure_ && now - failed_at_ < BackOff(failures_)) return tl::unexpected(*failure_);
  if (rejected != nullptr && cached_ == rejected) {
    if (rejected_at_ && now - *rejected_at_ < kMinLifetime) return rejected;
    rejected_at_ = now;
  }

  const Turn turn(*this);
  lock.unlock();
  auto issued = source_(deadline);
  if (issued) return Store(*std::move(issued));
  // If the caller was stopped, the source did not fail.
  if (!deadline.stop.stop_requested()) StoreFailure(issued.error());
  return tl::unexpected(issued.error());
}

bool CredentialCache::IsValid(const Moment& now) const {
  return cached_ != nullptr &&
         (!IsExpired(*cached_, now.wall) || now.steady - cached_at_ < kMinLifetime);
}

CredentialCache::Shared CredentialCache::Store(Credential credential) {
  const Moment now = clock_();
  const std::scoped_lock lock(mutex_);
  failures_ = 0;
  failure_.reset();
  // A plugin may print credentials that have expired, from a cache of its own.
  const bool worse = IsExpired(credential, now.wall) && IsValid(now);
  if (worse) return cached_;
  cached_ = std::make_shared<const Credential>(std::move(credential));
  cached_at_ = now.steady;
  return cached_;
}

void CredentialCache::StoreFailure(const Error& failure) {
  const auto now = clock_().steady;
  const std::scoped_lock lock(mutex_);
  failure_ = failure;
  failed_at_ = now;
  ++failures_;
}

}  // namespace exporter::credentials
