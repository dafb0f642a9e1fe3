// The last known data of every cluster, with the rules of staleness. Does not poll (collector.h).
//
// If a poll fails, `up` becomes 0 at once. The data of the last successful poll stays in use as
// stale until `stale_after` has passed since that poll. After that, the data is unknown. If a name
// leads to another server than before, its data is stale and takes no part in conflicts until the
// new server has answered.
//
// Contexts that lead to the same cluster are one cluster under the name of the first context
// (alias_finder.h). Usually only the first context is polled. While its polls fail, the next
// context that may succeed is polled as well, and its results count as those of the cluster.
//
// Times are arguments. Not thread-safe; Collector guards it.

#ifndef EXPORTER_COLLECTOR_FLEET_STATE_H_
#define EXPORTER_COLLECTOR_FLEET_STATE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "exporter/collector/alias_finder.h"
#include "exporter/collector/cluster_config.h"
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/result/result.h"

namespace exporter::collector {

// The place of a cluster in the fleet. An unchanged cluster retains its number. A number is never
// reused, so the outcome of a poll of a replaced cluster is ignored.
struct Slot {
  std::uint64_t number = 0;
  std::shared_ptr<const ClusterConfig> config;  // never nullptr
};

// When a poll ended, on both clocks, and how long it took.
struct PollTimes {
  std::chrono::steady_clock::time_point ended;
  std::chrono::system_clock::time_point ended_wall;
  std::chrono::duration<double> duration{0};
};

// Two clusters under names of their own whose kube-system namespaces have the same UID.
struct SharedUid {
  std::string cluster;  // the first of them
  std::string other;

  bool operator==(const SharedUid&) const = default;
};

// The effects of a poll on other contexts.
struct IdentityChanges {
  bool must_poll_changed = false;  // of a context that was not polled before
  std::vector<fleet::ContextAlias> new_aliases;
  std::vector<std::string> ended_aliases;  // contexts that lead to a cluster of their own again
  std::vector<SharedUid> shared_uids;      // new; empty if contexts are merged
  // The cluster is now read through this context, and was read through another context before.
  std::optional<fleet::ContextAlias> new_reader;
};

class FleetState {
 public:
  using Clock = std::chrono::steady_clock;

  explicit FleetState(std::chrono::milliseconds stale_after) : stale_after_(stale_after) {}

  // Replaces the clusters. The data of a cluster whose name is already known is retained.
  // `merge_contexts`: contexts that lead to the same cluster are one cluster.
  void SetSlots(std::vector<Slot> slots, bool merge_contexts);

  // Record the outcome of a poll. Ignored if the slot does not exist any more, or if its context is
  // not polled any more. `uid` is empty if it could not be read. A UID that was read before from
  // the same server then stays in use. REQUIRES: `snapshot` is not nullptr.
  IdentityChanges Succeeded(std::uint64_t slot,
                            std::shared_ptr<const fleet::ClusterSnapshot> snapshot,
                            const std::string& uid, const PollTimes& times,
                            fleet::UnreadResources unread = {});
  IdentityChanges Failed(std::uint64_t slot, const Error& error, const PollTimes& times);

  // Records a poll that failed while watches show that the cluster is up. Ignored as above.
  void CheckFailed(std::uint64_t slot, const Error& error, const PollTimes& times);

  // Records what a watch saw between two polls. Ignored as above. Returns true if something other
  // than times changed. REQUIRES: `snapshot` is not nullptr.
  bool Watched(std::uint64_t slot, std::shared_ptr<const fleet::ClusterSnapshot> snapshot,
               const PollTimes& times, fleet::UnreadResources unread);
  // Adds what the slot's watches counted since the last call to the counters of the cluster. They
  // never go back, also if the slot is replaced or another context reads the cluster. Ignored as
  // above. True if a watch was opened or ended. REQUIRES: the counters of a slot only grow.
  bool SetWatches(std::uint64_t slot, const fleet::WatchRecords& watches);

  // False for a slot that does not exist, and for an alias unless the contexts before it fail.
  bool MustPoll(std::uint64_t slot) const;

  // All contexts that lead to a cluster with the name of another context.
  std::vector<fleet::ContextAlias> Aliases() const;

  // The whole fleet at `now`.
  fleet::FleetView View(Clock::time_point now) const;

  // The next time at which View changes without a poll because stale data becomes unknown.
  std::optional<Clock::time_point> NextExpiry(Clock::time_point now) const;

 private:
  struct Cluster {
    Slot slot;
    std::string server;  // ServerKey of the slot

    // These members describe the context.
    std::optional<std::string> answered_server;  // of the last successful poll
    std::string uid;                             // of answered_server; empty: never read
    std::optional<ErrorKind> failure;            // of the last poll
    fleet::WatchRecords watches;                 // of the slot, when last seen

    // These members describe the cluster. Not used while the context is an alias.
    fleet::PollRecord record;
    std::shared_ptr<const fleet::ClusterSnapshot> snapshot;  // of the last successful poll
    Clock::time_point last_success;                          // if `snapshot` is set
    std::optional<std::uint64_t> reader;                     // the slot of that poll

    bool HasAnswered() const { return answered_server == server; }
    bool IsFresh() const { return record.up && HasAnswered(); }
  };

  std::optional<std::size_t> Find(std::uint64_t slot) const;
  // Counts the snapshot as that of the cluster of the context.
  void SetFresh(std::size_t index, std::shared_ptr<const fleet::ClusterSnapshot> snapshot,
                const PollTimes& times, fleet::UnreadResources unread);
  bool MustPollAt(std::size_t index) const;
  static bool MaySucceedInsteadOf(const Cluster& polled, const Cluster& other);
  bool HasOtherReader(std::size_t index, std::uint64_t slot) const;
  // The context under whose name this context is polled.
  std::size_t PolledAs(std::size_t index) const;
  void DropData(const AliasFinder::Changes& changes);
  IdentityChanges SetUid(std::size_t index);
  void AddSharedUids(std::size_t changed, std::vector<SharedUid>& shared_uids) const;
  fleet::ContextAlias AliasAt(std::size_t index) const;
  std::optional<Clock::time_point> Expiry(const Cluster& cluster) const;

  std::vector<Cluster> clusters_;
  std::unordered_map<std::uint64_t, std::size_t> index_of_slot_;
  AliasFinder aliases_;  // by index in clusters_
  std::chrono::milliseconds stale_after_;
  bool merge_contexts_ = true;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_FLEET_STATE_H_
