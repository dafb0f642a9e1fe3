// The last known data of every cluster, with the rules of staleness. Does not poll (collector.h).
//
// If a poll fails, `up` becomes 0 at once. The data of the last successful poll stays in use as
// stale until `stale_after` has passed since that poll. After that, the data is unknown. Contexts
// that lead to the same cluster are one cluster under the name of the first context
// (alias_finder.h).
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
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/result/result.h"

namespace exporter::collector {

struct ClusterIdentity {
  std::string name;     // unique in the fleet
  std::string context;  // empty: the Pod's own service account
  std::string network;
  std::string endpoint_key;  // equal for contexts with the same API server; empty: matches none

  bool operator==(const ClusterIdentity&) const = default;
};

// The place of a cluster in the fleet. An unchanged cluster retains its number. A number is never
// reused, so the outcome of a poll of a replaced cluster is ignored.
struct Slot {
  std::uint64_t number = 0;
  ClusterIdentity identity;
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

struct IdentityChanges {
  bool aliases_changed = false;
  std::vector<fleet::ContextAlias> new_aliases;
  std::vector<SharedUid> shared_uids;  // new; empty if contexts are merged
};

class FleetState {
 public:
  using Clock = std::chrono::steady_clock;

  explicit FleetState(std::chrono::milliseconds stale_after) : stale_after_(stale_after) {}

  // Replaces the clusters. The data of a cluster whose name is already known is retained.
  // `merge_contexts`: contexts that lead to the same cluster are one cluster.
  void SetSlots(std::vector<Slot> slots, bool merge_contexts);

  // Records the outcome of a poll. Ignored if the slot does not exist any more.
  // REQUIRES: `snapshot` is not nullptr.
  IdentityChanges Succeeded(std::uint64_t slot,
                            std::shared_ptr<const fleet::ClusterSnapshot> snapshot,
                            const std::string& uid, const PollTimes& times,
                            fleet::UnreadResources unread = {});
  void Failed(std::uint64_t slot, const Error& error, const PollTimes& times);

  // True if the cluster of this slot is polled under the name of another context.
  bool IsAlias(std::uint64_t slot) const;

  // All contexts that are polled under the name of another context.
  std::vector<fleet::ContextAlias> Aliases() const;

  // The whole fleet at `now`.
  fleet::FleetView View(Clock::time_point now) const;

  // The next time at which View changes without a poll because stale data becomes unknown.
  std::optional<Clock::time_point> NextExpiry(Clock::time_point now) const;

 private:
  struct Cluster {
    ClusterIdentity identity;
    fleet::PollRecord record;
    std::shared_ptr<const fleet::ClusterSnapshot> snapshot;  // of the last successful poll
    Clock::time_point last_success;                          // if `snapshot` is set
    std::string uid;                                         // at the last successful poll
  };

  std::optional<std::size_t> Find(std::uint64_t slot) const;
  void DropReleased(const AliasFinder::Changes& changes);
  IdentityChanges Describe(const AliasFinder::Changes& changes, std::size_t changed) const;
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
