// The events and the ends of watches.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/collector/watch_test.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/wait_until.h"

namespace exporter::collector {
namespace {

using fleet::ClusterView;
using fleet::WatchEnd;
using standin::ApiServer;
using standin::Request;
using testing::Contains;
using testing::Not;

// Signs of life are reported once in an interval, for all clusters together.
TEST_F(WatchTest, AnOpenedWatchIsReportedAtOnce) {
  const ApiServer other({.uid = "other"});
  CollectorOptions options = Watching();
  options.interval = std::chrono::hours(1);
  collector_.emplace(options, logger_);
  collector_->SetClusters({ConfigOf("a", server_), ConfigOf("b", other)}, true);
  const auto all_open = [&] {
    const auto view = collector_->View(Collector::Clock::now());
    return std::all_of(view.clusters.begin(), view.clusters.end(), &AreOpen);
  };
  const auto end = Collector::Clock::now() + tests::kWaitLimit;
  for (std::uint64_t seen = 0; !all_open() && Collector::Clock::now() < end;) {
    seen = collector_->WaitForChanges(seen, end, {});
  }
  EXPECT_TRUE(all_open()) << Log();
  EXPECT_LT(Collector::Clock::now(), end);
}

TEST_F(WatchTest, SeesEachChangeAfterOneList) {
  Start();
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  PutService("a", "10.0.0.9");
  WaitForServices({"a 10.0.0.9", "b 10.0.0.2"});
  server_.state().Remove(standin::kServices, "shop", "b");
  WaitForServices({"a 10.0.0.9"});
  server_.state().Put(standin::kPools, standin::MakePool("q", {"10.1.0.0/24"}));
  WaitFor([](const ClusterView& cluster) { return cluster.snapshot->pools().size() == 2; });
  server_.state().Put(standin::kPeers, standin::MakePeer("peer", 64'512));
  const ClusterView cluster = WaitForAsns({64'512});
  EXPECT_EQ(Lists(kServicesPath), 1U);
  EXPECT_EQ(Lists(kPoolsPath), 1U);
  EXPECT_EQ(cluster.record.polls, 1U);
  EXPECT_EQ(cluster.record.watches->at(0).events, 3U);
  EXPECT_EQ(Missed(cluster), 0U);
}

TEST_F(WatchTest, AsksForBookmarksAnEndAndTheSelector) {
  Start();
  const auto requests = server_.Requests();
  const auto watch = std::find_if(requests.begin(), requests.end(), [](const Request& request) {
    return IsWatch(request) && request.path == kServicesPath;
  });
  ASSERT_NE(watch, requests.end());
  EXPECT_EQ(watch->Query("allowWatchBookmarks"), "true");
  EXPECT_EQ(watch->Query("fieldSelector"), "spec.type=LoadBalancer");
  EXPECT_NE(watch->Query("resourceVersion"), "");
  EXPECT_EQ(watch->Query("limit"), "");
  EXPECT_GE(std::stoi(watch->Query("timeoutSeconds")), 300);
  EXPECT_LE(std::stoi(watch->Query("timeoutSeconds")), 600);
  EXPECT_EQ(watch->Header("Accept-Encoding"), "") << "libcurl cannot read several gzip members";
}

TEST_F(WatchTest, RemovesAServiceThatIsNoLoadBalancerAnyMore) {
  Start();
  PutService("a", "10.0.0.1", "ClusterIP");
  WaitForServices({});
  PutService("a", "10.0.0.1");
  WaitForServices({"a 10.0.0.1"});
}

class OldServerTest : public WatchTest {
 protected:
  OldServerTest() : WatchTest({.api = {.knows_service_type_selector = false}}) {}
};

TEST_F(OldServerTest, RemovesAServiceThatIsNoLoadBalancerAnyMore) {
  Start();
  PutService("a", "10.0.0.1", "ClusterIP");
  WaitForServices({});
  PutService("a", "10.0.0.1");
  WaitForServices({"a 10.0.0.1"});
}

TEST_F(WatchTest, ResumesAfterAnyEndWithoutAList) {
  Start();
  server_.watches().EndWatches();
  WaitFor([](const ClusterView& view) {
    return RestartsOf(view, WatchEnd::kEnded) == 3 && AreOpen(view);
  });
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  server_.watches().CutWatches();
  PutService("c", "10.0.0.3");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2", "c 10.0.0.3"});
  EXPECT_GE(RestartsOf(cluster, WatchEnd::kLost), 1U);
  EXPECT_EQ(Lists(kServicesPath), 1U);
  EXPECT_TRUE(cluster.record.up);
}

TEST_F(WatchTest, ListsAgainIfTheVersionIsTooOld) {
  for (const bool as_status : {false, true}) {
    collector_.reset();
    server_.watches().SetExpiryAsStatus(as_status);
    Start();
    const std::size_t lists = Lists(kServicesPath);
    PutService("x", as_status ? "10.0.0.7" : "10.0.0.8");
    server_.watches().CompactHistory();
    server_.watches().EndWatches();
    WaitFor([&](const ClusterView& view) { return Lists(kServicesPath) > lists && AreOpen(view); });
    EXPECT_GE(RestartsOf(Now(), WatchEnd::kExpired), 1U);
    EXPECT_EQ(Lists(kServicesPath), lists + 1);
    EXPECT_EQ(Missed(Now()), 0U);
  }
}

// A list would cost a busy server more.
TEST_F(WatchTest, WaitsIfTheServerIsTooBusyForAWatch) {
  CollectorOptions options = Watching();
  options.interval = std::chrono::seconds(1);  // also the longest pause before a new watch
  Start(options);
  ReplyToWatches(standin::StatusReply(429, "TooManyRequests", "storage is (re)initializing"));
  const std::size_t lists = Lists(kServicesPath);
  const auto requests = server_.Requests().size();
  server_.watches().SendRaw(
      standin::kServices,
      R"({"type":"ERROR","object":{"code":429,"message":"busy","details":{"retryAfterSeconds":1}}})"
      "\n");
  WaitFor([](const ClusterView& view) { return RestartsOf(view, WatchEnd::kRefused) >= 3; });
  const auto all = server_.Requests();
  const auto sent = std::count_if(all.begin() + static_cast<std::ptrdiff_t>(requests), all.end(),
                                  [](const Request& request) { return !IsWatch(request); });
  EXPECT_EQ(sent, 0) << "only watches";
  server_.Intercept({});
  WaitFor(&AreOpen);
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_EQ(Lists(kServicesPath), lists);
  EXPECT_TRUE(cluster.record.up);
  EXPECT_EQ(Missed(cluster), 0U);
}

// A watch that is not open shows no changes.
TEST_F(WatchTest, ListsAtEachIntervalWhileTheServerIsTooBusyForAWatch) {
  CollectorOptions options = Watching();
  options.watch_times.min_check = std::chrono::milliseconds(100);
  Start(options);
  PutService("b", "10.0.0.2");
  server_.state().Put(standin::kPools, standin::MakePool("q", {"10.0.1.0/24"}));
  tests::WaitForText([&] { return Log(); }, "the cluster is watched");
  server_.watches().SendRaw(
      standin::kServices,
      R"({"type":"ERROR","object":{"code":429,"message":"busy","details":{"retryAfterSeconds":200}}})"
      "\n");
  WaitFor([](const ClusterView& view) { return RestartsOf(view, WatchEnd::kRefused) == 1; });
  PutService("c", "10.0.0.3");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2", "c 10.0.0.3"});
  server_.state().Remove(standin::kServices, "shop", "b");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "c 10.0.0.3"});
  EXPECT_TRUE(cluster.record.up);
  EXPECT_EQ(Missed(cluster), 0U);
  EXPECT_EQ(RestartsOf(cluster, WatchEnd::kRefused), 1U) << "until then, no watch";
}

// The longest wait is ten minutes. Until then, the cluster is polled.
TEST_F(WatchTest, AnEventMayForbidWatchesForSomeTime) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(100);  // also the longest pause between two attempts
  Start(options);
  server_.watches().SendRaw(
      standin::kServices,
      R"({"type":"ERROR","object":{"code":429,"message":"busy","details":{"retryAfterSeconds":3600}}})"
      "\n");
  server_.watches().WaitForOpenWatches(0);
  const std::uint64_t polls = Now().record.polls;
  WaitFor([&](const ClusterView& view) { return view.record.polls >= polls + 30; });
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_TRUE(cluster.record.up);
  EXPECT_EQ(RestartsOf(cluster, WatchEnd::kRefused), 1U);
  EXPECT_EQ(WatchRequests(), 3U);
}

TEST_F(WatchTest, SurvivesWhatAServerMaySend) {
  Start();
  int number = 1;
  for (
      const std::string& text : std::vector<std::string>{
          R"({"type":"DELETED","object":{"metadata":{"name":"unknown","namespace":"x","resourceVersion":"1"}}})"
          "\n",
          "\n\n",
          R"({"type":"ERROR","object":{"kind":"Status","code":500,"message":"etcd"}})"
          "\n",
          R"({"type":"ADDED","obj)"}) {
    // A watch that ends at once without an event does not work.
    const std::string address = "10.0.0." + std::to_string(++number);
    PutService("a", address);
    const ClusterView before = WaitForServices({"a " + address});
    server_.watches().SendRaw(standin::kServices, text);
    server_.watches().EndWatches(standin::kServices);
    WaitFor([&](const ClusterView& view) {
      return AreOpen(view) &&
             view.record.watches->at(0).restarts != before.record.watches->at(0).restarts;
    });
  }
  PutService("b", "10.0.0.99");
  const ClusterView cluster = WaitForServices({"a 10.0.0.5", "b 10.0.0.99"});
  EXPECT_TRUE(cluster.record.up);
  EXPECT_EQ(Missed(cluster), 0U);
}

TEST_F(WatchTest, FollowsABurst) {
  Start();
  for (int i = 0; i < 3'000; ++i) PutService("s" + std::to_string(i % 100), "10.0.0.77");
  server_.state().Remove(standin::kServices, "shop", "a");
  const ClusterView cluster =
      WaitFor([](const ClusterView& view) { return Services(view).size() == 100; });
  EXPECT_EQ(Lists(kServicesPath), 1U);
  EXPECT_THAT(Services(cluster), Not(Contains("a 10.0.0.1")));
}

}  // namespace
}  // namespace exporter::collector
