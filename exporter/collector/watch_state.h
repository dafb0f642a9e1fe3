// Decides what to do next about the watch of one resource. Does not open it (cluster_watch.h).
//
// After every end, the watch is opened again from its last resource version. Only an expired
// version, a response that cannot be understood, and silence need a new list: a version from the
// future gives an empty watch without end. The time of silence includes restarts, because a load
// balancer may end each watch before its first bookmark. If a watch cannot be opened, a small
// request must test the server first. A bad end is a strike: a watch that ends within seconds
// without a change, or is not a watch. After three strikes in a row, watches are given up. Strikes
// are forgotten when a watch ends well, or when an event arrives on a watch that is a minute old.
//
// Times are arguments. Used by one thread. Source: client-go's reflector.

#ifndef EXPORTER_COLLECTOR_WATCH_STATE_H_
#define EXPORTER_COLLECTOR_WATCH_STATE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

#include "exporter/fleet/watch_record.h"

namespace exporter::collector {

// Growing, random delays.
class WatchBackoff {
 public:
  using Clock = std::chrono::steady_clock;

  WatchBackoff(std::chrono::milliseconds max, std::uint64_t seed);

  // A random time up to `max`.
  Clock::duration Random(Clock::duration max);
  // Half to all of 0.8 s, 1.6 s and so on, at most the maximum.
  Clock::duration Next();
  void Reset();

 private:
  const Clock::duration max_;
  Clock::duration current_;
  std::minstd_rand random_;
};

// The times that a watch may take.
struct WatchTimes {
  // A server sends a bookmark about once a minute, and may omit one for a quiet resource.
  std::chrono::milliseconds silence{240'000};
  // A server that works sends something on one of its watches within this time.
  std::chrono::milliseconds sign_of_life{75'000};
  std::chrono::milliseconds establishment{30'000};  // until the headers of the response
  std::chrono::milliseconds proof{1'000};           // see WatchProof
  // Until a watch that is not proven has sent the changes that a list shows.
  std::chrono::milliseconds delivery{5'000};
  // Between two lists while watches are not proven; the interval of polls if it is longer.
  std::chrono::milliseconds min_check{0};
  std::chrono::milliseconds max_backoff{30'000};
};

class WatchState {
 public:
  using Clock = std::chrono::steady_clock;

  enum class Action {
    kNone,
    kOpen,    // send the request
    kPause,   // close the watch until it is opened again
    kProbe,   // test the server, and call Probed
    kList,    // close all watches and list again
    kGiveUp,  // watches do not work here
  };

  WatchState(WatchTimes times, std::uint64_t seed);

  // The resource was listed: open the watch now.
  void Start(Clock::time_point now);
  // The resource is not watched any more.
  void Stop();

  // The next action at `now` if nothing was received. `has_part`: since the last line, a part of a
  // line was received, as if a proxy delays or compresses the response.
  Action Due(Clock::time_point now, bool has_part = false);
  // When to call Due next; nullopt: not before something is received.
  std::optional<Clock::time_point> Next() const;

  // The request was sent.
  void Requested(Clock::time_point now);
  // Bytes arrived. `accepted`: the response has the status 200.
  void Received(Clock::time_point now, bool accepted);
  // An event or a bookmark arrived.
  void CountEvent(Clock::time_point now, bool is_change);
  // The request ended. `retry_after`: of the server.
  Action Ended(fleet::WatchEnd end, Clock::time_point now,
               std::optional<std::chrono::seconds> retry_after = std::nullopt);
  // The server is too busy for the watch (429), which is opened again from its version. A list
  // would cost the server more. Gives up after several times in a row, or if `retry_after` is too
  // long.
  Action Throttled(Clock::time_point now, std::optional<std::chrono::seconds> retry_after);
  // The server can be reached: open a waiting watch.
  void Probed(Clock::time_point now);

  // True if a response has the status 200 and has not ended.
  bool IsOpen() const { return phase_ == Phase::kOpen; }
  bool IsRunning() const { return phase_ == Phase::kOpen || phase_ == Phase::kOpening; }
  bool HadEvent() const { return had_event_; }
  // True while it waits because the server is too busy.
  bool IsThrottled() const { return phase_ == Phase::kWaiting && throttled_ > 0; }
  int strikes() const { return strikes_; }
  // When the last request was sent.
  Clock::time_point started() const { return started_; }
  const fleet::WatchRecord& record() const { return record_; }
  void CountMissed(std::uint64_t count) { record_.missed_changes += count; }

 private:
  enum class Phase { kStopped, kWaiting, kOpening, kOpen };

  Action Strike(Action otherwise);
  void WaitFor(Clock::duration delay, Clock::time_point now);

  const WatchTimes times_;
  WatchBackoff backoff_;
  Phase phase_ = Phase::kStopped;
  Clock::time_point due_;         // while waiting
  Clock::time_point not_before_;  // of the server's Retry-After
  Clock::time_point started_;     // of the request
  Clock::time_point last_event_;  // or bookmark, or list
  bool had_event_ = false;        // since the request
  bool had_change_ = false;       // an event that is not a bookmark, since the request
  bool probed_ = false;           // since the watch was last open
  int strikes_ = 0;
  int throttled_ = 0;  // in a row
  fleet::WatchRecord record_;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_WATCH_STATE_H_
