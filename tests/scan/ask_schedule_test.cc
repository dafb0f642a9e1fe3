// The pace of a scan, on a clock that the tests set.

#include "exporter/scan/ask_schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using std::chrono::milliseconds;
using testing::Each;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using testing::UnorderedElementsAreArray;
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

// The addresses of `count` packets.
std::vector<addresses::IpAddress> AddressesOf(const Trace& run, std::size_t first,
                                              std::size_t count) {
  std::vector<addresses::IpAddress> list;
  for (std::size_t i = first; i < first + count; ++i) list.push_back(run.packets.at(i).address);
  return list;
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
  AskSchedule schedule(asked.size(), {}, {.rate = 10, .rounds = 2, .wait = milliseconds(700)},
                       Time(), 1);
  const Trace run = Follow(schedule, asked, kStart);
  ASSERT_EQ(run.packets.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(run.packets[i].time, kStart + i * milliseconds(100));
    if (i > 2) {
      EXPECT_EQ(run.packets[i].address, run.packets[i - 3].address);
    }
  }
  EXPECT_THAT(AddressesOf(run, 0, 3), UnorderedElementsAreArray(asked));
  EXPECT_EQ(run.end, kStart + milliseconds(200 + 700)) << "the wait follows the first round";
}

TEST(AskSchedule, WaitsShorterAfterLaterRounds) {
  const auto asked = MakeAddresses(20);
  const auto end = [&](milliseconds wait) {
    AskSchedule schedule(asked.size(), {}, {.rate = 10, .rounds = 2, .wait = wait}, Time(), 1);
    return Follow(schedule, asked, kStart).end - kStart;
  };
  EXPECT_EQ(end(milliseconds(1'000)), milliseconds(3'900 + 250));
  EXPECT_EQ(end(milliseconds(100)), milliseconds(3'900 + 100));
  EXPECT_EQ(end(milliseconds(5'000)), milliseconds(1'900 + 5'000));
}

TEST(AskSchedule, RepeatsAddressesWithoutAnAnswerAndChosenOnes) {
  const auto asked = MakeAddresses(4);
  AskSchedule schedule(asked.size(), {asked[2]}, {.rate = 10, .rounds = 3, .wait = milliseconds(0)},
                       Time(), 1);
  const Trace run = Follow(schedule, asked, kStart, {asked[0], asked[2], asked[3]});
  ASSERT_EQ(run.packets.size(), 8U);
  EXPECT_THAT(AddressesOf(run, 0, 4), UnorderedElementsAreArray(asked));
  EXPECT_THAT(AddressesOf(run, 4, 2), UnorderedElementsAre(asked[1], asked[2]));
  EXPECT_THAT(AddressesOf(run, 6, 2), UnorderedElementsAre(asked[1], asked[2]));
  EXPECT_EQ(run.end, kStart + milliseconds(700));
}

TEST(AskSchedule, IsInAnOrderThatTheSeedDecides) {
  const auto asked = MakeAddresses(100);
  const auto order = [&](std::uint64_t seed) {
    AskSchedule schedule(asked.size(), {}, {.rate = 10, .rounds = 1, .wait = milliseconds(0)},
                         Time(), seed);
    return AddressesOf(Follow(schedule, asked, kStart), 0, 100);
  };
  EXPECT_EQ(order(1), order(1));
  EXPECT_NE(order(1), order(2));
  EXPECT_THAT(order(2), UnorderedElementsAreArray(asked));
}

TEST(AskSchedule, EndsAtOnceIfThereIsNothingToAsk) {
  AskSchedule schedule(0, {}, {.rate = 10, .rounds = 10, .wait = milliseconds(700)}, Time(), 1);
  const Trace run = Follow(schedule, {}, kStart);
  EXPECT_THAT(run.packets, IsEmpty());
  EXPECT_EQ(run.end, kStart);
}

TEST(AskSchedule, WaitsForLateAnswersAfterTheLastPacket) {
  const auto asked = MakeAddresses(1);
  AskSchedule schedule(asked.size(), {}, {.rate = 10, .rounds = 1, .wait = milliseconds(700)},
                       Time(), 1);
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
    AskSchedule schedule(asked.size(), {}, {.rate = rate, .rounds = 2, .wait = milliseconds(0)},
                         Time(), 1);
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
  AskSchedule schedule(asked.size(), {}, {.rate = 10, .rounds = 2, .wait = milliseconds(0)}, Time(),
                       1);
  const Trace run = Follow(schedule, asked, kStart, {}, [](std::size_t wait) {
    return milliseconds(wait % 7 == 0 ? 3'000 : wait % 3 * 33);
  });
  EXPECT_EQ(run.packets.size(), 100U);
  EXPECT_LE(BusiestSecond(run.packets), 10U);
}

TEST(AskSchedule, ContinuesThePaceOfAnEarlierOne) {
  const auto asked = MakeAddresses(5);
  const Pace pace{.rate = 10, .rounds = 1, .wait = milliseconds(0)};
  AskSchedule first(asked.size(), {}, pace, Time(), 1);
  Trace all = Follow(first, asked, kStart);
  AskSchedule second(asked.size(), {}, pace, first.not_before(), 1);
  const Trace later = Follow(second, asked, all.end);
  EXPECT_EQ(later.packets.front().time, all.packets.back().time + milliseconds(100));
  all.packets.insert(all.packets.end(), later.packets.begin(), later.packets.end());
  EXPECT_LE(BusiestSecond(all.packets), 10U);
}

}  // namespace
}  // namespace exporter::scan
