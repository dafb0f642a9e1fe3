// Polls every cluster in the background, each on a thread of its own, and keeps what is known.
//
// A hung cluster delays nothing but itself. A poll has one deadline for all of it; polls of one
// cluster never overlap. First polls start at once, at most 16 in flight; later ones are spread
// over the interval (poll_schedule.h). Staleness and aliases: fleet_state.h. The clusters may be
// exchanged at any time; those that stay as they are keep their thread, their connection and all
// that is known of them. All public functions may be called from any thread; none of them waits for
// a poll: those of clusters that go are ended at once, wherever they are.

#ifndef EXPORTER_COLLECTOR_COLLECTOR_H_
#define EXPORTER_COLLECTOR_COLLECTOR_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "exporter/collector/fleet_state.h"
#include "exporter/collector/poller.h"
#include "exporter/collector/start_gate.h"
#include "exporter/credentials/access.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/logging/logger.h"
#include "exporter/result/result.h"

namespace exporter::collector {

// One cluster to poll.
struct ClusterConfig {
  ClusterIdentity identity;
  Result<credentials::Access> access;  // an error is what every poll of this cluster ends with
  std::string metallb_class;           // MetalLB's --lb-class there, empty for none
  bool metallb_expected = false;       // is it an error if the cluster has no MetalLB?

  bool operator==(const ClusterConfig&) const = default;
};

struct CollectorOptions {
  std::chrono::milliseconds interval{30'000};
  std::chrono::milliseconds timeout{60'000};  // of a whole poll
  std::chrono::milliseconds stale_after{3'600'000};
  std::string metallb_namespace;  // where MetalLB's resources are read; empty: everywhere
  std::string user_agent;
};

class Collector {
 public:
  using Clock = std::chrono::steady_clock;

  // Polls nothing yet. `logger` must outlive the collector.
  Collector(CollectorOptions options, logging::Logger& logger);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // Polls these from here on, and no others. `merge_contexts`: are contexts that lead to one
  // cluster one cluster? What is known of a cluster whose name was there before stays known, also
  // where the way to it is another now.
  void SetClusters(std::vector<ClusterConfig> clusters, bool merge_contexts);

  // Everything as it stands at `now`.
  fleet::FleetView View(Clock::time_point now) const;

  // The next time after `now` at which View changes without a poll.
  std::optional<Clock::time_point> NextExpiry(Clock::time_point now) const;

  // Waits until there have been more changes (polls that ended, clusters that were exchanged) than
  // `seen`, until `until` or until the stop; returns how many there have been by then.
  std::uint64_t WaitForChanges(std::uint64_t seen, Clock::time_point until,
                               const std::stop_token& stop) const;

 private:
  // A cluster and the thread that polls it.
  struct Worker {
    std::uint64_t seat = 0;
    ClusterConfig config;
    std::jthread thread;
  };

  // A worker for the cluster: of those at hand, if one has just this to do, or else a new one.
  std::unique_ptr<Worker> Hire(ClusterConfig config, std::vector<std::unique_ptr<Worker>>& at_hand);
  // The life of one cluster's thread.
  void Run(const Worker& worker, const std::stop_token& stop);
  void Record(std::uint64_t seat, const Result<PollOutcome>& outcome, const PollTimes& times);
  // Waits until `until`, and on as long as the cluster is read under another's name. False:
  // stopped.
  bool WaitForTurn(std::uint64_t seat, Clock::time_point until, const std::stop_token& stop) const;
  void LogAliases(const std::vector<fleet::ContextAlias>& before,
                  const std::vector<fleet::ContextAlias>& now) const;
  void LogTwins(const std::vector<Twins>& before, const std::vector<Twins>& now) const;

  const CollectorOptions options_;
  logging::Logger& logger_;
  StartGate first_polls_;

  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  mutable std::condition_variable_any aliases_changed_;
  FleetState state_;           // guarded by mutex_
  std::uint64_t changes_ = 0;  // guarded by mutex_

  std::mutex exchange_mutex_;    // held while clusters are exchanged; taken before mutex_
  std::uint64_t last_seat_ = 0;  // guarded by exchange_mutex_
  // Guarded by exchange_mutex_. Last: they use all the rest.
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_COLLECTOR_H_
