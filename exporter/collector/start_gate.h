// Lets the first polls of many clusters start at once, but not all of them in one moment.
//
// At most `places` first polls are in flight. One that has held its place for `lease` keeps
// running, but no longer counts: clusters that hang must not make the others wait. Thread-safe.

#ifndef EXPORTER_COLLECTOR_START_GATE_H_
#define EXPORTER_COLLECTOR_START_GATE_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <mutex>
#include <stop_token>

namespace exporter::collector {

class StartGate {
 public:
  using Clock = std::chrono::steady_clock;

  StartGate(std::size_t places, std::chrono::milliseconds lease) : places_(places), lease_(lease) {}

  // A place, given back when it is destroyed. The gate must outlive it.
  class Place {
   public:
    Place(StartGate& gate, std::list<Clock::time_point>::iterator taken)
        : gate_(gate), taken_(taken) {}
    ~Place() { gate_.Leave(taken_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    StartGate& gate_;
    std::list<Clock::time_point>::iterator taken_;
  };

  // Waits for a place, or for the stop.
  Place Enter(const std::stop_token& stop);

 private:
  // When the next place is free, as far as is known now: now, if there is one.
  Clock::time_point NextFree(Clock::time_point now) const;
  void Leave(std::list<Clock::time_point>::iterator taken);

  const std::size_t places_;
  const std::chrono::milliseconds lease_;
  std::mutex mutex_;
  std::condition_variable_any left_;
  std::list<Clock::time_point> taken_;  // when each place that is held was taken, in order
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_START_GATE_H_
