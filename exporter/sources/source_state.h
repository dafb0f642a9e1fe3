// The last known clusters of another exporter, with the rules of staleness. Does not read
// (fleet_sources.h).
//
// - If a read fails, the clusters are stale until `stale_after` has passed since the last
//   successful read. After that, they are unknown.
// - The state of a cluster at the other exporter is its state here. There is one exception: an
//   exporter that has started again may not have read its clusters yet, or not with success. Their
//   last data stays in use as stale, also if the other exporter does not list a cluster yet because
//   it reads the cluster from a source of its own.
// - A cluster in an answer that cannot be read is stale until it expires. This is also true for all
//   clusters that are not listed if an unreadable cluster has no name. The source is incomplete.
// - A cluster that the other exporter lists no more disappears.
// - No poll was in the future: the clock of the other exporter may be wrong.
// - An exporter that reads this exporter, directly or through others, is refused. Its answers are
//   not used, as if the read had failed. An exporter without an id is incomplete, because its loops
//   cannot be found.
//
// Names are those of the other exporter (merge.h adds the prefix). Times are arguments. Pure; not
// thread-safe.

#ifndef EXPORTER_SOURCES_SOURCE_STATE_H_
#define EXPORTER_SOURCES_SOURCE_STATE_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/fleet/source_view.h"
#include "exporter/remote/fleet_reader.h"
#include "exporter/result/result.h"

namespace exporter::sources {

// When a read ended, on both clocks.
struct ReadTime {
  std::chrono::steady_clock::time_point steady;
  std::chrono::system_clock::time_point wall;
};

class SourceState {
 public:
  using Clock = std::chrono::steady_clock;

  // `url`: as SourceConfig::url.
  SourceState(std::string url, std::chrono::milliseconds stale_after);

  // Records an answer. `own_id`: the id of this exporter.
  // Errors: kConfig for a loop; the source is then refused.
  Result<void> Answered(remote::RemoteFleet fleet, const std::string& own_id, const ReadTime& time);
  // Records that the last answer is still right. Errors: as Answered.
  Result<void> Unchanged(const ReadTime& time);
  // Records a failed read. `other_version`: its JSON has a version that this exporter cannot read.
  void Failed(const Error& error, bool other_version);

  // The snapshot of a cluster; nullptr if there is none.
  std::shared_ptr<const fleet::ClusterSnapshot> LastSnapshot(std::string_view cluster) const;

  const fleet::SourceView& view() const { return view_; }
  // Why the source is incomplete, as a part of a sentence; empty: it is complete, or unknown.
  const std::string& missing() const { return missing_; }
  // In the order of the other exporter.
  std::vector<fleet::ClusterView> Clusters(Clock::time_point now) const;
  // The aliases of clusters in the last answer.
  const std::vector<fleet::ContextAlias>& aliases() const { return aliases_; }
  // The next time at which Clusters changes without a read.
  std::optional<Clock::time_point> NextExpiry(Clock::time_point now) const;
  // The policy of the last answer; nullptr before it. An equal policy has the same pointer.
  const std::shared_ptr<const fleet::FleetPolicy>& policy() const { return policy_; }
  // The id of the exporter, and the ids that it reads, also if the source is refused.
  const std::vector<std::string>& ids() const { return ids_; }

 private:
  struct Cluster {
    fleet::ClusterView view;      // as at the other exporter
    bool waits = false;           // for the first successful poll of the other exporter
    Clock::time_point last_read;  // of the snapshot, if there is one
  };

  // The cluster at an exporter that has not read it since it started; `before` is the last data.
  Cluster WaitForPoll(const Cluster& before, fleet::ClusterView listed) const;
  void SetClusters(remote::RemoteFleet& fleet, const ReadTime& time);
  const Cluster* Find(std::string_view name) const;
  void SetUp(const ReadTime& time);
  void Refuse();
  std::optional<Clock::time_point> Expiry(const Cluster& cluster) const;

  std::chrono::milliseconds stale_after_;
  fleet::SourceView view_;
  std::string missing_;
  std::optional<Error> refusal_;  // of the last answer
  std::vector<Cluster> clusters_;
  std::unordered_map<std::string, std::size_t> index_;  // by name
  std::vector<fleet::ContextAlias> aliases_;
  std::shared_ptr<const fleet::FleetPolicy> policy_;
  std::vector<std::string> ids_;
};

}  // namespace exporter::sources

#endif  // EXPORTER_SOURCES_SOURCE_STATE_H_
