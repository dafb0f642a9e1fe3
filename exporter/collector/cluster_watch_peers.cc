// BGPPeers, which are optional: if their watch does not work, they are polled.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include "exporter/collector/cluster_watch.h"

namespace exporter::collector {

using fleet::WatchedResource;

bool ClusterWatch::IsOptional(const Watch& watch) {
  return watch.resource == WatchedResource::kBgpPeers;
}

ClusterWatch::Watch& ClusterWatch::Peers() {
  return *watches_.at(static_cast<std::size_t>(WatchedResource::kBgpPeers));
}

const ClusterWatch::Watch& ClusterWatch::Peers() const {
  return *watches_.at(static_cast<std::size_t>(WatchedResource::kBgpPeers));
}

ClusterWatch::Clock::time_point ClusterWatch::RefreshTime() const {
  if (probe_) return Clock::time_point::max();
  Clock::time_point next = last_refresh_ + limits_.refresh();
  if (refresh_retry_) next = std::min(next, *refresh_retry_);
  const bool polls_peers = peers_.listable && !Peers().state.IsOpen();
  return polls_peers ? std::min(next, peers_.listed + limits_.interval) : next;
}

void ClusterWatch::Refresh(const WatchHandler& handler) {
  UnwatchedReading reading = handler.refresh();
  RetryUnread(reading.unread);
  auto& read = reading.peers;
  const Clock::time_point now = Clock::now();
  last_refresh_ = now;
  peers_.listable = read.has_value();
  peers_.listed = now;
  Watch& watch = Peers();
  if (!read || watch.state.IsOpen()) return;
  if (store_.ReplacePeers(std::move(read->peers))) changed_ = true;
  // The list that is compared is older.
  if (comparison_) comparison_->starts.at(watch.stream) = {};
  const bool waits = watch.state.Next().has_value() || now < peers_.retry;
  if (waits || read->start.resource_version.empty()) return;
  watch.start = std::move(read->start);
  watch.state.Start(now);
}

// A response such as 403 is probably the same at the next interval.
void ClusterWatch::RetryUnread(const fleet::UnreadResources& unread) {
  const bool any = std::any_of(unread.begin(), unread.end(), [](const auto& each) {
    return each.second.kind == ErrorKind::kTimeout || each.second.kind == ErrorKind::kUnreachable;
  });
  refresh_retry_ = any ? std::optional(Clock::now() + limits_.interval) : std::nullopt;
}

void ClusterWatch::PollPeers(Action action, const WatchHandler& handler) {
  const Clock::time_point now = Clock::now();
  Watch& watch = Peers();
  watch.state.Stop();
  watch.start = {};
  peers_.listable = true;
  peers_.listed = now - limits_.interval;
  if (action == Action::kList) {
    peers_.retry = now + ListDelay();
    peers_.listed += peers_.retry - now;
    return;
  }
  constexpr std::chrono::milliseconds kFirstPause = std::chrono::minutes(1);
  peers_.pause =
      std::clamp(peers_.pause * 2, std::min(kFirstPause, limits_.resync), limits_.resync);
  const std::chrono::milliseconds min_pause =
      problem_.retry_after.value_or(std::chrono::seconds(0));
  peers_.retry = now + std::max(peers_.pause, min_pause);
  if (!std::exchange(peers_.reported, true)) handler.polls_peers(problem_);
}

void ClusterWatch::ReportPeers(const WatchHandler& handler) {
  if (!peers_.reported || !Peers().state.HadEvent()) return;
  peers_.reported = false;
  peers_.pause = {};
  handler.watches_peers();
}

}  // namespace exporter::collector
