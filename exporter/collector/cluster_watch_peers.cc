// BGPPeers, which are optional: if their watch does not work, they are polled.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include "exporter/collector/cluster_watch.h"

namespace exporter::collector {

using fleet::WatchedResource;

namespace {

constexpr std::chrono::milliseconds kFirstPeersPause = std::chrono::minutes(1);

}  // namespace

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
  if (!waits && !read->start.resource_version.empty()) StartPeers(std::move(read->start));
}

void ClusterWatch::StartPeers(WatchStart start) {
  Peers().start = std::move(start);
  peers_.began = Clock::now();
  Peers().state.Start(peers_.began);
}

// A response such as 403 is probably the same at the next interval.
void ClusterWatch::RetryUnread(const fleet::UnreadResources& unread) {
  const bool any = std::any_of(unread.begin(), unread.end(), [](const auto& each) {
    return each.second.kind == ErrorKind::kTimeout || each.second.kind == ErrorKind::kUnreachable;
  });
  refresh_retry_ = any ? std::optional(Clock::now() + limits_.interval) : std::nullopt;
}

void ClusterWatch::PollPeers(Action action) {
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
  peers_.pause =
      std::clamp(peers_.pause * 2, std::min(kFirstPeersPause, limits_.resync), limits_.resync);
  const std::chrono::milliseconds min_pause =
      problem_.retry_after.value_or(std::chrono::seconds(0));
  peers_.retry = now + std::max(peers_.pause, min_pause);
  peers_.problem = problem_;
}

// If no watch of the cluster works, it is polled, which is reported once for all resources. A watch
// that works for some seconds only is not reported either.
void ClusterWatch::ReportPeers(const WatchHandler& handler) {
  if (peers_.problem && !peers_.reported && IsProven()) {
    peers_.reported = true;
    handler.polls_peers(*peers_.problem);
  }
  const auto lasting = std::min<std::chrono::milliseconds>(kFirstPeersPause, limits_.resync);
  if (!peers_.problem || !Peers().state.HadEvent() || Clock::now() < peers_.began + lasting) return;
  peers_.problem.reset();
  peers_.pause = {};
  if (std::exchange(peers_.reported, false)) handler.watches_peers();
}

}  // namespace exporter::collector
