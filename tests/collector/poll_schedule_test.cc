#include "exporter/collector/poll_schedule.h"

#include <gtest/gtest.h>

#include <set>

namespace exporter::collector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kInterval{30'000};
const PollSchedule::Clock::time_point kStart{seconds(1'000)};

TEST(PollSchedule, SpreadsTheSecondPollOverOneInterval) {
  std::set<std::int64_t> tenths;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    PollSchedule schedule(kInterval, seed);
    const auto wait = schedule.Next(kStart, kStart, std::nullopt) - kStart;
    EXPECT_GE(wait, kInterval / 10);
    EXPECT_LE(wait, kInterval);
    tenths.insert(wait / (kInterval / 10));
  }
  EXPECT_GE(tenths.size(), 9U) << "200 clusters are spread over the whole interval";
}

TEST(PollSchedule, StartsLaterPollsAtTheInterval) {
  PollSchedule schedule(kInterval, 7);
  auto started = kStart;
  started = schedule.Next(started, started, std::nullopt);
  for (int i = 0; i < 1'000; ++i) {
    const auto next = schedule.Next(started, started + seconds(1), std::nullopt);
    EXPECT_GE(next - started, kInterval * 9 / 10);
    EXPECT_LE(next - started, kInterval);
    started = next;
  }
}

TEST(PollSchedule, PausesAfterAPollLongerThanTheInterval) {
  PollSchedule schedule(kInterval, 7);
  schedule.Next(kStart, kStart, std::nullopt);
  const auto ended = kStart + 2 * kInterval;
  EXPECT_EQ(schedule.Next(kStart, ended, std::nullopt), ended + kInterval / 10);
}

TEST(PollSchedule, DelaysThePollByALongRetryAfterOnly) {
  PollSchedule schedule(kInterval, 7);
  schedule.Next(kStart, kStart, std::nullopt);
  const auto ended = kStart + seconds(2);
  EXPECT_EQ(schedule.Next(kStart, ended, seconds(120)), ended + seconds(120));
  EXPECT_GE(schedule.Next(kStart, ended, seconds(1)), kStart + kInterval * 9 / 10);
}

}  // namespace
}  // namespace exporter::collector
