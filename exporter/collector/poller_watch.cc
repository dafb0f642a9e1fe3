// The part of a poller that watches.

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "exporter/collector/poller.h"

namespace exporter::collector {

using Clock = std::chrono::steady_clock;

bool Poller::CanWatch() const {
  return watch_ && was_up_ && watch_->CanRun() && Clock::now() >= next_watch_;
}

Clock::time_point Poller::Watch(const std::function<bool()>& needed,
                                const std::function<void(const Result<PollOutcome>&)>& record,
                                const std::stop_token& stop) {
  WatchResult result = WatchResult::kListNeeded;
  try {
    result = watch_->Run(HandlerFor(needed, record, stop), stop);
  } catch (const std::exception& exception) {  // the thread must not end
    watch_->Close();
    record(Result<PollOutcome>(Fail(ErrorKind::kInternal, exception.what())));
  }
  LogWatch(result);
  if (result == WatchResult::kUnusable) next_watch_ = Clock::now() + options_.watch->resync;
  if (result == WatchResult::kListDue) return Clock::now();
  return Clock::now() + watch_->ListDelay();
}

WatchHandler Poller::HandlerFor(const std::function<bool()>& needed,
                                const std::function<void(const Result<PollOutcome>&)>& record,
                                const std::stop_token& stop) {
  const auto succeeded = [this, record] {
    const Result<PollOutcome> outcome = PollOutcome{last_, uid_, unread_};
    LogOutcome(outcome);
    record(outcome);
  };
  return {.needed = needed,
          .changed =
              [this, succeeded] {
                fleet::ClusterObjects objects = last_->objects();
                watch_->store().CopyTo(objects);
                SetObjects(std::move(objects));
                succeeded();
              },
          .alive =
              [this, succeeded] {
                LogWatch(WatchResult::kListDue);
                watch_->ShareWith(last_);  // all events were reported
                succeeded();
              },
          .failed =
              [this, record](const Error& error) {
                const Result<PollOutcome> outcome = tl::unexpected(error);
                LogOutcome(outcome);
                record(outcome);
              },
          .refresh =
              [this, succeeded, stop] {
                fleet::ClusterObjects objects = last_->objects();
                unread_ = reader_->ReadUnwatched(
                    {.at = Clock::now() + options_.watch->timeout, .stop = stop}, objects);
                reader_->Disconnect();
                if (stop.stop_requested()) return;
                LogUnread(unread_);
                SetObjects(std::move(objects));
                succeeded();
              },
          .missed =
              [this](fleet::WatchedResource resource, std::size_t count) {
                logger_.Warn("the watch missed changes that a list shows; they were repaired",
                             {{"cluster", options_.cluster},
                              {"resource", Name(resource)},
                              {"objects", std::to_string(count)}});
              }};
}

std::optional<fleet::WatchRecords> Poller::Watches() const {
  return watch_ ? std::optional(watch_->records()) : std::nullopt;
}

// Each change is logged once.
void Poller::LogWatch(WatchResult result) {
  if (result == WatchResult::kListDue && watches_ != true) {
    watches_ = true;
    logger_.Info("the cluster is watched", {{"cluster", options_.cluster}});
  }
  if (result == WatchResult::kUnusable && watches_ != false) {
    watches_ = false;
    LogFinding("watches of the cluster do not work, so it is polled",
               {{"cluster", options_.cluster}, {"error", watch_->problem().message}});
  }
}

}  // namespace exporter::collector
