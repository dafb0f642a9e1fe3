// Watches the Services, IPAddressPools and BGPPeers of one cluster.
//
// A list comes first (cluster_reader.h). Then each resource has a watch (watch_state.h), whose
// events change the objects in the store (object_store.h). While watches run, lists are still read
// from time to time. If such a list differs from the store, and no event explains the difference
// until the watch has reached the version of the list, the change was missed: it is counted, and
// the store is repaired. A watch that does not reach that version in time counts as silent.
//
// A server or a proxy may accept watches, but delay or omit their events. Until all required
// watches are proven (watch_proof.h), the cluster is still listed at each interval. If a watch that
// is not proven does not send the changes of such a list within seconds, it is silent. After
// watches hid changes or were given up, they must be proven again.
//
// BGPPeers are optional (cluster_watch_peers.cc). While they are not watched, but can be listed,
// they are listed at each interval, and the other watches continue.
//
// Does not list, log or decide what to do if watches do not work (poller.h). Used by one thread.
// Source: Kubernetes API concepts, "Efficient detection of changes".

#ifndef EXPORTER_COLLECTOR_CLUSTER_WATCH_H_
#define EXPORTER_COLLECTOR_CLUSTER_WATCH_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/collector/cluster_reader.h"
#include "exporter/collector/object_store.h"
#include "exporter/collector/watch_proof.h"
#include "exporter/collector/watch_state.h"
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/watch_record.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/kubernetes/event_streams.h"
#include "exporter/objects/watch_event.h"
#include "exporter/result/result.h"

namespace exporter::collector {

struct WatchLimits {
  WatchTimes times;
  std::chrono::milliseconds resync{900'000};  // at most; between two lists
  // Between two reads of resources without a watch. Called often.
  std::function<std::chrono::milliseconds()> refresh = [] { return std::chrono::minutes(10); };
  std::chrono::milliseconds timeout{60'000};   // of a request that tests the server
  std::chrono::milliseconds interval{30'000};  // between two of these requests
};

// Why a run of the watches ended.
enum class WatchResult {
  kListDue,     // it is time to compare; the watches still run
  kListNeeded,  // the watches are closed until the next list
  kUnusable,    // the server refuses or breaks watches; they are closed
  kStopped,     // a stop, or the cluster is not needed; they are closed
};

// The callbacks of a run. All functions are called by the thread that runs the watches.
struct WatchHandler {
  std::function<bool()> needed;               // false: end the run
  std::function<void()> changed;              // the store changed
  std::function<void()> alive;                // something was received
  std::function<void(const Error&)> failed;   // the server cannot be reached
  std::function<UnwatchedReading()> refresh;  // the resources without a watch are due
  // BGPPeers are polled because of the error, or are watched again.
  std::function<void(const Error&)> polls_peers;
  std::function<void()> watches_peers;
  // The server omitted events of so many objects. The store was repaired.
  std::function<void(fleet::WatchedResource, std::size_t)> missed;
};

class ClusterWatch {
 public:
  using Clock = std::chrono::steady_clock;

  // `api` must outlive the watch. Each cluster needs a different `seed`.
  ClusterWatch(kubernetes::ApiClient& api, WatchLimits limits, std::uint64_t seed);

  // Call before a list is read: a change during the list may arrive before the list ends.
  void BeforeList();
  // Takes over the list. If the watches run, it is compared with the store. Otherwise it replaces
  // the store, and the next run watches from it.
  void Listed(const ClusterReading& reading);

  // Reads and reports the events that have arrived. For the time of another request of this thread,
  // such as a list: sends nothing, and acts on the end of a watch only in the next run.
  void Serve(const WatchHandler& handler);

  // The list could not be read. The watches continue if they run, and the list is repeated after
  // the interval at the latest, or later if the server sends Retry-After.
  // Returns true if the watches show that the server works: one of them has received something
  // lately. If the server did not respond to the list, only what arrived since BeforeList counts.
  bool ListFailed(const Error& error);

  // True if the last list showed changes that a silent watch did not send, as behind a proxy that
  // delays responses.
  bool HidChanges() const { return hid_changes_; }

  // Whether Services and IPAddressPools of the last list can be watched.
  bool CanRun() const;

  // Watches until something else must be done. REQUIRES: CanRun().
  WatchResult Run(const WatchHandler& handler, const std::stop_token& stop);

  // True if Services and IPAddressPools are proven: their watches work.
  bool IsProven() const;

  // True until Close, also between two runs.
  bool IsRunning() const { return running_; }

  // Closes all watches.
  void Close();

  const ObjectStore& store() const { return store_; }
  // See ObjectStore.
  void ShareWith(std::shared_ptr<const fleet::ClusterSnapshot> snapshot) {
    store_.ShareWith(std::move(snapshot));
  }
  fleet::WatchRecords records() const;
  // How long to wait before a list that is needed.
  Clock::duration ListDelay();
  // Why the last watch was closed that had to be.
  const Error& problem() const { return problem_; }

 private:
  using Action = WatchState::Action;
  using Starts = decltype(ClusterReading::starts);

  // A resource and its watch.
  struct Watch {
    Watch(fleet::WatchedResource given, WatchTimes times, std::uint64_t seed);

    const fleet::WatchedResource resource;
    const std::size_t stream;  // its number
    const objects::WatchEventReader reader;
    WatchStart start;
    std::string version_before_list;
    WatchState state;
    WatchProof proof;
    std::uint64_t received = 0;        // bytes, when last looked
    Action postponed = Action::kNone;  // by Serve
  };

  // A list that is compared with the store. A watch that has not reached it in time counts as
  // silent.
  struct Comparison {
    WatchedObjects listed;
    Starts starts;
    Clock::time_point began;
    Clock::time_point until;  // the next watch counts as silent
  };

  // The BGPPeers while they have no watch.
  struct PeersPolling {
    bool listable = false;               // the last list of them succeeded
    Clock::time_point listed;            // the last time, or when the watch was last open
    Clock::time_point retry;             // the watch is not opened before
    std::chrono::milliseconds pause{0};  // the last one; 0: the watch worked
    std::optional<Error> problem;        // why they are polled; not reported yet
    bool reported = false;               // that they are polled
    Clock::time_point began;             // their watch, after a list
  };

  // nullopt: the run continues.
  std::optional<WatchResult> Step(const WatchHandler& handler, const std::stop_token& stop);
  void Report(const WatchHandler& handler);
  // Tests with a small request whether the server can be reached, with which address and which
  // credentials.
  void Probe(const WatchHandler& handler, const std::stop_token& stop);
  Action CheckTime(Watch& watch);
  std::optional<WatchResult> Do(Watch& watch, Action action, const std::stop_token& stop);
  // True if an open watch has received something since then.
  bool HasReceivedSince(Clock::time_point time);
  static bool IsOptional(const Watch& watch);
  Watch& Peers();
  const Watch& Peers() const;
  // Closes the watch of BGPPeers. They are listed now, and watched again later.
  void PollPeers(Action action);
  Clock::time_point RefreshTime() const;
  // Reads the resources without a watch.
  void Refresh(const WatchHandler& handler);
  // Reads them again after the interval if the server did not respond to one of them.
  void RetryUnread(const fleet::UnreadResources& unread);
  void StartPeers(WatchStart start);
  // Reports that BGPPeers are polled, or that they are watched again.
  void ReportPeers(const WatchHandler& handler);
  void Open(Watch& watch, const std::stop_token& stop);
  // Handles what the watch has received.
  Action Receive(Watch& watch);
  Action ReadLines(Watch& watch, std::string_view lines);
  Action HandleEvent(Watch& watch, std::string_view line);
  Action HandleEnd(Watch& watch, const Result<kubernetes::Response>& end);
  Action End(Watch& watch, fleet::WatchEnd end, const Error& problem);
  void SetProblem(const Watch& watch, const Error& problem);
  // The server ended the watch because of `problem_`, and may accept it later.
  Action Refuse(Watch& watch, std::int64_t status);
  // True if a list has an older version than its watch had before. If the next list is the same,
  // etcd was restored from a backup, and the watch would be silent.
  bool WentBack(const Starts& starts);
  // True if an object of a watched resource differs, and had no event.
  bool HasChanges(const WatchedObjects& listed, const Starts& starts);
  std::optional<WatchResult> CompareWithList(const WatchHandler& handler);
  // How long a watch may take to reach a list.
  std::chrono::milliseconds MaxDelay(const Watch& watch) const;
  std::chrono::milliseconds CheckInterval() const;
  void SetNextList(Clock::time_point now);
  // Takes over the list for a watch that the server is too busy for.
  void TakeList(Watch& watch, const WatchedObjects& listed, const WatchStart& start);
  // True if lists must show the changes: a required watch is not proven, or the server is too busy
  // for it.
  bool NeedsLists() const;
  // When to list while the watches run.
  Clock::time_point ListTime() const;
  // Looks which watches are proven now.
  void CheckProofs();
  void ResetProofs();
  // True if all differences between the store and the list are known.
  bool IsCompared(const Watch& watch);
  void Repair(Watch& watch, const WatchHandler& handler);
  // Starts the watch of BGPPeers if they could not be read before.
  void StartMissingPeers();
  // True if the required watches are open.
  bool AreOpen() const;
  Clock::time_point NextTime() const;

  kubernetes::ApiClient& api_;
  const WatchLimits limits_;
  kubernetes::EventStreams streams_;
  ObjectStore store_;
  std::vector<std::unique_ptr<Watch>> watches_;  // in the order of fleet::kWatchedResources
  WatchBackoff backoff_;
  WatchBackoff list_backoff_;   // after a list that failed
  WatchBackoff probe_backoff_;  // after a request that tested the server
  std::optional<Comparison> comparison_;
  std::optional<Clock::time_point> probe_;      // when to test the server; nullopt: it works
  std::optional<Clock::time_point> probe_end_;  // of the next test; nullopt: after the timeout
  PeersPolling peers_;
  Clock::time_point next_list_;
  Clock::time_point next_check_;  // as next_list_, if NeedsLists
  Clock::time_point list_began_;
  Clock::time_point last_received_;  // by an open watch
  Clock::time_point last_refresh_;
  std::optional<Clock::time_point> refresh_retry_;  // nullopt: not before the next refresh
  Clock::time_point next_report_;
  bool went_back_ = false;    // the last list was older than a watch, and was ignored
  bool silent_ = false;       // the watches were closed because one of them was silent
  bool hid_changes_ = false;  // before the last list
  bool read_ahead_ = false;   // the streams have received something that was not handled
  bool running_ = false;      // between Run and Close
  bool changed_ = false;      // not reported yet
  bool alive_ = false;        // not reported yet
  Error problem_;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_CLUSTER_WATCH_H_
