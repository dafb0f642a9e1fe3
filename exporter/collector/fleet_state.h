// What is known of every cluster, from one poll's outcome to the next: the rules of staleness.
//
// A cluster that cannot be read never reads as empty. Its last good data stays in use, as stale,
// until `stale_after` has passed since its last good poll; then it is unknown. `up` is 0 from the
// first failed poll.
//
// Contexts that lead to one and the same cluster are one cluster under the first one's name. They
// are the same if their kube-system has one UID, or, where that may not be read, if their endpoints
// are equal. Until both have answered once each stands for itself.
//
// No threads, no clocks: times come in as arguments. Not thread-safe; Collector guards it.

#ifndef EXPORTER_COLLECTOR_FLEET_STATE_H_
#define EXPORTER_COLLECTOR_FLEET_STATE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/result/result.h"

namespace exporter::collector {

// A cluster by its names.
struct ClusterIdentity {
  std::string name;     // unique in the fleet
  std::string context;  // empty where the Pod's own service account is used
  std::string network;
  std::string endpoint_key;  // equal for contexts that lead to one API server; empty: to none

  bool operator==(const ClusterIdentity&) const = default;
};

// A cluster in the fleet. Whoever polls it tells its outcomes by the number, which is never given
// again: what comes of a poller that has been replaced meanwhile is nobody's.
struct Seat {
  std::uint64_t number = 0;
  ClusterIdentity identity;
};

// When a poll ended, on both clocks, and how long it took.
struct PollTimes {
  std::chrono::steady_clock::time_point ended;
  std::chrono::system_clock::time_point ended_wall;
  std::chrono::duration<double> duration{0};
};

// Two clusters that are read under names of their own, though their kube-system has one UID.
struct Twins {
  std::string cluster;
  std::string other;

  bool operator==(const Twins&) const = default;
};

class FleetState {
 public:
  using Clock = std::chrono::steady_clock;

  explicit FleetState(std::chrono::milliseconds stale_after) : stale_after_(stale_after) {}

  // The clusters from here on, in their order. What is known of a cluster whose name was there
  // before stays known. `merge_contexts`: are contexts that lead to one cluster one cluster?
  void SetSeats(std::vector<Seat> seats, bool merge_contexts);

  // A poll of that seat's cluster has ended. Nothing happens where there is no such seat any more.
  // REQUIRES: `snapshot` is not nullptr.
  void Succeeded(std::uint64_t seat, std::shared_ptr<const fleet::ClusterSnapshot> snapshot,
                 const std::string& uid, const PollTimes& times);
  void Failed(std::uint64_t seat, const Error& error, const PollTimes& times);

  // Is the seat's cluster read under another one's name?
  bool IsAlias(std::uint64_t seat) const;

  // Every context that is read under another one's name.
  std::vector<fleet::ContextAlias> Aliases() const;

  // Every cluster with the first one before it that has its UID, where contexts are not merged.
  std::vector<Twins> FindTwins() const;

  // Everything as it stands at `now`.
  fleet::FleetView View(Clock::time_point now) const;

  // The next time at which View changes without a poll, because data turns unknown.
  std::optional<Clock::time_point> NextExpiry(Clock::time_point now) const;

 private:
  struct Cluster {
    std::uint64_t seat = 0;
    ClusterIdentity identity;
    fleet::PollRecord record;
    std::shared_ptr<const fleet::ClusterSnapshot> snapshot;  // of the last good poll
    Clock::time_point last_success;                          // if `snapshot`
    std::string uid;                                         // at the last good poll
    std::optional<std::size_t> alias_of;
  };

  Cluster* Find(std::uint64_t seat);
  static bool AreSame(const Cluster& a, const Cluster& b);
  void FindAliases();
  std::optional<std::size_t> FirstSame(std::size_t index) const;
  std::optional<Clock::time_point> Expiry(const Cluster& cluster) const;

  std::vector<Cluster> clusters_;
  std::chrono::milliseconds stale_after_;
  bool merge_contexts_ = true;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_FLEET_STATE_H_
