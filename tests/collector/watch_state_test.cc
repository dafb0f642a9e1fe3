#include "exporter/collector/watch_state.h"

#include <gtest/gtest.h>

#include <set>

namespace exporter::collector {
namespace {

using fleet::WatchEnd;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Action = WatchState::Action;
using Time = WatchState::Clock::time_point;

constexpr Time kStart{seconds(1'000)};
constexpr WatchTimes kTimes{};

std::uint64_t RestartsOf(const WatchState& state, WatchEnd end) {
  return state.record().restarts.at(static_cast<std::size_t>(end));
}

class WatchStateTest : public testing::Test {
 protected:
  // Opens the watch, which the server accepts.
  void Open(Time now) {
    if (!state_.Next()) state_.Start(now);
    state_.Requested(now);
    state_.Received(now, true);
  }
  // The delay until the watch is opened again.
  WatchState::Clock::duration Delay(Time now) const { return *state_.Next() - now; }

  WatchState state_{kTimes, 1};
};

TEST_F(WatchStateTest, OpensAtOnceAfterAList) {
  EXPECT_EQ(state_.Due(kStart), Action::kNone) << "nothing was listed";
  state_.Start(kStart);
  EXPECT_EQ(state_.Due(kStart), Action::kOpen);
  Open(kStart);
  EXPECT_TRUE(state_.record().open);
  EXPECT_EQ(state_.Due(kStart), Action::kNone);
}

TEST_F(WatchStateTest, OpensAgainWithinASecondAfterTheServerEndedIt) {
  std::set<std::int64_t> tenths;
  Time now = kStart;
  for (int i = 0; i < 200; ++i) {
    Open(now);
    now += seconds(300);
    EXPECT_EQ(state_.Ended(i % 2 == 0 ? WatchEnd::kEnded : WatchEnd::kLost, now), Action::kNone);
    EXPECT_FALSE(state_.record().open);
    EXPECT_LE(Delay(now), seconds(1));
    tenths.insert(Delay(now) / milliseconds(100));
  }
  EXPECT_GE(tenths.size(), 9U) << "the watches of 200 clusters do not start together";
  EXPECT_EQ(RestartsOf(state_, WatchEnd::kEnded), 100U);
  EXPECT_EQ(RestartsOf(state_, WatchEnd::kLost), 100U);
}

TEST_F(WatchStateTest, ListsAfterSilence) {
  state_.Start(kStart);
  Open(kStart);
  const Time last_event = kStart + seconds(100);
  state_.CountEvent(last_event, false);
  state_.Received(last_event + seconds(1), true);  // a part of a line
  EXPECT_EQ(*state_.Next(), last_event + kTimes.silence);
  EXPECT_EQ(state_.Due(last_event + kTimes.silence - milliseconds(1)), Action::kNone);
  EXPECT_EQ(state_.Due(last_event + kTimes.silence), Action::kList);
  EXPECT_EQ(RestartsOf(state_, WatchEnd::kSilent), 1U);
  EXPECT_EQ(state_.strikes(), 0);
}

// A load balancer may end each watch before its first bookmark.
TEST_F(WatchStateTest, SilenceIncludesRestarts) {
  state_.Start(kStart);
  Time now = kStart;
  while (now + seconds(50) < kStart + kTimes.silence) {
    Open(now);
    now += seconds(50);
    EXPECT_EQ(state_.Ended(WatchEnd::kLost, now), Action::kNone);
  }
  Open(now);
  EXPECT_EQ(state_.Due(kStart + kTimes.silence), Action::kList);
}

TEST_F(WatchStateTest, AHeaderWithoutAStatusOf200IsNoSignOfLife) {
  state_.Start(kStart);
  state_.Requested(kStart);
  state_.Received(kStart + seconds(1), false);
  EXPECT_FALSE(state_.record().open);
  EXPECT_EQ(*state_.Next(), kStart + kTimes.establishment);
}

TEST_F(WatchStateTest, TestsTheServerIfAWatchCannotBeOpened) {
  state_.Start(kStart);
  state_.Requested(kStart);
  EXPECT_EQ(state_.Due(kStart + kTimes.establishment - milliseconds(1)), Action::kNone);
  EXPECT_EQ(state_.Due(kStart + kTimes.establishment), Action::kProbe);

  state_.Requested(kStart);
  EXPECT_EQ(state_.Ended(WatchEnd::kLost, kStart), Action::kProbe);
  EXPECT_GT(Delay(kStart), milliseconds(0)) << "not at once";
  state_.Probed(kStart + seconds(2));
  EXPECT_EQ(state_.Due(kStart + seconds(2)), Action::kOpen) << "the server works again";
}

TEST_F(WatchStateTest, WaitsAsLongAsTheServerWants) {
  state_.Start(kStart);
  state_.Requested(kStart);
  EXPECT_EQ(state_.Ended(WatchEnd::kRefused, kStart, seconds(90)), Action::kProbe);
  EXPECT_GE(Delay(kStart), seconds(90));
  state_.Probed(kStart + seconds(1));
  EXPECT_EQ(*state_.Next(), kStart + seconds(90)) << "also if lists are allowed";
  state_.Start(kStart + seconds(2));
  EXPECT_EQ(*state_.Next(), kStart + seconds(90)) << "also after a list";
}

// A list or another request would cost a busy server more.
TEST_F(WatchStateTest, OnlyWaitsIfTheServerIsTooBusy) {
  Open(kStart);
  EXPECT_EQ(state_.Throttled(kStart + seconds(1), seconds(90)), Action::kPause);
  EXPECT_FALSE(state_.record().open);
  EXPECT_EQ(RestartsOf(state_, WatchEnd::kRefused), 1U);
  EXPECT_EQ(*state_.Next(), kStart + seconds(91));
  EXPECT_EQ(state_.Due(kStart + seconds(91)), Action::kOpen);
  state_.Requested(kStart + seconds(91));
  EXPECT_EQ(state_.Throttled(kStart + seconds(91), std::nullopt), Action::kPause);
  EXPECT_GT(Delay(kStart + seconds(91)), milliseconds(0)) << "not at once";
  EXPECT_EQ(state_.strikes(), 0);
}

TEST_F(WatchStateTest, GivesUpIfTheServerIsTooBusySeveralTimesInARow) {
  state_.Start(kStart);
  for (int i = 0; i < 5; ++i) {
    state_.Requested(kStart);
    EXPECT_EQ(state_.Throttled(kStart, std::nullopt), Action::kPause) << i;
  }
  state_.Requested(kStart);
  EXPECT_EQ(state_.Throttled(kStart, std::nullopt), Action::kGiveUp);
}

TEST_F(WatchStateTest, AWatchThatWorksEndsTheRowOfThrottledOnes) {
  for (int i = 0; i < 20; ++i) {
    Open(kStart);
    if (i % 2 == 0) state_.CountEvent(kStart, false);
    EXPECT_EQ(state_.Throttled(kStart + seconds(i % 2 == 0 ? 0 : 5), std::nullopt), Action::kPause);
  }
}

TEST_F(WatchStateTest, GivesUpIfTheServerIsTooBusyForLonger) {
  state_.Start(kStart);
  Open(kStart);
  EXPECT_EQ(state_.Throttled(kStart, seconds(241)), Action::kGiveUp);
}

TEST_F(WatchStateTest, ListsIfTheServerWorksButTheWatchDoesNot) {
  state_.Requested(kStart);
  EXPECT_EQ(state_.Ended(WatchEnd::kRefused, kStart), Action::kProbe);
  state_.Probed(kStart);
  state_.Requested(kStart);
  EXPECT_EQ(state_.Ended(WatchEnd::kRefused, kStart), Action::kList) << "the version may be wrong";
  state_.Start(kStart);
  state_.Requested(kStart);
  EXPECT_EQ(state_.Ended(WatchEnd::kRefused, kStart), Action::kList);
  state_.Start(kStart);
  state_.Requested(kStart);
  EXPECT_EQ(state_.Ended(WatchEnd::kRefused, kStart), Action::kGiveUp);
}

TEST_F(WatchStateTest, ListsIfTheVersionIsTooOld) {
  Open(kStart);
  EXPECT_EQ(state_.Ended(WatchEnd::kExpired, kStart + seconds(5)), Action::kList);
  EXPECT_EQ(state_.strikes(), 0);
  EXPECT_EQ(RestartsOf(state_, WatchEnd::kExpired), 1U);
}

TEST_F(WatchStateTest, GivesUpAfterThreeBadEndsInARow) {
  for (const WatchEnd end : {WatchEnd::kExpired, WatchEnd::kInvalid}) {
    WatchState state(kTimes, 1);
    for (const Action action : {Action::kList, Action::kList, Action::kGiveUp}) {
      state.Requested(kStart);
      state.Received(kStart, true);
      EXPECT_EQ(state.Ended(end, kStart + seconds(4)), action) << Name(end);
    }
  }
}

// A line that is too large needs some seconds to arrive. Small events may come before it.
TEST_F(WatchStateTest, GivesUpIfEveryWatchHasAnInvalidLine) {
  for (const Action action : {Action::kList, Action::kList, Action::kGiveUp}) {
    Open(kStart);
    state_.CountEvent(kStart + seconds(1), true);
    state_.Received(kStart + seconds(20), true);
    EXPECT_EQ(state_.Ended(WatchEnd::kInvalid, kStart + seconds(30)), action);
  }
}

TEST_F(WatchStateTest, AnEventOfAnOldWatchEndsTheStrikes) {
  for (int i = 0; i < 10; ++i) {
    Open(kStart);
    state_.CountEvent(kStart + seconds(60), false);
    EXPECT_EQ(state_.Ended(WatchEnd::kInvalid, kStart + seconds(90)), Action::kList);
  }
}

// As behind a proxy that delays or compresses the response.
TEST_F(WatchStateTest, GivesUpIfOnlyAPartOfALineArrives) {
  Time now = kStart;
  for (const Action action : {Action::kList, Action::kList, Action::kGiveUp}) {
    state_.Start(now);
    Open(now);
    state_.Received(now + seconds(100), true);
    now += kTimes.silence;
    EXPECT_EQ(state_.Due(now, true), action);
  }
  EXPECT_EQ(RestartsOf(state_, WatchEnd::kInvalid), 3U);
}

TEST_F(WatchStateTest, GivesUpIfEveryWatchEndsWithinSeconds) {
  for (const Action action : {Action::kNone, Action::kNone, Action::kGiveUp}) {
    Open(kStart);
    EXPECT_EQ(state_.Ended(WatchEnd::kEnded, kStart + milliseconds(4'999)), action);
  }
}

// As if a proxy ends each watch after the first bookmark.
TEST_F(WatchStateTest, GivesUpIfEveryWatchEndsWithinSecondsOfABookmark) {
  for (const Action action : {Action::kNone, Action::kNone, Action::kGiveUp}) {
    Open(kStart);
    state_.CountEvent(kStart, false);
    EXPECT_EQ(state_.Ended(WatchEnd::kEnded, kStart + seconds(1)), action);
  }
}

TEST_F(WatchStateTest, AShortWatchWithAnEventWorks) {
  for (int i = 0; i < 10; ++i) {
    Open(kStart);
    state_.CountEvent(kStart, true);
    EXPECT_EQ(state_.Ended(WatchEnd::kLost, kStart + seconds(1)), Action::kNone);
  }
  EXPECT_EQ(state_.record().events, 10U);
}

TEST_F(WatchStateTest, AWatchThatLivesForFiveSecondsWorks) {
  for (int i = 0; i < 10; ++i) {
    Open(kStart);
    EXPECT_EQ(state_.Ended(WatchEnd::kLost, kStart + seconds(5)), Action::kNone);
  }
}

TEST_F(WatchStateTest, DoesNotCountBookmarks) {
  Open(kStart);
  state_.CountEvent(kStart, false);
  EXPECT_EQ(state_.record().events, 0U);
  EXPECT_TRUE(state_.HadEvent());
}

TEST(WatchBackoff, DoublesUpToItsMaximum) {
  WatchBackoff backoff(seconds(30), 7);
  milliseconds expected(800);
  for (int i = 0; i < 10; ++i) {
    const auto delay = backoff.Next();
    EXPECT_GE(delay, expected / 2);
    EXPECT_LE(delay, expected);
    expected = std::min(expected * 2, milliseconds(30'000));
  }
  backoff.Reset();
  EXPECT_LE(backoff.Next(), milliseconds(800));
}

}  // namespace
}  // namespace exporter::collector
