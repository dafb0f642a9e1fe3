// Limits how many polls run at the same time.
//
// At most `places` polls are in flight. A poll that takes longer than `lease` continues, but is not
// counted any more, so that hung clusters do not delay other clusters. Thread-safe.

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

  // A place in the gate, which its destructor frees. The gate must outlive the place.
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

  // Waits for a free place or for the stop.
  Place Enter(const std::stop_token& stop);

 private:
  // When the next place becomes free, if no poll ends before; `now` if a place is free.
  Clock::time_point NextFree(Clock::time_point now) const;
  void Leave(std::list<Clock::time_point>::iterator taken);

  const std::size_t places_;
  const std::chrono::milliseconds lease_;
  std::mutex mutex_;
  std::condition_variable_any freed_;
  std::list<Clock::time_point> taken_;  // start times of the places in use, in order
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_START_GATE_H_
