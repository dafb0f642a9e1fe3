#include "exporter/collector/collector.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <system_error>
#include <utility>

#include "exporter/collector/identity_log.h"
#include "exporter/collector/poll_schedule.h"
#include "exporter/collector/thread_reserve.h"

namespace exporter::collector {
namespace {

constexpr std::size_t kFirstPollsInFlight = 16;
constexpr std::chrono::milliseconds kFirstPollLease{2'000};
constexpr std::chrono::years kNoLease{10};

}  // namespace

Collector::Collector(CollectorOptions options, logging::Logger& logger)
    : options_(std::move(options)),
      logger_(logger),
      first_polls_(kFirstPollsInFlight, kFirstPollLease),
      polls_(std::max<std::size_t>(options_.max_descriptors / kDescriptorsPerPoll, 1), kNoLease),
      state_(options_.stale_after) {}

Collector::~Collector() {
  for (const auto& worker : workers_) worker->thread.request_stop();
}

void Collector::SetClusters(std::vector<ClusterConfig> clusters, bool merge_contexts, Start start) {
  const std::scoped_lock exchange(exchange_mutex_);
  Workers before;
  for (auto& worker : workers_) {
    before.emplace(worker->slot.config->identity.name, std::move(worker));
  }
  workers_.clear();
  keeps_connections_ = clusters.size() * kDescriptorsPerPoll <= options_.max_descriptors;
  const std::size_t watching = clusters.size() * kDescriptorsPerWatchedCluster;
  const bool wanted = options_.mode == Mode::kWatch;
  watches_ = wanted && watching <= options_.max_descriptors;
  if (wanted && !watches_) {
    logger_.Warn("the limit of file descriptors is too low for watches, so clusters are polled",
                 {{"clusters", std::to_string(clusters.size())},
                  {"needed", std::to_string(options_.limit_for(watching))}});
  }
  std::vector<Slot> slots;
  for (ClusterConfig& cluster : clusters) {
    workers_.push_back(ReuseOrCreateWorker(std::move(cluster), before));
    slots.push_back(workers_.back()->slot);
  }
  {
    const std::scoped_lock lock(mutex_);
    state_.SetSlots(std::move(slots), merge_contexts);
    ++changes_;
  }
  changed_.notify_all();
  must_poll_changed_.notify_all();

  for (const auto& [name, worker] : before) worker->thread.request_stop();
  if (start == Start::kNow) StartThreads();
}

void Collector::StartMissingThreads() {
  const std::scoped_lock exchange(exchange_mutex_);
  StartThreads();
}

void Collector::StartThreads() {
  std::vector<Worker*> waiting;
  for (const auto& worker : workers_) {
    if (!worker->thread.joinable()) waiting.push_back(worker.get());
  }
  if (waiting.empty()) return;
  const ThreadReserve reserve;
  for (Worker* const worker : waiting) {
    try {
      reserve.Check();
      worker->thread = std::jthread(
          [this, &running = *worker](const std::stop_token& stop) { Run(running, stop); });
    } catch (const std::system_error& error) {
      if (!std::exchange(worker->failed_to_start, true)) {
        logger_.Error("cannot start a thread for a cluster; trying again",
                      {{"cluster", worker->slot.config->identity.name}, {"error", error.what()}});
      }
      Record(worker->slot.number,
             tl::unexpected(Error{ErrorKind::kInternal, "no thread can be started for polls"}),
             {Clock::now(), std::chrono::system_clock::now(), {}}, std::nullopt);
    }
  }
}

std::unique_ptr<Collector::Worker> Collector::ReuseOrCreateWorker(ClusterConfig config,
                                                                  Workers& existing) {
  const auto found = existing.find(config.identity.name);
  if (found != existing.end() && *found->second->slot.config == config) {
    auto worker = std::move(found->second);
    existing.erase(found);
    return worker;
  }
  auto worker = std::make_unique<Worker>();
  worker->slot = {++last_slot_, std::make_shared<const ClusterConfig>(std::move(config))};
  return worker;
}

fleet::FleetView Collector::View(Clock::time_point now) const {
  const std::scoped_lock lock(mutex_);
  return state_.View(now);
}

std::optional<Collector::Clock::time_point> Collector::NextExpiry(Clock::time_point now) const {
  const std::scoped_lock lock(mutex_);
  return state_.NextExpiry(now);
}

void Collector::AnnounceChange() {
  {
    const std::scoped_lock lock(mutex_);
    ++changes_;
  }
  changed_.notify_all();
}

std::uint64_t Collector::WaitForChanges(std::uint64_t seen, Clock::time_point until,
                                        const std::stop_token& stop) const {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, stop, until, [&] { return changes_ > seen; });
  return changes_;
}

void Collector::Run(const Worker& worker, const std::stop_token& stop) {
  const ClusterConfig& cluster = *worker.slot.config;
  const std::uint64_t slot = worker.slot.number;
  Poller poller(cluster.access, OptionsOf(cluster), logger_);
  PollSchedule schedule(options_.interval, std::hash<std::string>()(cluster.identity.name));

  const auto poll = [&]() -> NextPoll {
    const StartGate::Place place = polls_.Enter(stop);
    const std::uint64_t scan_request = LastScanRequest();
    const Clock::time_point started = Clock::now();
    const auto outcome = poller.Poll({.at = started + options_.timeout, .stop = stop});
    const Clock::time_point ended = Clock::now();
    if (!keeps_connections_) poller.Disconnect();
    if (!stop.stop_requested()) {
      const PollTimes times{ended, std::chrono::system_clock::now(), ended - started};
      if (!outcome && poller.IsUp()) {
        RecordFailedCheck(slot, outcome.error(), times);
      } else {
        Record(slot, outcome, times, poller.Watches());
      }
    }
    if (outcome) return {schedule.Next(started, ended, std::nullopt), scan_request};
    return {schedule.Next(started, ended, outcome.error().retry_after), std::nullopt};
  };

  NextPoll next;
  {
    const StartGate::Place place = first_polls_.Enter(stop);
    if (stop.stop_requested()) return;
    next = poll();
  }
  do {
    if (watches_ && poller.CanWatch() && MustPoll(slot)) {
      next.scan_request.reset();
      next.at = poller.Watch([this, slot] { return watches_ && MustPoll(slot); },
                             [&](const Result<PollOutcome>& outcome) {
                               RecordWatch(slot, outcome, *poller.Watches());
                             },
                             stop);
    } else {
      poller.CloseWatches();  // nothing would read them
    }
    if (!WaitForNextPoll(slot, next, stop)) return;
    next = poll();
  } while (true);
}

PollerOptions Collector::OptionsOf(const ClusterConfig& cluster) const {
  PollerOptions options{.cluster = cluster.identity.name,
                        .metallb_class = cluster.metallb_class,
                        .metallb_namespace = options_.metallb_namespace,
                        .user_agent = options_.user_agent,
                        .nodes_interval = options_.nodes_interval,
                        .reads_for_scan = [this] { return ReadsForScan(); },
                        .metallb_expected = cluster.metallb_expected,
                        .logs_findings = options_.logs_findings};
  if (options_.mode == Mode::kPoll) return options;
  WatchLimits limits{.times = options_.watch_times,
                     .resync = options_.resync,
                     .refresh = [this] { return RefreshInterval(); },
                     .timeout = options_.timeout,
                     .interval = options_.interval};
  limits.times.max_backoff = std::min(limits.times.max_backoff, options_.interval);
  // A request follows that tests the server. Together they take the timeout.
  limits.times.establishment = std::min(limits.times.establishment, options_.timeout / 2);
  options.watch = limits;
  return options;
}

std::chrono::milliseconds Collector::RefreshInterval() const {
  if (ReadsForScan()) return options_.interval;
  return options_.nodes_interval.count() > 0 ? options_.nodes_interval : options_.resync;
}

void Collector::Record(std::uint64_t slot, const Result<PollOutcome>& outcome,
                       const PollTimes& times, const std::optional<fleet::WatchRecords>& watches) {
  IdentityChanges identity;
  {
    const std::scoped_lock lock(mutex_);
    if (outcome) {
      identity = state_.Succeeded(slot, outcome->snapshot, outcome->uid, times, outcome->unread);
    } else {
      identity = state_.Failed(slot, outcome.error(), times);
    }
    if (watches) state_.SetWatches(slot, *watches);
    ++changes_;
  }
  changed_.notify_all();
  if (identity.must_poll_changed) must_poll_changed_.notify_all();
  LogIdentity(identity, options_.logs_findings, logger_);
}

void Collector::RecordWatch(std::uint64_t slot, const Result<PollOutcome>& outcome,
                            const fleet::WatchRecords& watches) {
  const PollTimes times{Clock::now(), std::chrono::system_clock::now(), {}};
  if (!outcome) {
    Record(slot, outcome, times, watches);
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    bool changed = state_.Watched(slot, outcome->snapshot, times, outcome->unread);
    changed |= state_.SetWatches(slot, watches);
    if (!changed && times.ended < last_sign_of_life_ + options_.interval) return;
    last_sign_of_life_ = times.ended;
    ++changes_;
  }
  changed_.notify_all();
}

void Collector::RecordFailedCheck(std::uint64_t slot, const Error& error, const PollTimes& times) {
  {
    const std::scoped_lock lock(mutex_);
    state_.CheckFailed(slot, error, times);
    ++changes_;
  }
  changed_.notify_all();
}

bool Collector::MustPoll(std::uint64_t slot) const {
  const std::scoped_lock lock(mutex_);
  return state_.MustPoll(slot);
}

void Collector::ReadForScan() {
  constexpr std::chrono::hours kReadFor{1};
  {
    const std::scoped_lock lock(mutex_);
    const Clock::time_point now = Clock::now();
    const bool is_first = !options_.reads_for_scan && scan_reads_until_ <= now;
    scan_reads_until_ = now + kReadFor;
    if (!is_first) return;
    ++scan_requests_;
  }
  must_poll_changed_.notify_all();
}

bool Collector::ReadsForScan() const {
  const std::scoped_lock lock(mutex_);
  return options_.reads_for_scan || Clock::now() < scan_reads_until_;
}

std::uint64_t Collector::LastScanRequest() const {
  const std::scoped_lock lock(mutex_);
  return scan_requests_;
}

bool Collector::WaitForNextPoll(std::uint64_t slot, const NextPoll& next,
                                const std::stop_token& stop) const {
  std::unique_lock lock(mutex_);
  must_poll_changed_.wait_until(lock, stop, next.at, [&] {
    return next.scan_request && scan_requests_ > *next.scan_request;
  });
  must_poll_changed_.wait_until(lock, stop, Clock::now() + options_.alias_interval,
                                [&] { return state_.MustPoll(slot); });
  return !stop.stop_requested();
}

}  // namespace exporter::collector
