#include "exporter/collector/start_gate.h"

#include <iterator>
#include <utility>

namespace exporter::collector {

StartGate::Place StartGate::Enter(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const Clock::time_point now = Clock::now();
    const Clock::time_point free = NextFree(now);
    if (free <= now) break;
    freed_.wait_until(lock, stop, free, [&] { return NextFree(now) <= now; });
  }
  return {*this, taken_.insert(taken_.end(), Clock::now())};
}

StartGate::Clock::time_point StartGate::NextFree(Clock::time_point now) const {
  if (taken_.size() < places_) return now;
  // Only the last `places_` places count, until their lease ends.
  return *std::prev(taken_.end(), static_cast<std::ptrdiff_t>(places_)) + lease_;
}

void StartGate::Leave(std::list<Clock::time_point>::iterator taken) {
  {
    const std::scoped_lock lock(mutex_);
    taken_.erase(taken);
  }
  freed_.notify_one();
}

}  // namespace exporter::collector
