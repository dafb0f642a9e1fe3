// Reads other exporters in the background, each on its own thread, and joins their clusters with
// those of this exporter.
//
// Each source is read at an interval, with one deadline for each read. An answer that has not
// changed is neither sent nor read again (ETag). If an answer has changed, its unchanged clusters
// keep their snapshots. Answers are parsed one at a time, which bounds the memory. Staleness and
// loops: source_state.h. Names: merge.h. Sources can be replaced at any time: an unchanged source
// retains its thread, connection and data.
//
// All public functions are thread-safe. No function waits for a read to end.

#ifndef EXPORTER_SOURCES_FLEET_SOURCES_H_
#define EXPORTER_SOURCES_FLEET_SOURCES_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/logging/logger.h"
#include "exporter/result/result.h"
#include "exporter/sources/merge.h"
#include "exporter/sources/merge_log.h"
#include "exporter/sources/remote_exporter.h"
#include "exporter/sources/source_config.h"
#include "exporter/sources/source_log.h"
#include "exporter/sources/source_state.h"

namespace exporter::sources {

struct FleetSourcesOptions {
  std::chrono::milliseconds interval{30'000};
  std::chrono::milliseconds timeout{60'000};  // of a whole read
  std::chrono::milliseconds stale_after{3'600'000};
  std::string user_agent;
  bool repeat_series = false;   // serve the series of the sources' clusters
  bool reads_for_scan = false;  // as ReadForScan, for ever
  std::string own_id;           // of this exporter; not empty
};

class FleetSources {
 public:
  using Clock = std::chrono::steady_clock;

  // `on_change` is called after each read, by any thread, without a lock. `logger` must outlive the
  // sources.
  FleetSources(FleetSourcesOptions options, std::function<void()> on_change,
               logging::Logger& logger);
  ~FleetSources();
  FleetSources(const FleetSources&) = delete;
  FleetSources& operator=(const FleetSources&) = delete;

  // Replaces the sources. A source whose URL is already known retains its data. If sources are only
  // added, the fleet stays as it is until they are read. If a source is removed, the facts wait for
  // the new ones, which may have its clusters.
  void SetSources(std::vector<SourceConfig> sources);

  // Starts the threads that could not be started. Such a source is down, and logged once.
  void StartMissingThreads();

  // Call this when a scan elsewhere uses the fleet. For an hour, sources are asked to read what a
  // scan needs.
  void ReadForScan();

  struct Merged {
    fleet::FleetView fleet;
    std::shared_ptr<const fleet::FleetPolicy> policy;
  };
  // The clusters of this exporter and of all sources at `now`. As long as neither `policy` nor the
  // policies of the sources change, the result has the same pointer to a policy.
  // REQUIRES: `policy` is not nullptr.
  Merged Merge(fleet::FleetView own, const std::shared_ptr<const fleet::FleetPolicy>& policy,
               Clock::time_point now);

  // The next time after `now` at which Merge changes without a read.
  std::optional<Clock::time_point> NextExpiry(Clock::time_point now) const;

 private:
  // A source and the thread that reads it.
  struct Worker {
    Worker(SourceConfig given, std::chrono::milliseconds stale_after)
        : config(std::move(given)), state(config.url, stale_after) {}

    const SourceConfig config;
    // Changed by the worker's thread only, while mutex_ is locked.
    SourceState state;
    SourceLog log;
    std::jthread thread;
  };

  // The source of a merged policy.
  struct PolicyInputs {
    std::shared_ptr<const fleet::FleetPolicy> own;
    std::vector<SourcePolicy> sources;

    bool operator==(const PolicyInputs&) const = default;
  };

  using Workers = std::vector<std::unique_ptr<Worker>>;

  // Moves the source's worker out of `existing` if the configuration is the same. Otherwise creates
  // a worker that is not running yet. REQUIRES: mutex_ is locked.
  std::unique_ptr<Worker> ReuseOrCreateWorker(SourceConfig config, Workers& existing) const;
  // REQUIRES: exchange_mutex_ is locked.
  void StartThreads();
  // The main function of a worker's thread.
  void Run(Worker& worker, const std::stop_token& stop);
  // Reads the source once. `etag`: of the last answer; updated. Returns the Retry-After of a failed
  // read. The memory of the answer is released before it returns.
  std::optional<std::chrono::seconds> ReadOnce(Worker& worker, RemoteExporter& exporter,
                                               std::string& etag, const std::stop_token& stop);
  Result<RemoteExporter::Answer> GetAnswer(RemoteExporter& exporter, const std::string& etag,
                                           const credentials::Deadline& deadline) const;
  // Record the outcome of a read. False if the answer could not be used.
  bool TakeAnswer(Worker& worker, const RemoteExporter::Answer& answer);
  bool TakeJson(Worker& worker, const std::string& json);
  void RecordFailure(Worker& worker, const Error& error, bool other_version = false);
  bool ReadsForScan() const;
  // REQUIRES: mutex_ is locked.
  fleet::ExporterIdentity Identity() const;

  const FleetSourcesOptions options_;
  const std::function<void()> on_change_;
  logging::Logger& logger_;

  std::mutex parsing_;  // locked while an answer is parsed; before mutex_

  mutable std::mutex mutex_;
  mutable std::condition_variable_any waiting_;
  bool tried_ = false;          // FleetView::sources_were_tried; guarded by mutex_
  PolicyInputs policy_inputs_;  // guarded by mutex_
  std::shared_ptr<const fleet::FleetPolicy> policy_;  // of policy_inputs_; guarded by mutex_
  MergeLog merge_log_;                                // guarded by mutex_
  Clock::time_point scan_reads_until_;                // guarded by mutex_

  std::mutex exchange_mutex_;  // locked while sources are replaced, before mutex_
  // Changed while both mutexes are locked. Declared last: the threads use all other members.
  Workers workers_;
};

}  // namespace exporter::sources

#endif  // EXPORTER_SOURCES_FLEET_SOURCES_H_
