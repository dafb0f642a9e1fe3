// The pace of a scan, on a clock that the tests set.

#include "exporter/scan/ask_schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using std::chrono::milliseconds;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using Time = AskSchedule::Clock::time_point;

const Time kStart = Time(std::chrono::hours(1));

std::vector<addresses::IpAddress> MakeAddresses(std::size_t count) {
  std::vector<addresses::IpAddress> addresses;
  for (std::size_t i = 1; i <= count; ++i) {
    addresses.push_back(addresses::IpAddress::Ipv4(0xc0000200U + static_cast<std::uint32_t>(i)));
  }
  return addresses;
}

struct Packet {
  Time time;
  addresses::IpAddress address;
};

struct Trace {
  std::vector<Packet> packets;
  Time end;
};

// How late the caller is after each wait, by the number of the wait.
using Lateness = std::function<AskSchedule::Clock::duration(std::size_t)>;

// Follows the schedule from `start` until its end. `hosts` answer at once.
Trace Follow(AskSchedule& schedule, const std::vector<addresses::IpAddress>& asked, Time start,
             const std::vector<addresses::IpAddress>& hosts = {}, const Lateness& lateness = {}) {
  Answers answers(asked);
  Trace run{{}, start};
  for (std::size_t waits = 0;;) {
    const auto step = schedule.Next(run.end, answers);
    if (step.ended) return run;
    if (step.ask) {
      run.packets.push_back({run.end, *step.ask});
      if (std::find(hosts.begin(), hosts.end(), *step.ask) != hosts.end()) {
        answers.Add({*step.ask, tests::MakeMac(1, 1)});
      }
      continue;
    }
    EXPECT_GT(step.until, run.end) << "the caller must not spin";
    run.end = step.until + (lateness ? lateness(waits++) : AskSchedule::Clock::duration::zero());
  }
}

// The number of packets in the busiest second.
std::size_t BusiestSecond(const std::vector<Packet>& packets) {
  std::size_t most = 0;
  for (std::size_t first = 0; first < packets.size(); ++first) {
    std::size_t end = first;
    while (end < packets.size() &&
           packets[end].time < packets[first].time + std::chrono::seconds(1)) {
      ++end;
    }
    most = std::max(most, end - first);
  }
  return most;
}

TEST(AskSchedule, AsksForEachAddressInEachRoundAndWaits) {
  const auto asked = MakeAddresses(3);
  AskSchedule schedule(asked, {.rate = 10, .rounds = 2, .wait = milliseconds(700)}, Time());
  const Trace run = Follow(schedule, asked, kStart);
  ASSERT_EQ(run.packets.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(run.packets[i].address, asked[i % 3]);
    EXPECT_EQ(run.packets[i].time, kStart + i * milliseconds(100));
  }
  EXPECT_EQ(run.end, kStart + milliseconds(500 + 700));
}

TEST(AskSchedule, RepeatsOnlyAddressesWithoutAnAnswer) {
  const auto asked = MakeAddresses(4);
  AskSchedule schedule(asked, {.rate = 10, .rounds = 3, .wait = milliseconds(0)}, Time());
  const Trace run = Follow(schedule, asked, kStart, {asked[0], asked[2], asked[3]});
  std::vector<addresses::IpAddress> order;
  for (const Packet& packet : run.packets) order.push_back(packet.address);
  EXPECT_THAT(order, ElementsAre(asked[0], asked[1], asked[2], asked[3], asked[1], asked[1]));
  EXPECT_EQ(run.end, kStart + milliseconds(500));
}

TEST(AskSchedule, EndsAtOnceIfThereIsNothingToAsk) {
  AskSchedule schedule({}, {.rate = 10, .rounds = 10, .wait = milliseconds(700)}, Time());
  const Trace run = Follow(schedule, {}, kStart);
  EXPECT_THAT(run.packets, IsEmpty());
  EXPECT_EQ(run.end, kStart);
}

TEST(AskSchedule, WaitsForLateAnswersAfterTheLastPacket) {
  const auto asked = MakeAddresses(1);
  AskSchedule schedule(asked, {.rate = 10, .rounds = 1, .wait = milliseconds(700)}, Time());
  const Answers answers(asked);
  ASSERT_TRUE(schedule.Next(kStart, answers).ask);
  const Time end = kStart + milliseconds(700);
  EXPECT_EQ(schedule.Next(kStart + milliseconds(10), answers).until, end);
  EXPECT_FALSE(schedule.Next(end - std::chrono::nanoseconds(1), answers).ended);
  EXPECT_TRUE(schedule.Next(end, answers).ended);
}

TEST(AskSchedule, NeverExceedsTheRate) {
  const auto asked = MakeAddresses(200);
  for (const double rate : {0.1, 1.0, 3.0, 7.0, 10.0, 99.0, 3'000.0, 100'000.0}) {
    AskSchedule schedule(asked, {.rate = rate, .rounds = 2, .wait = milliseconds(0)}, Time());
    const Trace run = Follow(schedule, asked, kStart);
    EXPECT_EQ(run.packets.size(), 400U) << rate;
    EXPECT_LE(static_cast<double>(BusiestSecond(run.packets)), std::max(rate, 1.0)) << rate;
    const std::chrono::duration<double> took = run.end - kStart;
    EXPECT_NEAR(took.count(), 399 / rate, 0.001 * 399 / rate) << rate;
  }
}

// A late caller must not send the missed packets in a burst.
TEST(AskSchedule, IsNotFasterAfterADelay) {
  const auto asked = MakeAddresses(50);
  AskSchedule schedule(asked, {.rate = 10, .rounds = 2, .wait = milliseconds(0)}, Time());
  const Trace run = Follow(schedule, asked, kStart, {}, [](std::size_t wait) {
    return milliseconds(wait % 7 == 0 ? 3'000 : wait % 3 * 33);
  });
  EXPECT_EQ(run.packets.size(), 100U);
  EXPECT_LE(BusiestSecond(run.packets), 10U);
}

TEST(AskSchedule, ContinuesThePaceOfAnEarlierOne) {
  const auto asked = MakeAddresses(5);
  const Pace pace{.rate = 10, .rounds = 1, .wait = milliseconds(0)};
  AskSchedule first(asked, pace, Time());
  Trace all = Follow(first, asked, kStart);
  AskSchedule second(asked, pace, first.not_before());
  const Trace later = Follow(second, asked, all.end);
  EXPECT_EQ(later.packets.front().time, all.packets.back().time + milliseconds(100));
  all.packets.insert(all.packets.end(), later.packets.begin(), later.packets.end());
  EXPECT_LE(BusiestSecond(all.packets), 10U);
}

}  // namespace
}  // namespace exporter::scan
