// Decides when a cluster is polled next. Does not wait or poll.
//
// Times are arguments. The only state is the random numbers that spread polls. Used by one thread.

#ifndef EXPORTER_COLLECTOR_POLL_SCHEDULE_H_
#define EXPORTER_COLLECTOR_POLL_SCHEDULE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

namespace exporter::collector {

class PollSchedule {
 public:
  using Clock = std::chrono::steady_clock;

  // Each cluster needs a different `seed`, so that polls are spread.
  // REQUIRES: `interval` is positive.
  PollSchedule(std::chrono::milliseconds interval, std::uint64_t seed);

  // The start of the next poll. The last poll ran from `started` to `ended`; `retry_after` is the
  // server's Retry-After.
  //
  // The second poll starts at a random time within one interval after the first poll. Later polls
  // start 0.9 to 1 intervals after the start of the previous poll. At least a tenth of the
  // interval, and `retry_after` if set, passes between two polls.
  Clock::time_point Next(Clock::time_point started, Clock::time_point ended,
                         std::optional<std::chrono::seconds> retry_after);

 private:
  Clock::duration Fraction(double low, double high);

  std::chrono::milliseconds interval_;
  std::mt19937_64 random_;
  bool spread_ = false;  // the first poll has ended
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_POLL_SCHEDULE_H_
