// The lists that are read while watches run, and how they are compared with the store.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "exporter/collector/cluster_watch.h"
#include "exporter/collector/resource_version.h"

namespace exporter::collector {

using fleet::WatchEnd;

void ClusterWatch::BeforeList() {
  list_began_ = Clock::now();
  store_.NoteEvents();
  for (const auto& watch : watches_) watch->version_before_list = watch->start.resource_version;
}

void ClusterWatch::Listed(const ClusterReading& reading) {
  const Clock::time_point now = Clock::now();
  SetNextList(now);
  list_backoff_.Reset();
  RetryUnread(reading.unread);
  WatchedObjects listed{reading.objects.services, reading.objects.pools, reading.peers};
  if (running_ && WentBack(reading.starts)) {
    // The cache of a proxy has an old list for some time.
    if (!std::exchange(went_back_, true)) {
      next_list_ = next_check_ = now + limits_.interval;
      return;
    }
    Close();
  }
  went_back_ = false;
  if (running_) {
    for (const auto& watch : watches_) {
      TakeList(*watch, listed, reading.starts.at(watch->stream));
    }
    comparison_ = {std::move(listed), reading.starts, now, now};
    return;
  }
  peers_.listable = !reading.starts.at(Peers().stream).path.empty();
  peers_.listed = now;
  hid_changes_ = std::exchange(silent_, false) && HasChanges(listed, reading.starts);
  if (hid_changes_) {
    problem_ = Error(ErrorKind::kProtocol, "events did not arrive, although a list shows changes");
    ResetProofs();
  }
  store_.Replace(std::move(listed));
  for (const auto& watch : watches_) {
    watch->start = reading.starts.at(watch->stream);
  }
  if (now < peers_.retry) Peers().start = {};
}

void ClusterWatch::TakeList(Watch& watch, const WatchedObjects& listed, const WatchStart& start) {
  if (IsOptional(watch) || !watch.state.IsThrottled()) return;
  if (HasReached(watch.start.resource_version, start.resource_version)) return;
  store_.Replace(watch.resource, listed);
  watch.start = start;
  changed_ = true;
}

std::chrono::milliseconds ClusterWatch::CheckInterval() const {
  return std::max(limits_.interval, limits_.times.min_check);
}

// While lists must show the changes, they are spread as polls are (poll_schedule.h).
void ClusterWatch::SetNextList(Clock::time_point now) {
  next_list_ = now + limits_.resync - backoff_.Random(limits_.resync / 10);
  const Clock::duration interval = CheckInterval();
  const Clock::duration spread = running_ ? interval / 10 : interval;
  next_check_ = std::max(list_began_ + interval - backoff_.Random(spread), now + interval / 10);
}

ClusterWatch::Clock::time_point ClusterWatch::ListTime() const {
  return NeedsLists() ? std::min(next_list_, next_check_) : next_list_;
}

bool ClusterWatch::NeedsLists() const {
  return !IsProven() || std::any_of(watches_.begin(), watches_.end(), [](const auto& watch) {
    return !IsOptional(*watch) && watch->state.IsThrottled();
  });
}

bool ClusterWatch::IsProven() const {
  return std::all_of(watches_.begin(), watches_.end(), [](const auto& watch) {
    return IsOptional(*watch) || watch->proof.IsProven();
  });
}

void ClusterWatch::CheckProofs() {
  for (const auto& watch : watches_) {
    if (watch->proof.Check(Clock::now()) && IsProven()) alive_ = true;  // report it
  }
}

void ClusterWatch::ResetProofs() {
  for (const auto& watch : watches_) watch->proof.Reset();
}

bool ClusterWatch::ListFailed(const Error& error) {
  if (!running_) {
    silent_ = false;  // the server was silent, and did not hide changes
    return false;
  }
  const Clock::time_point now = Clock::now();
  const Clock::duration min_pause = error.retry_after.value_or(std::chrono::seconds(0));
  next_list_ = now + std::max(list_backoff_.Next(), min_pause);
  next_check_ = next_list_;
  return HasReceivedSince(error.kind == ErrorKind::kTimeout ? list_began_
                                                            : now - limits_.times.sign_of_life);
}

bool ClusterWatch::WentBack(const Starts& starts) {
  bool any = false;
  for (const auto& watch : watches_) {
    const std::string& listed = starts.at(watch->stream).resource_version;
    const std::string& before = watch->version_before_list;
    if (HasReached(listed, before) || !HasReached(before, listed)) continue;
    // The next list may show that only this one was old.
    if (went_back_) static_cast<void>(watch->state.Ended(WatchEnd::kExpired, Clock::now()));
    any = true;
  }
  return any;
}

bool ClusterWatch::HasChanges(const WatchedObjects& listed, const Starts& starts) {
  return std::any_of(watches_.begin(), watches_.end(), [&](const auto& watch) {
    const bool is_comparable = !watch->start.resource_version.empty() &&
                               !starts.at(watch->stream).resource_version.empty();
    return is_comparable && store_.Differences(watch->resource, listed) > 0;
  });
}

bool ClusterWatch::IsCompared(const Watch& watch) {
  const std::string& list_version = comparison_->starts.at(watch.stream).resource_version;
  const std::string& version = watch.start.resource_version;
  if (version.empty() || list_version.empty()) return true;  // not watched, or not listed
  return HasReached(version, list_version) ||
         store_.Differences(watch.resource, comparison_->listed) == 0;
}

std::optional<WatchResult> ClusterWatch::CompareWithList(const WatchHandler& handler) {
  if (!comparison_) return std::nullopt;
  comparison_->until = Clock::time_point::max();
  for (const auto& watch : watches_) {
    if (IsCompared(*watch)) continue;
    const Clock::time_point until = comparison_->began + MaxDelay(*watch);
    if (Clock::now() < until) {
      comparison_->until = std::min(comparison_->until, until);
      continue;
    }
    silent_ = silent_ || !IsOptional(*watch);
    static_cast<void>(
        End(*watch, WatchEnd::kSilent,
            Error(ErrorKind::kTimeout,
                  "the watch does not reach the version of a list that has changes")));
    if (!IsOptional(*watch)) return WatchResult::kListNeeded;
    streams_.Close(watch->stream);
    PollPeers(Action::kList);
  }
  if (comparison_->until != Clock::time_point::max()) return std::nullopt;
  for (const auto& watch : watches_) Repair(*watch, handler);
  StartMissingPeers();
  alive_ = true;
  comparison_.reset();
  return std::nullopt;
}

std::chrono::milliseconds ClusterWatch::MaxDelay(const Watch& watch) const {
  const WatchTimes& times = limits_.times;
  return watch.proof.IsProven() ? times.silence : std::min(times.delivery, times.silence);
}

void ClusterWatch::Repair(Watch& watch, const WatchHandler& handler) {
  // An optional resource that could not be listed has its objects of an earlier list.
  if (comparison_->starts.at(watch.stream).resource_version.empty()) return;
  const std::size_t different = store_.Differences(watch.resource, comparison_->listed);
  store_.Repair(watch.resource, comparison_->listed);
  if (different == 0) return;
  changed_ = true;
  if (watch.start.resource_version.empty()) return;  // not watched
  watch.state.CountMissed(different);
  handler.missed(watch.resource, different);
}

void ClusterWatch::StartMissingPeers() {
  const WatchStart& start = comparison_->starts.at(Peers().stream);
  const bool is_missing = Peers().start.resource_version.empty();
  if (!is_missing || start.resource_version.empty() || Clock::now() < peers_.retry) return;
  StartPeers(start);
  changed_ = true;
}

}  // namespace exporter::collector
