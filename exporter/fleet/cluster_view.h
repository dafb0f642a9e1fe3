// A cluster at one moment: its name, its last good data with the state of that data, and the record
// of its polls. Plain values; the snapshot is shared.

#ifndef EXPORTER_FLEET_CLUSTER_VIEW_H_
#define EXPORTER_FLEET_CLUSTER_VIEW_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/result/result.h"

namespace exporter::fleet {

enum class DataState {
  kFresh,    // the last poll succeeded
  kStale,    // the last poll failed; the last good data is in use
  kUnknown,  // no data: never polled with success, or expired
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

// The polls of one cluster since the start.
struct PollRecord {
  std::uint64_t polls = 0;
  bool up = false;  // of the last poll
  std::chrono::duration<double> last_duration{0};
  std::optional<std::chrono::system_clock::time_point> last_success;
  std::optional<Error> last_error;  // of the last poll; nullopt if it succeeded

  // Failed polls of that kind.
  std::uint64_t ErrorsOf(ErrorKind kind) const { return errors.at(static_cast<std::size_t>(kind)); }
  void CountErrors(ErrorKind kind, std::uint64_t count = 1) {
    errors.at(static_cast<std::size_t>(kind)) += count;
  }

  std::array<std::uint64_t, kErrorKinds.size()> errors = {};  // in the order of ErrorKind
};

struct ClusterView {
  std::string name;
  std::string context;  // empty if the Pod's own service account is used
  std::string network;
  DataState state = DataState::kUnknown;
  std::shared_ptr<const ClusterSnapshot> snapshot;  // nullptr if and only if the state is kUnknown
  PollRecord record;
};

// A context that is not polled, because it leads to the cluster of another context.
struct ContextAlias {
  std::string cluster;
  std::string context;

  bool operator==(const ContextAlias&) const = default;
};

struct FleetView {
  std::vector<ClusterView> clusters;
  std::vector<ContextAlias> aliases;

  // Whether every cluster was polled once, with or without success.
  bool Complete() const;
};

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_CLUSTER_VIEW_H_
