#include "exporter/scan/ask_schedule.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>

namespace exporter::scan {

namespace {

AskSchedule::Clock::duration GapOf(double rate) {
  constexpr double kNanoseconds = 1e9;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(std::ceil(kNanoseconds / rate)));
}

}  // namespace

AskSchedule::AskSchedule(std::size_t addresses, std::vector<addresses::IpAddress> repeated,
                         const Pace& pace, Clock::time_point not_before, std::uint64_t seed)
    : order_(addresses),
      repeated_(std::move(repeated)),
      pace_(pace),
      gap_(GapOf(pace.rate)),
      next_packet_(not_before) {
  std::iota(order_.begin(), order_.end(), std::uint32_t{0});
  std::mt19937_64 random(seed);
  std::shuffle(order_.begin(), order_.end(), random);
}

AskSchedule::Step AskSchedule::Next(Clock::time_point now, const Answers& answers) {
  for (; round_ < pace_.rounds; ++round_, position_ = 0) {
    while (round_ > 0 && position_ < order_.size() &&
           IsDone(answers.asked()[order_[position_]], answers)) {
      ++position_;
    }
    if (position_ == order_.size()) continue;
    if (now < next_packet_) return {.ask = {}, .until = next_packet_, .ended = false};
    const addresses::IpAddress address = answers.asked()[order_[position_++]];
    Sent(now);
    return {.ask = address, .until = now, .ended = false};
  }
  const Clock::time_point end = last_packet_ ? End() : now;
  return {.ask = {}, .until = end, .ended = now >= end};
}

void AskSchedule::Sent(Clock::time_point now) {
  next_packet_ = now + gap_;
  last_packet_ = now;
  if (round_ == 0) first_round_end_ = now;
}

// True if later rounds need not ask for the address.
bool AskSchedule::IsDone(const addresses::IpAddress& address, const Answers& answers) const {
  return answers.IsAnswered(address) &&
         !std::binary_search(repeated_.begin(), repeated_.end(), address);
}

AskSchedule::Clock::time_point AskSchedule::End() const {
  return std::max(*first_round_end_ + pace_.wait,
                  *last_packet_ + std::min(pace_.wait, kMaxLaterWait));
}

}  // namespace exporter::scan
