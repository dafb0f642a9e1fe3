// The clusters at one moment. For each cluster: names, the snapshot of the last successful poll,
// the state of this data, and the record of polls.
//
// Does not contain conflicts between clusters (fleet_facts.h). Plain values; snapshots are shared.

#ifndef EXPORTER_FLEET_CLUSTER_VIEW_H_
#define EXPORTER_FLEET_CLUSTER_VIEW_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/source_view.h"
#include "exporter/fleet/watch_record.h"
#include "exporter/result/result.h"

namespace exporter::fleet {

enum class DataState {
  kFresh,    // the last poll succeeded
  kStale,    // the snapshot is from an earlier poll: the last poll failed, or there was none since
             // the name leads to another server
  kUnknown,  // there is no snapshot: no poll has succeeded, or the data has expired
};

inline constexpr std::array kDataStates = {DataState::kFresh, DataState::kStale,
                                           DataState::kUnknown};

constexpr std::string_view Name(DataState state) {
  switch (state) {
    case DataState::kFresh:
      return "fresh";
    case DataState::kStale:
      return "stale";
    case DataState::kUnknown:
      break;
  }
  return "unknown";
}

// A resource without which a poll succeeds. Some facts are absent or old without it.
enum class OptionalResource {
  kBgpPeers,
  kNamespaces,  // the UID of kube-system
  kNodes,
  kServiceL2Statuses,  // read only for a scan
  kVersion,
};

inline constexpr std::array kOptionalResources = {
    OptionalResource::kBgpPeers, OptionalResource::kNamespaces, OptionalResource::kNodes,
    OptionalResource::kServiceL2Statuses, OptionalResource::kVersion};

constexpr std::string_view Name(OptionalResource resource) {
  switch (resource) {
    case OptionalResource::kBgpPeers:
      return "bgppeers";
    case OptionalResource::kNamespaces:
      return "namespaces";
    case OptionalResource::kNodes:
      return "nodes";
    case OptionalResource::kServiceL2Statuses:
      return "servicel2statuses";
    case OptionalResource::kVersion:
      break;
  }
  return "version";
}

// The optional resources that a poll could not read, and why.
using UnreadResources = std::map<OptionalResource, Error>;

// Counters and results of the polls of one cluster, since the exporter started to poll the cluster.
struct PollRecord {
  std::uint64_t polls = 0;
  bool up = false;  // the last poll succeeded
  std::chrono::duration<double> last_duration{0};
  std::optional<std::chrono::system_clock::time_point> last_success;
  std::optional<Error> last_error;           // nullopt if the last poll succeeded
  UnreadResources unread;                    // at the last successful poll
  std::optional<WatchRecords> watches = {};  // only in watch mode

  // The number of polls that failed with an error of `kind`.
  std::uint64_t ErrorsOf(ErrorKind kind) const { return errors.at(static_cast<std::size_t>(kind)); }
  void CountErrors(ErrorKind kind, std::uint64_t count = 1) {
    errors.at(static_cast<std::size_t>(kind)) += count;
  }

  bool operator==(const PollRecord&) const = default;

  std::array<std::uint64_t, kErrorKinds.size()> errors = {};  // in the order of ErrorKind
};

struct ClusterView {
  std::string name;
  std::string context;  // empty if the Pod's own service account is used
  std::string network;
  DataState state = DataState::kUnknown;
  std::shared_ptr<const ClusterSnapshot> snapshot;  // nullptr if and only if the state is kUnknown
  // The name leads to another server, which has not answered yet. The snapshot is stale and may be
  // that of another cluster, so it takes no part in conflicts.
  bool from_another_server = false;
  // The context that reads the cluster, if it is not `context`, because polls of `context` fail.
  std::string read_through = {};
  // The exporter that reads the cluster, as SourceView::source; empty: this exporter.
  std::string source = {};
  // False if another exporter serves the series of the cluster.
  bool has_series = true;
  PollRecord record;

  bool operator==(const ClusterView&) const = default;
};

// A context that is not polled, because another context leads to the same cluster. The exporter
// that reads the cluster has the context.
struct ContextAlias {
  std::string cluster;  // the name under which the cluster is polled
  std::string context;
  bool has_series = true;  // as ClusterView::has_series

  bool operator==(const ContextAlias&) const = default;
};

// All clusters at one moment.
struct FleetView {
  std::vector<ClusterView> clusters;
  std::vector<ContextAlias> aliases;
  std::vector<SourceView> sources = {};
  // Every source was read at least once, except sources that were added since then.
  bool sources_were_tried = false;
  ExporterIdentity identity = {};

  // True if every source was read at least once, with or without success. A source that was added
  // since then does not change it: as a cluster that is added, it hides nothing that is known.
  bool SourcesTried() const;
  // True if in addition every cluster was polled at least once.
  bool Complete() const;
};

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_CLUSTER_VIEW_H_
