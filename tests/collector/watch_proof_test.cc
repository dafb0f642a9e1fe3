#include "exporter/collector/watch_proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/collector/watch_test.h"

namespace exporter::collector {
namespace {

using fleet::ClusterView;
using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

constexpr milliseconds kMoment{1'000};
constexpr WatchProof::Clock::time_point kNow{std::chrono::hours(1)};

TEST(WatchProof, IsProvenIfTheResponseContinuesAfterAnEvent) {
  WatchProof proof(kMoment);
  EXPECT_EQ(proof.Next(), std::nullopt);
  EXPECT_FALSE(proof.Check(kNow));
  proof.Received(kNow);
  proof.Received(kNow + milliseconds(10));
  EXPECT_EQ(proof.Next(), kNow + kMoment) << "the first event counts";
  EXPECT_FALSE(proof.Check(kNow + kMoment - milliseconds(1)));
  EXPECT_FALSE(proof.IsProven());
  EXPECT_TRUE(proof.Check(kNow + kMoment));
  EXPECT_TRUE(proof.IsProven());
  EXPECT_FALSE(proof.Check(kNow + kMoment)) << "only once";
  proof.Received(kNow + kMoment);
  EXPECT_EQ(proof.Next(), std::nullopt);
}

// A proxy that delays the response sends all its events with its end.
TEST(WatchProof, IsNotProvenIfTheResponseEndsWithItsEvents) {
  WatchProof proof(kMoment);
  proof.Received(kNow);
  proof.Ended();
  EXPECT_EQ(proof.Next(), std::nullopt);
  EXPECT_FALSE(proof.Check(kNow + kMoment));
  EXPECT_FALSE(proof.IsProven());
}

TEST(WatchProof, StaysProvenAfterAnEndUntilAReset) {
  WatchProof proof(kMoment);
  proof.Received(kNow);
  EXPECT_TRUE(proof.Check(kNow + kMoment));
  proof.Ended();
  EXPECT_TRUE(proof.IsProven());
  proof.Reset();
  EXPECT_FALSE(proof.IsProven());
}

class WatchProofTest : public WatchTest {
 protected:
  // Lists at each interval until the watches are proven.
  static CollectorOptions Checking() {
    CollectorOptions options = Watching();
    options.watch_times.min_check = {};
    options.watch_times.proof = {};
    options.watch_times.delivery = std::chrono::seconds(2);
    return options;
  }

  void WaitForPolls(int count) {
    const std::uint64_t polls = Now().record.polls;
    WaitFor([&](const ClusterView& view) {
      return view.record.polls >= polls + static_cast<std::uint64_t>(count);
    });
  }

  // Returns after another cluster was polled 20 times at the same interval.
  void WaitForManyIntervals() {
    const standin::ApiServer other({.uid = "other"});
    Collector polling({.interval = Watching().interval}, logger_);
    polling.SetClusters({ConfigOf("b", other)}, true);
    tests::WaitUntil(
        [&] { return polling.View(Collector::Clock::now()).clusters.at(0).record.polls >= 20; },
        [] { return "20 polls"; });
  }
};

// As behind a proxy that delays responses. The watches of a fallback are tried again, and are as
// silent as before.
TEST_F(WatchProofTest, ShowsChangesSoonIfAcceptedWatchesSendNothing) {
  server_.watches().Hold(true);
  CollectorOptions options = Checking();
  options.watch_times.delivery = milliseconds(200);
  options.resync = milliseconds(200);  // also the longest pause between two attempts
  Start(options);
  std::vector<std::string> services = {"a 10.0.0.1"};
  for (int i = 2; i <= 4; ++i) {
    server_.watches().WaitForOpenWatches(3);
    PutService("s" + std::to_string(i), "10.0.0." + std::to_string(i));
    services.push_back("s" + std::to_string(i) + " 10.0.0." + std::to_string(i));
    const ClusterView cluster = WaitForServices(services);
    EXPECT_TRUE(cluster.record.up);
    EXPECT_EQ(Missed(cluster), 0U);
  }
  const std::string log = Log();
  EXPECT_THAT(log, HasSubstr("although a list shows changes"));
  ExpectLoggedOnce("do not work");
  EXPECT_THAT(log, Not(HasSubstr("is watched")));
}

TEST_F(WatchProofTest, StopsToListOnceItsWatchesAreProven) {
  Start(Checking());
  WaitForPolls(3);
  EXPECT_THAT(Log(), Not(HasSubstr("is watched"))) << "the server has only accepted them";
  SendBookmarksUntil("the cluster is watched");
  WaitForManyIntervals();  // a list that had begun has ended
  const std::size_t lists = Lists(kServicesPath);
  server_.watches().EndWatches();
  WaitFor([](const ClusterView& view) {
    return RestartsOf(view, fleet::WatchEnd::kEnded) == 3 && AreOpen(view);
  });
  WaitForManyIntervals();
  EXPECT_EQ(Lists(kServicesPath), lists) << "the end of a proven watch is normal";
  PutService("b", "10.0.0.2");
  EXPECT_EQ(Missed(WaitForServices({"a 10.0.0.1", "b 10.0.0.2"})), 0U);
  EXPECT_EQ(Lists(kServicesPath), lists);
}

TEST_F(WatchProofTest, EachRequiredWatchMustProveItself) {
  Start(Checking());
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  WaitForPolls(3);
  EXPECT_THAT(Log(), Not(HasSubstr("is watched"))) << "the watch of pools is not proven";
  server_.watches().SendBookmarks(standin::kPools);
  WaitForLog("the cluster is watched");
  EXPECT_THAT(Log(), Not(HasSubstr("do not work")));
  EXPECT_EQ(Missed(Now()), 0U);
}

// Only the watch of pools is delayed.
TEST_F(WatchProofTest, PollsIfOneRequiredWatchHidesChanges) {
  CollectorOptions options = Checking();
  options.watch_times.delivery = milliseconds(200);
  server_.watches().DropNextEvent(standin::kPools);
  Start(options);
  server_.watches().SendBookmarks(standin::kServices);
  server_.state().Put(standin::kPools, standin::MakePool("q", {"10.1.0.0/24"}));
  const ClusterView cluster =
      WaitFor([](const ClusterView& view) { return view.snapshot->pools().size() == 2; });
  EXPECT_EQ(Missed(cluster), 0U);
  WaitForLog("although a list shows changes");
}

TEST_F(WatchProofTest, ProvesAgainAfterAFallback) {
  CollectorOptions options = Checking();
  options.watch_times.delivery = milliseconds(200);
  options.resync = milliseconds(200);
  server_.watches().Hold(true);
  Start(options);
  PutService("b", "10.0.0.2");
  WaitForLog("do not work");
  server_.watches().Hold(false);
  SendBookmarksUntil("the cluster is watched");
  PutService("c", "10.0.0.3");
  EXPECT_EQ(Missed(WaitForServices({"a 10.0.0.1", "b 10.0.0.2", "c 10.0.0.3"})), 0U);
}

}  // namespace
}  // namespace exporter::collector
