// The state and the counters of a cluster's watches. Plain values.

#ifndef EXPORTER_FLEET_WATCH_RECORD_H_
#define EXPORTER_FLEET_WATCH_RECORD_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace exporter::fleet {

// A resource that is watched in watch mode.
enum class WatchedResource { kServices, kIpAddressPools, kBgpPeers };

inline constexpr std::array kWatchedResources = {
    WatchedResource::kServices, WatchedResource::kIpAddressPools, WatchedResource::kBgpPeers};

constexpr std::string_view Name(WatchedResource resource) {
  switch (resource) {
    case WatchedResource::kServices:
      return "services";
    case WatchedResource::kIpAddressPools:
      return "ipaddresspools";
    case WatchedResource::kBgpPeers:
      break;
  }
  return "bgppeers";
}

// Why a watch was started again.
enum class WatchEnd {
  kEnded,    // the server ended it, as it does every few minutes
  kLost,     // the connection was lost, or could not be established
  kExpired,  // 410: the resource version is too old, so the resource was listed again
  kSilent,   // no byte for too long, so the resource was listed again
  kInvalid,  // a response that is not a watch, so the resource was listed again
  kRefused,  // another HTTP status than 200 and 410
};

inline constexpr std::array kWatchEnds = {WatchEnd::kEnded,   WatchEnd::kLost,
                                          WatchEnd::kExpired, WatchEnd::kSilent,
                                          WatchEnd::kInvalid, WatchEnd::kRefused};

constexpr std::string_view Name(WatchEnd end) {
  constexpr std::array<std::string_view, kWatchEnds.size()> kNames = {
      "ended", "lost", "expired", "silent", "invalid", "refused"};
  return kNames.at(static_cast<std::size_t>(end));
}

// The watch of one resource. Its counters only grow.
struct WatchRecord {
  bool open = false;         // the server has accepted the watch, and it has not ended
  std::uint64_t events = 0;  // without bookmarks and errors
  std::array<std::uint64_t, kWatchEnds.size()> restarts = {};  // in the order of kWatchEnds
  // Differences between a list and the events before it. Not 0: the server omitted events.
  std::uint64_t missed_changes = 0;

  bool operator==(const WatchRecord&) const = default;
};

// In the order of kWatchedResources.
using WatchRecords = std::array<WatchRecord, kWatchedResources.size()>;

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_WATCH_RECORD_H_
