#include "exporter/sources/fleet_sources.h"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <iterator>
#include <system_error>
#include <utility>

#include "exporter/collector/poll_schedule.h"
#include "exporter/remote/fleet_reader.h"

namespace exporter::sources {
namespace {

ReadTime TimeNow() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }

}  // namespace

FleetSources::FleetSources(FleetSourcesOptions options, std::function<void()> on_change,
                           logging::Logger& logger)
    : options_(std::move(options)), on_change_(std::move(on_change)), logger_(logger) {}

FleetSources::~FleetSources() {
  for (const auto& worker : workers_) worker->thread.request_stop();
}

void FleetSources::SetSources(std::vector<SourceConfig> sources) {
  const std::scoped_lock exchange(exchange_mutex_);
  Workers before;
  {
    const std::scoped_lock lock(mutex_);
    before = std::exchange(workers_, {});
    for (SourceConfig& config : sources) {
      workers_.push_back(ReuseOrCreateWorker(std::move(config), before));
    }
    if (std::any_of(before.begin(), before.end(), [this](const auto& worker) {
          return std::none_of(workers_.begin(), workers_.end(), [&](const auto& current) {
            return current->config.url == worker->config.url;
          });
        })) {
      tried_ = false;
    }
  }
  for (const auto& worker : before) worker->thread.request_stop();
  before.clear();  // their reads are aborted
  StartThreads();
  on_change_();
}

std::unique_ptr<FleetSources::Worker> FleetSources::ReuseOrCreateWorker(SourceConfig config,
                                                                        Workers& existing) const {
  const auto found = std::find_if(existing.begin(), existing.end(), [&](const auto& worker) {
    return worker->config.url == config.url;
  });
  if (found == existing.end()) {
    return std::make_unique<Worker>(std::move(config), options_.stale_after);
  }
  if ((*found)->config == config) {
    auto worker = std::move(*found);
    existing.erase(found);
    return worker;
  }
  auto worker = std::make_unique<Worker>(std::move(config), options_.stale_after);
  worker->state = (*found)->state;
  worker->log = (*found)->log;
  return worker;
}

void FleetSources::StartMissingThreads() {
  const std::scoped_lock exchange(exchange_mutex_);
  StartThreads();
}

void FleetSources::StartThreads() {
  for (const auto& worker : workers_) {
    if (worker->thread.joinable()) continue;
    try {
      worker->thread = std::jthread(
          [this, &running = *worker](const std::stop_token& stop) { Run(running, stop); });
    } catch (const std::system_error& error) {
      RecordFailure(*worker, {ErrorKind::kInternal, "no thread can be started for reads"});
    }
  }
}

void FleetSources::Run(Worker& worker, const std::stop_token& stop) {
  RemoteExporter exporter(worker.config.access, options_.user_agent);
  collector::PollSchedule schedule(options_.interval, std::hash<std::string>()(worker.config.url));
  std::string etag;
  while (!stop.stop_requested()) {
    const Clock::time_point started = Clock::now();
    const auto retry_after = ReadOnce(worker, exporter, etag, stop);
    if (stop.stop_requested()) return;
    const Clock::time_point next = schedule.Next(started, Clock::now(), retry_after);
    std::unique_lock lock(mutex_);
    waiting_.wait_until(lock, stop, next, [] { return false; });
  }
}

std::optional<std::chrono::seconds> FleetSources::ReadOnce(Worker& worker, RemoteExporter& exporter,
                                                           std::string& etag,
                                                           const std::stop_token& stop) {
  const auto answer =
      GetAnswer(exporter, etag, {.at = Clock::now() + options_.timeout, .stop = stop});
  if (stop.stop_requested()) return std::nullopt;
  if (answer) {
    etag = TakeAnswer(worker, *answer) ? answer->etag : "";
    return std::nullopt;
  }
  RecordFailure(worker, answer.error());
  return answer.error().retry_after;
}

Result<RemoteExporter::Answer> FleetSources::GetAnswer(
    RemoteExporter& exporter, const std::string& etag,
    const credentials::Deadline& deadline) const {
  try {
    const char* const query = ReadsForScan() ? "?full=1" : "?full=1&scan=0";
    return exporter.GetChangedJson(std::string(kFleetPath) + query, etag, deadline);
  } catch (const std::exception& exception) {  // the thread must not end
    return Fail(ErrorKind::kInternal, exception.what());
  }
}

bool FleetSources::TakeAnswer(Worker& worker, const RemoteExporter::Answer& answer) {
  if (answer.json) return TakeJson(worker, *answer.json);
  {
    const std::scoped_lock lock(mutex_);
    static_cast<void>(worker.state.Unchanged(TimeNow()));  // a loop is in the state
    worker.log.Log(worker.state.view(), worker.state.missing(), logger_);
  }
  on_change_();
  return true;
}

bool FleetSources::TakeJson(Worker& worker, const std::string& json) {
  auto fleet = [&]() -> Result<remote::RemoteFleet> {
    const std::scoped_lock lock(parsing_);
    try {
      // Only this thread changes the state.
      return remote::ReadFleet(
          json, [&](std::string_view cluster) { return worker.state.LastSnapshot(cluster); });
    } catch (const std::exception& exception) {
      return Fail(ErrorKind::kInternal, exception.what());
    }
  }();
  if (!fleet) {
    RecordFailure(worker, fleet.error().Within(worker.config.url + kFleetPath),
                  remote::HasOtherVersion(json));
    return false;
  }
  {
    const std::scoped_lock lock(mutex_);
    static_cast<void>(worker.state.Answered(*std::move(fleet), options_.own_id, TimeNow()));
    worker.log.Log(worker.state.view(), worker.state.missing(), logger_);
  }
  on_change_();
  return true;
}

void FleetSources::RecordFailure(Worker& worker, const Error& error, bool other_version) {
  {
    const std::scoped_lock lock(mutex_);
    worker.state.Failed(error, other_version);
    worker.log.Log(worker.state.view(), worker.state.missing(), logger_);
  }
  on_change_();
}

void FleetSources::ReadForScan() {
  constexpr std::chrono::hours kReadFor{1};
  const std::scoped_lock lock(mutex_);
  scan_reads_until_ = Clock::now() + kReadFor;
}

bool FleetSources::ReadsForScan() const {
  const std::scoped_lock lock(mutex_);
  return options_.reads_for_scan || Clock::now() < scan_reads_until_;
}

FleetSources::Merged FleetSources::Merge(fleet::FleetView own,
                                         const std::shared_ptr<const fleet::FleetPolicy>& policy,
                                         Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  std::vector<SourceFleet> sources;
  for (const auto& worker : workers_) {
    const SourceState& state = worker->state;
    sources.push_back({worker->config.prefix, state.view(), state.Clusters(now), state.policy(),
                       state.aliases()});
  }
  PolicyInputs inputs{policy, PoliciesOf(own, sources)};
  if (inputs != policy_inputs_) {
    policy_inputs_ = std::move(inputs);
    const std::vector<SourcePolicy>& policies = policy_inputs_.sources;
    policy_ = policies.empty()
                  ? policy
                  : std::make_shared<const fleet::FleetPolicy>(MergePolicies(*policy, policies));
    merge_log_.LogShared(policies, *policy, logger_);
  }
  own.identity = Identity();
  tried_ = tried_ || std::all_of(sources.begin(), sources.end(),
                                 [](const SourceFleet& source) { return source.view.tried; });
  own.sources_were_tried = tried_;
  MergedFleet merged = MergeFleets(std::move(own), std::move(sources), options_.repeat_series);
  merge_log_.Log(merged, *policy, logger_);
  return {std::move(merged.fleet), policy_};
}

std::optional<FleetSources::Clock::time_point> FleetSources::NextExpiry(
    Clock::time_point now) const {
  const std::scoped_lock lock(mutex_);
  std::optional<Clock::time_point> next;
  for (const auto& worker : workers_) {
    const auto expiry = worker->state.NextExpiry(now);
    if (expiry && (!next || *expiry < *next)) next = expiry;
  }
  return next;
}

fleet::ExporterIdentity FleetSources::Identity() const {
  constexpr std::size_t kMaxIds = 1000;  // exporters in a loop could send more and more
  std::vector<std::string> ids;
  for (const auto& worker : workers_) {
    ids.insert(ids.end(), worker->state.ids().begin(), worker->state.ids().end());
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ids.resize(std::min(ids.size(), kMaxIds));
  return {options_.own_id, std::move(ids)};
}

}  // namespace exporter::sources
