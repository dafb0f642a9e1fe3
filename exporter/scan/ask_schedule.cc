#include "exporter/scan/ask_schedule.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace exporter::scan {

namespace {

AskSchedule::Clock::duration GapOf(double rate) {
  constexpr double kNanoseconds = 1e9;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(std::ceil(kNanoseconds / rate)));
}

}  // namespace

AskSchedule::AskSchedule(std::vector<addresses::IpAddress> addresses, const Pace& pace,
                         Clock::time_point not_before)
    : addresses_(std::move(addresses)),
      pace_(pace),
      gap_(GapOf(pace.rate)),
      next_packet_(not_before) {}

AskSchedule::Step AskSchedule::Next(Clock::time_point now, const Answers& answers) {
  for (; round_ < pace_.rounds; ++round_, position_ = 0) {
    // The first round asks for all addresses, later rounds for those without an answer.
    while (round_ > 0 && position_ < addresses_.size() &&
           answers.IsAnswered(addresses_[position_])) {
      ++position_;
    }
    if (position_ == addresses_.size()) continue;
    if (now < next_packet_) return {.ask = {}, .until = next_packet_, .ended = false};
    next_packet_ = now + gap_;
    last_packet_ = now;
    return {.ask = addresses_[position_++], .until = now, .ended = false};
  }
  const Clock::time_point end = last_packet_ ? *last_packet_ + pace_.wait : now;
  return {.ask = {}, .until = end, .ended = now >= end};
}

void AskSchedule::Sent(Clock::time_point now) {
  next_packet_ = now + gap_;
  last_packet_ = now;
}

}  // namespace exporter::scan
