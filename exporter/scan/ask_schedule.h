// When to ask for which address: every address once, evenly spread, then again for addresses
// without an answer, then a wait for late answers. Times are arguments. Pure.

#ifndef EXPORTER_SCAN_ASK_SCHEDULE_H_
#define EXPORTER_SCAN_ASK_SCHEDULE_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/scan/answers.h"

namespace exporter::scan {

struct Pace {
  double rate = 10;                       // packets a second, never more. REQUIRES: above 0.
  int rounds = 2;                         // REQUIRES: at least 1
  std::chrono::milliseconds wait{1'000};  // after the last packet
};

class AskSchedule {
 public:
  using Clock = std::chrono::steady_clock;

  // The next action.
  struct Step {
    std::optional<addresses::IpAddress> ask;  // ask for this address now
    Clock::time_point until;                  // else: wait until then
    bool ended = false;                       // else: every address was asked, and the wait is over
  };

  // `not_before`: of the first packet, because of an earlier packet on this host.
  AskSchedule(std::vector<addresses::IpAddress> addresses, const Pace& pace,
              Clock::time_point not_before);

  // The caller asks at once if the step says so, and then calls Sent. After a delay, packets are
  // not sent any faster.
  Step Next(Clock::time_point now, const Answers& answers);

  // Sending can take time: the next packet follows the end of it.
  void Sent(Clock::time_point now);

  Clock::time_point not_before() const { return next_packet_; }

 private:
  const std::vector<addresses::IpAddress> addresses_;
  const Pace pace_;
  const Clock::duration gap_;
  int round_ = 0;
  std::size_t position_ = 0;
  Clock::time_point next_packet_;
  std::optional<Clock::time_point> last_packet_;
};

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_ASK_SCHEDULE_H_
