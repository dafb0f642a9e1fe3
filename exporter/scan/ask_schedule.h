// When to ask for which address: every address once, evenly spread and in random order, then again
// for addresses without an answer, then a wait for late answers. Times are arguments. Pure.
//
// Some addresses are repeated although a host has answered: the answer of a second host may be
// lost.

#ifndef EXPORTER_SCAN_ASK_SCHEDULE_H_
#define EXPORTER_SCAN_ASK_SCHEDULE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/scan/answers.h"

namespace exporter::scan {

struct Pace {
  double rate = 10;                       // packets a second, never more. REQUIRES: above 0.
  int rounds = 2;                         // REQUIRES: at least 1
  std::chrono::milliseconds wait{1'000};  // after the first round, for its answers
};

// After later rounds, whose addresses had their wait already: only a repeated packet can be lost.
inline constexpr std::chrono::milliseconds kMaxLaterWait{250};

// The addresses to ask for.
struct AskList {
  std::vector<addresses::IpAddress> addresses;
  std::vector<addresses::IpAddress> repeated = {};  // of them, sorted
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

  // For the addresses of Answers::asked, by their number. `not_before`: of the first packet,
  // because of an earlier packet on this host. `seed`: of the order.
  AskSchedule(std::size_t addresses, std::vector<addresses::IpAddress> repeated, const Pace& pace,
              Clock::time_point not_before, std::uint64_t seed);

  // The caller asks at once if the step says so, and then calls Sent. After a delay, packets are
  // not sent any faster. REQUIRES: `answers` has as many addresses as the schedule.
  Step Next(Clock::time_point now, const Answers& answers);

  // Sending can take time: the next packet follows the end of it.
  void Sent(Clock::time_point now);

  Clock::time_point not_before() const { return next_packet_; }

 private:
  bool IsDone(const addresses::IpAddress& address, const Answers& answers) const;
  Clock::time_point End() const;

  std::vector<std::uint32_t> order_;  // places in Answers::asked
  const std::vector<addresses::IpAddress> repeated_;
  const Pace pace_;
  const Clock::duration gap_;
  int round_ = 0;
  std::size_t position_ = 0;
  Clock::time_point next_packet_;
  std::optional<Clock::time_point> last_packet_;
  std::optional<Clock::time_point> first_round_end_;
};

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_ASK_SCHEDULE_H_
