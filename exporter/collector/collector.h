// Polls every cluster in the background, each on its own thread, and stores the results.
//
// A hung cluster delays only itself. Each poll has one deadline; polls of one cluster never
// overlap. First polls start at once, at most 16 in flight; later polls are spread over the
// interval (poll_schedule.h). If the descriptors do not suffice for all clusters, only some of them
// are polled at the same time, and their connections are closed after each poll. In watch mode, a
// poll is followed by watches until the next poll (cluster_watch.h). Staleness:
// fleet_state.h. Aliases: alias_finder.h. Clusters can be replaced at any time: an unchanged
// cluster retains its thread, connection and data.
//
// All public functions are thread-safe. No function waits for a poll to end. Polls of removed
// clusters are aborted.

#ifndef EXPORTER_COLLECTOR_COLLECTOR_H_
#define EXPORTER_COLLECTOR_COLLECTOR_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "exporter/collector/cluster_config.h"
#include "exporter/collector/fleet_state.h"
#include "exporter/collector/poller.h"
#include "exporter/collector/start_gate.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/logging/logger.h"
#include "exporter/result/result.h"

namespace exporter::collector {

// A poll may have this many open: a connection, an event, and the files of the resolver or of
// an exec plugin.
inline constexpr std::size_t kDescriptorsPerPoll = 4;
// The watches of a cluster without HTTP/2 have a connection each, and two descriptors together.
inline constexpr std::size_t kDescriptorsPerWatchedCluster = kDescriptorsPerPoll + 5;

enum class Mode {
  kPoll,   // list everything at each interval
  kWatch,  // list once, then watch
};

struct CollectorOptions {
  Mode mode = Mode::kPoll;
  std::chrono::milliseconds resync{900'000};  // in watch mode: at most, between two lists
  WatchTimes watch_times = {};
  std::chrono::milliseconds interval{30'000};
  std::chrono::milliseconds timeout{60'000};  // of a whole poll
  std::chrono::milliseconds stale_after{3'600'000};
  // How often a context that is an alias is polled, to see whether it still leads to that cluster.
  std::chrono::milliseconds alias_interval{600'000};
  std::chrono::milliseconds nodes_interval{600'000};  // how often nodes are read; 0: never
  bool reads_for_scan = false;                        // as ReadForScan, for ever
  std::string metallb_namespace;  // of MetalLB's resources; empty: all namespaces
  std::string user_agent;
  bool logs_findings = true;  // false: the caller reports them, so they are logged for debugging
  std::size_t max_descriptors = 100'000;  // the descriptors that all polls together may have open
  // The limit of the process that permits this many. It is logged if max_descriptors is too low.
  std::function<std::size_t(std::size_t)> limit_for = [](std::size_t count) { return count; };
};

class Collector {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Start { kNow, kLater };

  // Starts without clusters. `logger` must outlive the collector.
  Collector(CollectorOptions options, logging::Logger& logger);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // Replaces the clusters. `merge_contexts`: contexts that lead to the same cluster are one
  // cluster. The data of a cluster whose name is already known is retained, even if its endpoint
  // changes. kLater: new clusters are polled after StartMissingThreads() was called.
  void SetClusters(std::vector<ClusterConfig> clusters, bool merge_contexts,
                   Start start = Start::kNow);

  // Starts the threads that were not started, or could not be started. A cluster whose thread
  // cannot be started is down with kInternal, and the reason is logged once.
  void StartMissingThreads();

  // Call this when a scan elsewhere uses the fleet. For an hour, polls also read ServiceL2Statuses,
  // and nodes every 2.5 minutes. If the last call was longer ago, each cluster that is up is polled
  // at once.
  void ReadForScan();

  // The whole fleet at `now`.
  fleet::FleetView View(Clock::time_point now) const;

  // The next time after `now` at which View changes without a poll.
  std::optional<Clock::time_point> NextExpiry(Clock::time_point now) const;

  // Counts a change outside of the collector, so that WaitForChanges returns.
  void AnnounceChange();

  // Waits until more than `seen` changes (finished polls, replaced clusters) have happened, until
  // `until`, or until the stop. Returns the number of changes.
  std::uint64_t WaitForChanges(std::uint64_t seen, Clock::time_point until,
                               const std::stop_token& stop) const;

 private:
  // A cluster and the thread that polls it.
  struct Worker {
    Slot slot;
    bool failed_to_start = false;
    std::jthread thread;
  };
  using Workers = std::unordered_map<std::string, std::unique_ptr<Worker>>;  // by cluster name

  // Moves the cluster's worker out of `existing` if the configuration is the same. Otherwise
  // creates a worker that is not running yet.
  std::unique_ptr<Worker> ReuseOrCreateWorker(ClusterConfig config, Workers& existing);
  // Starts a thread for each worker that has none. REQUIRES: exchange_mutex_ is locked.
  void StartThreads();
  // The main function of a worker's thread.
  void Run(const Worker& worker, const std::stop_token& stop);
  PollerOptions OptionsOf(const ClusterConfig& cluster) const;
  void Record(std::uint64_t slot, const Result<PollOutcome>& outcome, const PollTimes& times,
              const std::optional<fleet::WatchRecords>& watches);
  // Records what a watch saw. A change is published at once. Signs of life of all clusters are
  // published together, once in an interval.
  void RecordWatch(std::uint64_t slot, const Result<PollOutcome>& outcome,
                   const fleet::WatchRecords& watches);
  // Records a list that failed while the watches of the cluster continue.
  void RecordFailedCheck(std::uint64_t slot, const Error& error, const PollTimes& times);
  bool MustPoll(std::uint64_t slot) const;
  // The time of the next poll of a cluster.
  struct NextPoll {
    Clock::time_point at;
    std::optional<std::uint64_t> scan_request;  // a later request makes the poll due at once
  };

  // Waits until a poll is due, and then until the context must be polled, at most for the alias
  // interval. Returns false after a stop.
  bool WaitForNextPoll(std::uint64_t slot, const NextPoll& next, const std::stop_token& stop) const;
  bool ReadsForScan() const;
  // Between two reads of resources without a watch.
  std::chrono::milliseconds RefreshInterval() const;
  std::uint64_t LastScanRequest() const;

  const CollectorOptions options_;
  logging::Logger& logger_;
  StartGate first_polls_;
  StartGate polls_;
  std::atomic<bool> keeps_connections_ = true;
  std::atomic<bool> watches_ = false;  // watch mode, and the descriptors suffice for all clusters

  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  mutable std::condition_variable_any must_poll_changed_;
  FleetState state_;                     // guarded by mutex_
  std::uint64_t changes_ = 0;            // guarded by mutex_
  Clock::time_point last_sign_of_life_;  // that was a change; guarded by mutex_
  Clock::time_point scan_reads_until_;   // guarded by mutex_
  std::uint64_t scan_requests_ = 0;      // guarded by mutex_; those after a pause

  std::mutex exchange_mutex_;    // locked while clusters are replaced, before mutex_
  std::uint64_t last_slot_ = 0;  // guarded by exchange_mutex_
  // Guarded by exchange_mutex_. Declared last: the threads use all other members.
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_COLLECTOR_H_
