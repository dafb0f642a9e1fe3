#include "exporter/collector/poll_schedule.h"

#include <algorithm>

namespace exporter::collector {

PollSchedule::PollSchedule(std::chrono::milliseconds interval, std::uint64_t seed)
    : interval_(interval), random_(seed) {}

PollSchedule::Clock::time_point PollSchedule::Next(
    Clock::time_point started, Clock::time_point ended,
    std::optional<std::chrono::seconds> retry_after) {
  const Clock::duration gap = spread_ ? Fraction(0.9, 1.0) : Fraction(0.0, 1.0);
  spread_ = true;
  const Clock::time_point next = std::max(started + gap, ended + interval_ / 10);
  return retry_after ? std::max(next, ended + *retry_after) : next;
}

PollSchedule::Clock::duration PollSchedule::Fraction(double low, double high) {
  const double factor = std::uniform_real_distribution(low, high)(random_);
  return std::chrono::duration_cast<Clock::duration>(interval_ * factor);
}

}  // namespace exporter::collector
