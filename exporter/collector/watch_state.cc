#include "exporter/collector/watch_state.h"

#include <algorithm>

namespace exporter::collector {
namespace {

using fleet::WatchEnd;

constexpr std::chrono::milliseconds kFirstBackoff{800};
// A watch that ends earlier without a change does not work.
constexpr std::chrono::seconds kShortLife{5};
// A watch that is older when an event arrives works. Before, an invalid line may follow each time.
constexpr std::chrono::minutes kLongLife{1};
// Many watches end in the same second if a server restarts.
constexpr std::chrono::seconds kMaxReopenDelay{1};
constexpr int kMaxStrikes = 3;
// An API server that starts sends 429 until its caches are filled, also for half a minute.
constexpr int kMaxThrottled = 6;

}  // namespace

WatchBackoff::WatchBackoff(std::chrono::milliseconds max, std::uint64_t seed)
    : max_(max),
      current_(std::min<Clock::duration>(kFirstBackoff, max_)),
      random_(static_cast<std::minstd_rand::result_type>(seed)) {}

WatchBackoff::Clock::duration WatchBackoff::Random(Clock::duration max) {
  const double share = std::uniform_real_distribution(0.0, 1.0)(random_);
  return std::chrono::duration_cast<Clock::duration>(max * share);
}

WatchBackoff::Clock::duration WatchBackoff::Next() {
  const Clock::duration delay = current_ / 2 + Random(current_ / 2);
  current_ = std::min(current_ * 2, max_);
  return delay;
}

void WatchBackoff::Reset() { current_ = std::min<Clock::duration>(kFirstBackoff, max_); }

WatchState::WatchState(WatchTimes times, std::uint64_t seed)
    : times_(times), backoff_(times.max_backoff, seed) {}

void WatchState::Start(Clock::time_point now) {
  last_event_ = now;
  WaitFor(std::max(Clock::duration::zero(), not_before_ - now), now);
}

void WatchState::Stop() {
  phase_ = Phase::kStopped;
  record_.open = false;
}

WatchState::Action WatchState::Due(Clock::time_point now, bool has_part) {
  const auto next = Next();
  if (!next || now < *next) return Action::kNone;
  if (now >= last_event_ + times_.silence) {
    return Ended(has_part ? WatchEnd::kInvalid : WatchEnd::kSilent, now);
  }
  return phase_ == Phase::kWaiting ? Action::kOpen : Ended(WatchEnd::kLost, now);
}

std::optional<WatchState::Clock::time_point> WatchState::Next() const {
  const Clock::time_point silent = last_event_ + times_.silence;
  switch (phase_) {
    case Phase::kWaiting:
      return std::min(due_, silent);
    case Phase::kOpening:
      return std::min(started_ + times_.establishment, silent);
    case Phase::kOpen:
      return silent;
    case Phase::kStopped:
      break;
  }
  return std::nullopt;
}

void WatchState::Requested(Clock::time_point now) {
  phase_ = Phase::kOpening;
  started_ = now;
  had_event_ = false;
  had_change_ = false;
}

void WatchState::Received(Clock::time_point now, bool accepted) {
  if (!accepted) return;
  phase_ = Phase::kOpen;
  probed_ = false;
  record_.open = true;
  if (now - started_ >= kShortLife) backoff_.Reset();
}

void WatchState::CountEvent(Clock::time_point now, bool is_change) {
  had_event_ = true;
  last_event_ = now;
  throttled_ = 0;
  if (now - started_ >= kLongLife) strikes_ = 0;
  had_change_ = had_change_ || is_change;
  if (is_change) ++record_.events;
}

WatchState::Action WatchState::Ended(WatchEnd end, Clock::time_point now,
                                     std::optional<std::chrono::seconds> retry_after) {
  const bool was_open = phase_ == Phase::kOpen;
  const bool worked = was_open && (had_change_ || now - started_ >= kShortLife);
  record_.open = false;
  ++record_.restarts.at(static_cast<std::size_t>(end));
  switch (end) {
    case WatchEnd::kEnded:
    case WatchEnd::kLost:
      if (!was_open) break;
      if (worked) strikes_ = 0;
      WaitFor(worked ? backoff_.Random(kMaxReopenDelay) : backoff_.Next(), now);
      return worked ? Action::kNone : Strike(Action::kNone);
    case WatchEnd::kExpired:
      phase_ = Phase::kStopped;
      return worked ? Action::kList : Strike(Action::kList);
    case WatchEnd::kSilent:
      phase_ = Phase::kStopped;
      return Action::kList;
    case WatchEnd::kInvalid:
      phase_ = Phase::kStopped;
      return Strike(Action::kList);
    case WatchEnd::kRefused:
      break;
  }
  not_before_ = now + retry_after.value_or(std::chrono::seconds(0));
  WaitFor(std::max(backoff_.Next(), not_before_ - now), now);
  // The server was reached, or accepted the watch and ended it at once.
  const bool is_strike = probed_ || (was_open && !worked);
  return is_strike ? Strike(Action::kList) : Action::kProbe;
}

WatchState::Action WatchState::Throttled(Clock::time_point now,
                                         std::optional<std::chrono::seconds> retry_after) {
  if (phase_ == Phase::kOpen && now - started_ >= kShortLife) throttled_ = 0;
  record_.open = false;
  ++record_.restarts.at(static_cast<std::size_t>(WatchEnd::kRefused));
  not_before_ = now + retry_after.value_or(std::chrono::seconds(0));
  WaitFor(std::max(backoff_.Next(), not_before_ - now), now);
  const bool too_long = not_before_ > now + times_.silence;
  if (++throttled_ < kMaxThrottled && !too_long) return Action::kPause;
  throttled_ = 0;
  return Action::kGiveUp;
}

void WatchState::Probed(Clock::time_point now) {
  if (phase_ != Phase::kWaiting) return;
  if (!probed_) due_ = std::max(now, not_before_);
  probed_ = true;
}

WatchState::Action WatchState::Strike(Action otherwise) {
  if (++strikes_ < kMaxStrikes) return otherwise;
  strikes_ = 0;
  return Action::kGiveUp;
}

void WatchState::WaitFor(Clock::duration delay, Clock::time_point now) {
  phase_ = Phase::kWaiting;
  due_ = now + delay;
}

}  // namespace exporter::collector
