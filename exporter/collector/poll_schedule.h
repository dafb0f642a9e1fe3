// When a cluster is polled next.
//
// Times come in as arguments; the only state is the random numbers that spread polls. Used by one
// thread.

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

  // `seed` should differ from cluster to cluster, so that their polls do.
  // REQUIRES: `interval` is positive.
  PollSchedule(std::chrono::milliseconds interval, std::uint64_t seed);

  // The start of the poll after one that ran from `started` to `ended`, at which the server may
  // have asked us to stay away for `retry_after`.
  //
  // The second poll starts anywhere within one interval after the first, which spreads clusters
  // that all started at once. Later ones start 0.9 to 1 intervals after the one before, success or
  // not; after a poll that took longer, a tenth of the interval after its end. Never before
  // `retry_after` has passed.
  Clock::time_point Next(Clock::time_point started, Clock::time_point ended,
                         std::optional<std::chrono::seconds> retry_after);

 private:
  Clock::duration Fraction(double low, double high);

  std::chrono::milliseconds interval_;
  std::mt19937_64 random_;
  bool spread_ = false;  // has the cluster found its place in the interval?
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_POLL_SCHEDULE_H_
