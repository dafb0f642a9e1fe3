#include "exporter/collector/cluster_watch.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

#include "exporter/credentials/url.h"
#include "exporter/kubernetes/http_status.h"
#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/metallb/service.h"

namespace exporter::collector {
namespace {

using fleet::WatchedResource;

// Several events are read together and make one snapshot. The first one after a pause does not
// wait.
constexpr std::chrono::milliseconds kReportGap{400};

// After an outage: so long, old data is not reported as that of a cluster that is up.
constexpr std::chrono::milliseconds kReplayTime{1'000};

void WaitUntil(std::chrono::steady_clock::time_point until, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_until(lock, stop, until, [] { return false; });
}

std::span<const objects::WantedField> FieldsOf(WatchedResource resource) {
  switch (resource) {
    case WatchedResource::kServices:
      return metallb::ServiceFields();
    case WatchedResource::kIpAddressPools:
      return metallb::AddressPoolFields();
    case WatchedResource::kBgpPeers:
      break;
  }
  return metallb::BgpPeerFields();
}

std::string Seconds(std::chrono::milliseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

ClusterWatch::Watch::Watch(WatchedResource given, WatchTimes times, std::uint64_t seed)
    : resource(given),
      stream(static_cast<std::size_t>(given)),
      reader(FieldsOf(given)),
      state(times, seed + stream),
      proof(times.proof) {}

ClusterWatch::ClusterWatch(kubernetes::ApiClient& api, WatchLimits limits, std::uint64_t seed)
    : api_(api),
      limits_(std::move(limits)),
      streams_(api, fleet::kWatchedResources.size()),
      backoff_(limits_.times.max_backoff, seed),
      list_backoff_(limits_.interval, seed),
      probe_backoff_(limits_.interval * 2, seed),
      last_refresh_(Clock::now()) {
  for (const WatchedResource resource : fleet::kWatchedResources) {
    watches_.push_back(std::make_unique<Watch>(resource, limits_.times, seed));
  }
}

bool ClusterWatch::CanRun() const {
  return std::all_of(watches_.begin(), watches_.end(), [](const auto& watch) {
    return IsOptional(*watch) || !watch->start.resource_version.empty();
  });
}

WatchResult ClusterWatch::Run(const WatchHandler& handler, const std::stop_token& stop) {
  if (!std::exchange(running_, true)) {
    peers_.began = Clock::now();
    for (const auto& watch : watches_) {
      if (!watch->start.resource_version.empty()) watch->state.Start(peers_.began);
    }
  }
  while (!stop.stop_requested() && handler.needed()) {
    const auto result = Step(handler, stop);
    if (result && *result != WatchResult::kListDue) Close();
    if (result && *result == WatchResult::kUnusable) ResetProofs();
    if (result) return *result;
  }
  Close();
  return WatchResult::kStopped;
}

void ClusterWatch::Close() {
  streams_.CloseAll();
  for (const auto& watch : watches_) {
    watch->state.Stop();
    watch->proof.Ended();
    watch->postponed = Action::kNone;
  }
  running_ = false;
  probe_.reset();
  probe_end_.reset();
  comparison_.reset();
}

fleet::WatchRecords ClusterWatch::records() const {
  fleet::WatchRecords records;
  for (const auto& watch : watches_) records.at(watch->stream) = watch->state.record();
  return records;
}

ClusterWatch::Clock::duration ClusterWatch::ListDelay() {
  const bool bad = std::any_of(watches_.begin(), watches_.end(),
                               [](const auto& watch) { return watch->state.strikes() > 0; });
  if (bad) return backoff_.Next();
  backoff_.Reset();
  return backoff_.Random(std::chrono::seconds(1));
}

std::optional<WatchResult> ClusterWatch::Step(const WatchHandler& handler,
                                              const std::stop_token& stop) {
  for (const auto& watch : watches_) {
    const Action postponed = std::exchange(watch->postponed, Action::kNone);
    if (const auto result = Do(*watch, postponed, stop)) return result;
  }
  const Clock::time_point now = Clock::now();
  CheckProofs();
  if (const auto result = CompareWithList(handler)) return result;
  Report(handler);
  if (now >= ListTime() && !comparison_ && !probe_) return WatchResult::kListDue;
  if (now >= RefreshTime()) Refresh(handler);
  if (probe_ && now >= *probe_) Probe(handler, stop);
  for (const auto& watch : watches_) {
    if (const auto result = Do(*watch, CheckTime(*watch), stop)) return result;
  }
  // Until the next report, events wait in the buffers of the connection.
  if (changed_) WaitUntil(next_report_, stop);
  streams_.Wait({std::exchange(read_ahead_, false) ? now : NextTime(), stop});
  for (const auto& watch : watches_) {
    if (const auto result = Do(*watch, Receive(*watch), stop)) return result;
  }
  ReportPeers(handler);
  return std::nullopt;
}

void ClusterWatch::Report(const WatchHandler& handler) {
  const Clock::time_point now = Clock::now();
  if (now < next_report_ || (!changed_ && !alive_)) return;
  if (std::exchange(changed_, false)) {
    handler.changed();
  } else if (!probe_ && AreOpen()) {
    handler.alive();
  } else {
    return;  // what the server sends again after an outage is not known yet
  }
  alive_ = false;
  next_report_ = Clock::now() + kReportGap;
}

bool ClusterWatch::AreOpen() const {
  return std::all_of(watches_.begin(), watches_.end(),
                     [](const auto& watch) { return IsOptional(*watch) || watch->state.IsOpen(); });
}

ClusterWatch::Clock::time_point ClusterWatch::NextTime() const {
  Clock::time_point next = RefreshTime();
  if (comparison_) {
    next = std::min(next, comparison_->until);
  } else if (!probe_) {
    next = std::min(next, ListTime());
  }
  if (changed_ || (alive_ && !probe_ && AreOpen())) next = std::min(next, next_report_);
  if (probe_) next = std::min(next, *probe_);
  for (const auto& watch : watches_) {
    const auto due = watch->state.Next();
    if (due && (watch->state.IsRunning() || !probe_)) next = std::min(next, *due);
    if (const auto check = watch->proof.Next()) next = std::min(next, *check);
  }
  return next;
}

void ClusterWatch::Probe(const WatchHandler& handler, const std::stop_token& stop) {
  const Clock::time_point started = Clock::now();
  const std::string path = watches_.front()->start.path + "?limit=1";
  const auto end = std::exchange(probe_end_, std::nullopt).value_or(started + limits_.timeout);
  const auto response = api_.Get(path, {.at = end, .stop = stop});
  api_.Disconnect();
  if (stop.stop_requested()) return;
  if (response && response->status == kubernetes::kOk) {
    probe_.reset();
    backoff_.Reset();
    probe_backoff_.Reset();
    for (const auto& watch : watches_) watch->state.Probed(Clock::now());
    // The events of the outage arrive soon after the watches are open.
    next_report_ = Clock::now() + kReplayTime;
    return;
  }
  const Error error = response ? kubernetes::ErrorOf(*response, path) : response.error();
  handler.failed(error);
  // A server that restarts is back soon. Later, as for a cluster that is polled (poll_schedule.h).
  const Clock::time_point now = Clock::now();
  const Clock::duration min_pause = error.retry_after.value_or(std::chrono::seconds(0));
  const Clock::time_point soon = now + probe_backoff_.Next();
  const Clock::time_point next =
      std::max(started + limits_.interval - backoff_.Random(limits_.interval / 10),
               now + limits_.interval / 10);
  probe_ = std::max(std::min(soon, next), now + min_pause);
}

WatchState::Action ClusterWatch::CheckTime(Watch& watch) {
  const bool was_open = watch.state.IsOpen();
  const bool has_part = streams_.HasPartOfLine(watch.stream);
  const Action action = watch.state.Due(Clock::now(), has_part);
  if (action == Action::kList && !IsOptional(watch)) silent_ = true;
  if (action == Action::kList && was_open) {
    problem_ = Error(ErrorKind::kTimeout, watch.start.path + ": no event and no bookmark in " +
                                              Seconds(limits_.times.silence));
  } else if (action != Action::kNone && action != Action::kOpen && !was_open) {
    problem_ = Error(ErrorKind::kTimeout, watch.start.path + ": no response to the watch in " +
                                              Seconds(limits_.times.establishment));
  }
  return action;
}

std::optional<WatchResult> ClusterWatch::Do(Watch& watch, Action action,
                                            const std::stop_token& stop) {
  if (action != Action::kNone && action != Action::kOpen) {
    streams_.Close(watch.stream);
    watch.proof.Ended();
  }
  if (IsOptional(watch) && (action == Action::kList || action == Action::kGiveUp)) {
    PollPeers(action);
    return std::nullopt;
  }
  switch (action) {
    case Action::kNone:
      return std::nullopt;
    case Action::kPause:
      changed_ = true;  // the server responded, and the watch is closed
      if (next_check_ < Clock::now()) next_check_ = Clock::now() + CheckInterval();
      return std::nullopt;
    case Action::kOpen:
      if (!probe_) Open(watch, stop);
      return std::nullopt;
    case Action::kProbe:
      if (probe_) return std::nullopt;
      probe_ = Clock::now();
      // The time that a request may take includes that of a watch that hung.
      probe_end_ = watch.state.started() + limits_.timeout;
      return std::nullopt;
    case Action::kList:
      return WatchResult::kListNeeded;
    case Action::kGiveUp:
      break;
  }
  return WatchResult::kUnusable;
}

void ClusterWatch::Open(Watch& watch, const std::stop_token& stop) {
  // client-go draws the time of a watch at random from this range.
  constexpr std::chrono::seconds kMinTime{300};
  const auto seconds =
      kMinTime + std::chrono::duration_cast<std::chrono::seconds>(backoff_.Random(kMinTime));
  const std::string path =
      watch.start.path + "?watch=true&allowWatchBookmarks=true" +
      "&resourceVersion=" + credentials::PercentEncode(watch.start.resource_version) +
      "&timeoutSeconds=" + std::to_string(seconds.count()) + watch.start.selector_query;
  watch.state.Requested(Clock::now());
  watch.received = 0;
  const auto opened =
      streams_.Open(watch.stream, path, {.at = Clock::now() + limits_.timeout, .stop = stop});
  // The request that tests the server will report the same error.
  if (!opened && watch.state.Ended(fleet::WatchEnd::kLost, Clock::now()) != Action::kNone) {
    probe_ = Clock::now();
  }
}

}  // namespace exporter::collector
