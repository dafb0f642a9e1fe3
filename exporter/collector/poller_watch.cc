// The part of a poller that watches.

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/collector/poller.h"

namespace exporter::collector {

using Clock = std::chrono::steady_clock;

namespace {

// The objects that the store does not have. At 1,000 events a second, a copy of all Services for
// each report needs a noticeable part of a core.
fleet::ClusterObjects UnwatchedOf(const fleet::ClusterObjects& objects) {
  return {.server_version = objects.server_version,
          .metallb_installed = objects.metallb_installed,
          .pools = {},
          .services = {},
          .local_asns = objects.local_asns,
          .nodes = objects.nodes,
          .l2_announcements = objects.l2_announcements};
}

// True if the server did not respond to any request for an optional resource.
bool IsOutage(const fleet::UnreadResources& unread) {
  return unread.contains(fleet::OptionalResource::kNamespaces) &&
         unread.contains(fleet::OptionalResource::kVersion) &&
         std::all_of(unread.begin(), unread.end(), [](const auto& each) {
           const ErrorKind kind = each.second.kind;
           return kind == ErrorKind::kTimeout || kind == ErrorKind::kUnreachable;
         });
}

}  // namespace

bool Poller::CanWatch() const {
  if (IsWatching()) return true;
  return watch_ && was_up_ && watch_->CanRun() && Clock::now() >= next_watch_;
}

void Poller::CloseWatches() {
  if (watch_) watch_->Close();
}

Clock::time_point Poller::Watch(const std::function<bool()>& needed,
                                const std::function<void(const Result<PollOutcome>&)>& record,
                                const std::stop_token& stop) {
  WatchResult result = WatchResult::kListNeeded;
  try {
    handler_ = HandlerFor(needed, record, stop);
    result = watch_->Run(handler_, stop);
  } catch (const std::exception& exception) {  // the thread must not end
    watch_->Close();
    record(Result<PollOutcome>(Fail(ErrorKind::kInternal, exception.what())));
  }
  LogWatch(result);
  if (result == WatchResult::kListDue) return Clock::now();
  return Clock::now() + watch_->ListDelay();
}

WatchHandler Poller::HandlerFor(const std::function<bool()>& needed,
                                const std::function<void(const Result<PollOutcome>&)>& record,
                                const std::stop_token& stop) {
  const auto succeeded = [this, record] {
    // Watches that do not work may be accepted as well.
    if (watch_->IsProven()) LogWatched();
    const Result<PollOutcome> outcome = PollOutcome{last_, uid_, unread_};
    LogOutcome(outcome);
    record(outcome);
  };
  return {.needed = needed,
          .changed =
              [this, succeeded] {
                fleet::ClusterObjects objects = UnwatchedOf(last_->objects());
                watch_->store().CopyTo(objects);
                SetObjects(std::move(objects));
                succeeded();
              },
          .alive =
              [this, succeeded] {
                watch_->ShareWith(last_);  // all events were reported
                succeeded();
              },
          .failed =
              [this, record](const Error& error) {
                suspects_outage_ = false;
                const Result<PollOutcome> outcome = tl::unexpected(error);
                LogOutcome(outcome);
                record(outcome);
              },
          .refresh = [this, succeeded, stop]() -> UnwatchedReading {
            fleet::ClusterObjects objects = last_->objects();
            const bool has_asns = objects.local_asns.has_value();
            ServeWatches(true);
            UnwatchedReading reading = reader_->ReadUnwatched(
                {.at = Clock::now() + options_.watch->timeout, .stop = stop}, objects);
            ServeWatches(false);
            reader_->Disconnect();
            const auto asns = objects.local_asns;
            watch_->store().CopyTo(objects);  // events may have arrived meanwhile
            if (!has_asns) objects.local_asns = asns;
            if (stop.stop_requested()) return reading;
            unread_ = reading.unread;
            LogUnreadOnceSure();
            SetObjects(std::move(objects));
            if (unread_.empty() || reading.peers) succeeded();
            return reading;
          },
          .polls_peers =
              [this](const Error& error) {
                LogFinding("BGPPeers are polled, because their watch does not work",
                           {{"cluster", options_.cluster},
                            {"reason", Name(error.kind)},
                            {"error", error.message}});
              },
          .watches_peers =
              [this] {
                logger_.Info("BGPPeers are watched again", {{"cluster", options_.cluster}});
              },
          .missed =
              [this](fleet::WatchedResource resource, std::size_t count) {
                logger_.Warn("the watch missed changes that a list shows; they were repaired",
                             {{"cluster", options_.cluster},
                              {"resource", Name(resource)},
                              {"objects", std::to_string(count)}});
              }};
}

void Poller::ServeWatches(bool serve) {
  std::function<void()> work;
  if (serve && IsWatching()) work = [this] { watch_->Serve(handler_); };
  reader_->api().DoMeanwhile(std::move(work));
}

std::optional<fleet::WatchRecords> Poller::Watches() const {
  return watch_ ? std::optional(watch_->records()) : std::nullopt;
}

// If the server is down, the watches notice it soon, and one line says so.
void Poller::LogUnreadOnceSure() {
  const bool is_outage = IsOutage(unread_);
  if (!std::exchange(suspects_outage_, is_outage) && is_outage) return;
  LogUnread(unread_);
}

void Poller::LogFailedCheck(const Error& error) {
  if (!logged_checks_.insert(error.kind).second) return;
  LogFinding(
      "a list failed, but the watches of the cluster continue",
      {{"cluster", options_.cluster}, {"reason", Name(error.kind)}, {"error", error.message}});
}

// Each change is logged once.
void Poller::LogWatched() {
  if (std::exchange(watches_, true) == true) return;
  logger_.Info("the cluster is watched", {{"cluster", options_.cluster}});
}

void Poller::LogWatch(WatchResult result) {
  switch (result) {
    case WatchResult::kListDue:
      if (watch_->IsProven()) watch_pause_ = {};
      return;
    case WatchResult::kListNeeded:
      LogList(watch_->problem());
      return;
    case WatchResult::kUnusable:
      GiveUpWatches();
      return;
    case WatchResult::kStopped:
      return;
  }
}

// Watches that have not worked yet are tried several times before they are given up.
void Poller::LogList(const Error& problem) {
  constexpr std::string_view kMessage = "the cluster is listed again because of a watch";
  if (watches_ == true) {
    logger_.Info(kMessage, {{"cluster", options_.cluster}, {"reason", problem.message}});
  } else {
    logger_.Debug(kMessage, {{"cluster", options_.cluster}, {"reason", problem.message}});
  }
}

void Poller::GiveUpWatches() {
  constexpr std::chrono::milliseconds kFirstPause = std::chrono::minutes(1);
  const std::chrono::milliseconds max = options_.watch->resync;
  watch_pause_ = std::clamp(watch_pause_ * 2, std::min(kFirstPause, max), max);
  const auto min_pause = watch_->problem().retry_after.value_or(std::chrono::seconds(0));
  next_watch_ = Clock::now() + std::max<std::chrono::milliseconds>(watch_pause_, min_pause);
  if (std::exchange(watches_, false) == false) return;
  LogFinding("watches of the cluster do not work, so it is polled",
             {{"cluster", options_.cluster}, {"error", watch_->problem().message}});
}

}  // namespace exporter::collector
