// Polls one cluster once, or watches it between two polls, and logs what changed.
//
// While a cluster is down, each kind of error is logged once, so that alternating errors do not
// fill the log. The same applies to each optional resource that cannot be read.
//
// The connection and the last good snapshot are retained between polls. If the objects of the
// cluster have not changed, the same snapshot is returned again, so that unchanged data is not
// rendered twice. Does not decide when to poll (poll_schedule.h). Used by one thread.

#ifndef EXPORTER_COLLECTOR_POLLER_H_
#define EXPORTER_COLLECTOR_POLLER_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/collector/cluster_reader.h"
#include "exporter/collector/cluster_watch.h"
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/logging/logger.h"
#include "exporter/result/result.h"

namespace exporter::collector {

struct PollerOptions {
  std::string cluster;  // the name in the log
  std::string metallb_class;
  std::string metallb_namespace;
  std::string user_agent;
  std::chrono::milliseconds nodes_interval{600'000};  // 0: nodes are never read
  std::chrono::milliseconds scan_nodes_interval{150'000};
  std::function<bool()> reads_for_scan;  // as in ReaderOptions
  bool metallb_expected = false;
  bool logs_findings = true;  // false: the caller reports them, so they are logged for debugging
  std::optional<WatchLimits> watch = {};  // nullopt: the cluster is only polled
};

struct PollOutcome {
  std::shared_ptr<const fleet::ClusterSnapshot> snapshot;
  std::string uid;  // empty if it was never read
  fleet::UnreadResources unread;
};

class Poller {
 public:
  // If `access` is an error, every poll fails with that error. `logger` must outlive the poller.
  Poller(Result<credentials::Access> access, PollerOptions options, logging::Logger& logger);

  // Errors: those of ClusterReader; kNoMetallb if the cluster does not serve IPAddressPools, but is
  // expected to or had pools before; kInternal for an exception.
  Result<PollOutcome> Poll(const credentials::Deadline& deadline);

  // Whether the changes of the last poll can be watched now. False for some time after watches did
  // not work, and for a cluster without MetalLB.
  bool CanWatch() const;

  // True while watches are open.
  bool IsWatching() const { return watch_ && watch_->IsRunning(); }
  // If a poll fails, the cluster is still up while its watches show signs of life.
  bool IsUp() const { return was_up_; }
  void CloseWatches();

  // Watches the cluster until the next poll is due, until `needed` returns false, or until a stop.
  // Returns when to poll. Passes each change and each sign of life to `record`; an error means that
  // the server cannot be reached. REQUIRES: CanWatch().
  std::chrono::steady_clock::time_point Watch(
      const std::function<bool()>& needed,
      const std::function<void(const Result<PollOutcome>&)>& record, const std::stop_token& stop);

  // nullopt if the cluster is only polled.
  std::optional<fleet::WatchRecords> Watches() const;

  // Closes the connection to the cluster. The next poll opens a new one.
  void Disconnect();

 private:
  // While other requests of the cluster wait, reads the watches if they run.
  void ServeWatches(bool serve);
  WatchHandler HandlerFor(const std::function<bool()>& needed,
                          const std::function<void(const Result<PollOutcome>&)>& record,
                          const std::stop_token& stop);
  void LogWatched();
  void LogWatch(WatchResult result);
  void LogList(const Error& problem);
  // Polls for some time, and longer each time.
  void GiveUpWatches();
  // Makes a new snapshot if the objects have changed.
  void SetObjects(fleet::ClusterObjects objects);
  Result<PollOutcome> Read(const credentials::Deadline& deadline);
  // Logs something that the page, the JSON and `check` also report.
  void LogFinding(std::string_view message, logging::Logger::Fields fields);
  void LogPools(const fleet::ClusterObjects& objects);
  void LogOutcome(const Result<PollOutcome>& outcome);
  // The poll failed while the watches run.
  void LogFailedCheck(const Error& error);
  void LogUnread(const fleet::UnreadResources& unread);
  // While the cluster is watched: logs what looks like an outage only when it occurs again.
  void LogUnreadOnceSure();
  void LogMissingMetallb(const credentials::Deadline& deadline);

  std::optional<ClusterReader> reader_;
  std::optional<Error> access_error_;  // set if `reader_` is not
  PollerOptions options_;
  logging::Logger& logger_;
  std::optional<ClusterWatch> watch_;
  WatchHandler handler_;                              // of the last run
  std::chrono::steady_clock::time_point next_watch_;  // not before
  std::chrono::milliseconds watch_pause_{0};          // the last one; 0: watches worked
  std::optional<bool> watches_;                       // whether watches work, as logged
  // From the last list and all events since.
  std::shared_ptr<const fleet::ClusterSnapshot> last_;
  std::string uid_;
  fleet::UnreadResources unread_;
  bool had_pools_ = false;
  bool missing_metallb_logged_ = false;
  bool was_up_ = false;
  bool suspects_outage_ = false;
  std::set<ErrorKind> logged_;         // since the cluster was last up
  std::set<ErrorKind> logged_checks_;  // that failed, since one succeeded
  // Since the resource was last read.
  std::set<std::pair<fleet::OptionalResource, ErrorKind>> logged_unread_;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_POLLER_H_
