#include "exporter/collector/collector.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "exporter/collector/poll_schedule.h"

namespace exporter::collector {
namespace {

constexpr std::size_t kFirstPollsInFlight = 16;
constexpr std::chrono::milliseconds kFirstPollLease{2'000};

}  // namespace

Collector::Collector(CollectorOptions options, logging::Logger& logger)
    : options_(std::move(options)),
      logger_(logger),
      first_polls_(kFirstPollsInFlight, kFirstPollLease),
      state_(options_.stale_after) {}

Collector::~Collector() {
  for (const auto& worker : workers_) worker->thread.request_stop();
}

void Collector::SetClusters(std::vector<ClusterConfig> clusters, bool merge_contexts) {
  const std::scoped_lock exchange(exchange_mutex_);
  std::vector<std::unique_ptr<Worker>> before = std::exchange(workers_, {});
  std::vector<Seat> seats;
  for (ClusterConfig& cluster : clusters) {
    workers_.push_back(Hire(std::move(cluster), before));
    seats.push_back({workers_.back()->seat, workers_.back()->config.identity});
  }
  {
    const std::scoped_lock lock(mutex_);
    state_.SetSeats(std::move(seats), merge_contexts);
    ++changes_;
  }
  changed_.notify_all();
  aliases_changed_.notify_all();

  std::erase(before, nullptr);
  for (const auto& worker : before) worker->thread.request_stop();
  for (const auto& worker : workers_) {
    if (worker->thread.joinable()) continue;
    worker->thread =
        std::jthread([this, &config = *worker](const std::stop_token& stop) { Run(config, stop); });
  }
}

std::unique_ptr<Collector::Worker> Collector::Hire(ClusterConfig config,
                                                   std::vector<std::unique_ptr<Worker>>& at_hand) {
  for (auto& worker : at_hand) {
    if (worker != nullptr && worker->config == config) return std::move(worker);
  }
  auto worker = std::make_unique<Worker>();
  worker->seat = ++last_seat_;
  worker->config = std::move(config);
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

std::uint64_t Collector::WaitForChanges(std::uint64_t seen, Clock::time_point until,
                                        const std::stop_token& stop) const {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, stop, until, [&] { return changes_ > seen; });
  return changes_;
}

void Collector::Run(const Worker& worker, const std::stop_token& stop) {
  const ClusterConfig& cluster = worker.config;
  Poller poller(cluster.access,
                {.cluster = cluster.identity.name,
                 .metallb_class = cluster.metallb_class,
                 .metallb_namespace = options_.metallb_namespace,
                 .user_agent = options_.user_agent,
                 .metallb_expected = cluster.metallb_expected},
                logger_);
  PollSchedule schedule(options_.interval, std::hash<std::string>()(cluster.identity.name));

  const auto poll = [&] {
    const Clock::time_point started = Clock::now();
    const auto outcome = poller.Poll({.at = started + options_.timeout, .stop = stop});
    const Clock::time_point ended = Clock::now();
    if (!stop.stop_requested()) {
      Record(worker.seat, outcome, {ended, std::chrono::system_clock::now(), ended - started});
    }
    return schedule.Next(started, ended, outcome ? std::nullopt : outcome.error().retry_after);
  };

  Clock::time_point next;
  {
    const StartGate::Place place = first_polls_.Enter(stop);
    if (stop.stop_requested()) return;
    next = poll();
  }
  while (WaitForTurn(worker.seat, next, stop)) next = poll();
}

void Collector::Record(std::uint64_t seat, const Result<PollOutcome>& outcome,
                       const PollTimes& times) {
  std::vector<fleet::ContextAlias> before;
  std::vector<fleet::ContextAlias> after;
  std::vector<Twins> twins_before;
  std::vector<Twins> twins;
  {
    const std::scoped_lock lock(mutex_);
    before = state_.Aliases();
    twins_before = state_.FindTwins();
    if (outcome) {
      state_.Succeeded(seat, outcome->snapshot, outcome->uid, times);
    } else {
      state_.Failed(seat, outcome.error(), times);
    }
    after = state_.Aliases();
    twins = state_.FindTwins();
    ++changes_;
  }
  changed_.notify_all();
  LogTwins(twins_before, twins);
  if (before == after) return;
  aliases_changed_.notify_all();
  LogAliases(before, after);
}

bool Collector::WaitForTurn(std::uint64_t seat, Clock::time_point until,
                            const std::stop_token& stop) const {
  std::unique_lock lock(mutex_);
  aliases_changed_.wait_until(lock, stop, until, [] { return false; });
  return aliases_changed_.wait(lock, stop, [&] { return !state_.IsAlias(seat); }) &&
         !stop.stop_requested();
}

void Collector::LogAliases(const std::vector<fleet::ContextAlias>& before,
                           const std::vector<fleet::ContextAlias>& now) const {
  for (const fleet::ContextAlias& alias : now) {
    if (std::find(before.begin(), before.end(), alias) != before.end()) continue;
    logger_.Warn("context leads to a cluster that is read under another context's name",
                 {{"context", alias.context}, {"cluster", alias.cluster}});
  }
}

void Collector::LogTwins(const std::vector<Twins>& before, const std::vector<Twins>& now) const {
  for (const Twins& twins : now) {
    if (std::find(before.begin(), before.end(), twins) != before.end()) continue;
    logger_.Warn("two listed clusters have one UID: they are one, or restored from one snapshot",
                 {{"cluster", twins.cluster}, {"other", twins.other}});
  }
}

}  // namespace exporter::collector
