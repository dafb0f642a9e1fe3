// Silence, signs of life, and servers that cannot be reached.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "exporter/collector/collector.h"
#include "tests/collector/watch_test.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/faults.h"
#include "tests/support/wait_until.h"

namespace exporter::collector {
namespace {

using fleet::ClusterView;
using fleet::WatchEnd;
using standin::Request;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST_F(WatchTest, ListsAfterSilence) {
  CollectorOptions options = Watching();
  options.watch_times.silence = std::chrono::milliseconds(300);
  Start(options);
  server_.watches().Hold(true);
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_GE(RestartsOf(cluster, WatchEnd::kSilent), 1U);
}

// As if the server was stopped by a signal for minutes. Changes follow soon after it continues.
TEST_F(WatchTest, IsWatchedAfterTheServerWasSilent) {
  CollectorOptions options = Watching();
  options.timeout = std::chrono::seconds(1);
  options.watch_times.silence = std::chrono::milliseconds(300);
  Start(options);
  server_.watches().Hold(true);
  server_.Intercept([](const Request&) {
    return tests::Delivered(standin::Reply{.body = "{}"}, standin::Delivery::kHang);
  });
  const ClusterView silent =
      WaitFor([](const ClusterView& view) { return RestartsOf(view, WatchEnd::kSilent) >= 1; });
  const std::uint64_t failed = silent.record.ErrorsOf(ErrorKind::kTimeout);
  WaitFor([&](const ClusterView& view) {
    return !view.record.up && view.record.ErrorsOf(ErrorKind::kTimeout) > failed;
  });
  PutService("b", "10.0.0.2");
  server_.watches().Hold(false);
  server_.Intercept({});
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  WaitFor(&AreOpen);
  EXPECT_THAT(Log(), Not(HasSubstr("do not work")));
}

// The first list and a watch have the same limit together.
TEST_F(WatchTest, IsDownWithinTheTimeoutIfTheServerHangs) {
  CollectorOptions options = Watching();
  options.timeout = std::chrono::seconds(2);
  Start(options);
  server_.Intercept([](const Request&) {
    return tests::Delivered(standin::Reply{.body = "{}"}, standin::Delivery::kHang);
  });
  server_.watches().CutWatches();
  const ClusterView down = WaitFor([](const ClusterView& view) { return !view.record.up; });
  EXPECT_EQ(down.record.last_error->kind, ErrorKind::kTimeout);
}

TEST_F(WatchTest, ABookmarkIsASignOfLife) {
  Start();
  const auto before = Now().record.last_success;
  server_.watches().SendBookmarks();
  const ClusterView cluster =
      WaitFor([&](const ClusterView& view) { return view.record.last_success > before; });
  EXPECT_EQ(cluster.record.watches->at(0).events, 0U) << "a bookmark is not counted";
  EXPECT_EQ(cluster.record.polls, 1U);
}

TEST_F(WatchTest, APartOfALineIsASignOfLife) {
  Start();
  const auto before = Now().record.last_success;
  server_.watches().SendRaw(standin::kServices, R"({"type":"ADD)");
  WaitFor([&](const ClusterView& view) { return view.record.last_success > before; });
}

TEST_F(WatchTest, IsDownAsSoonAsTheServerCannotBeReached) {
  Start();
  server_.Intercept(
      [](const Request&) { return standin::StatusReply(503, "ServiceUnavailable", "no leader"); });
  server_.watches().CutWatches();
  const ClusterView down = WaitFor([](const ClusterView& view) { return !view.record.up; });
  EXPECT_EQ(down.state, fleet::DataState::kStale);
  EXPECT_THAT(Services(down), ElementsAre("a 10.0.0.1")) << "what was known stays known";
  EXPECT_EQ(down.record.last_error->kind, ErrorKind::kUnreachable);
  PutService("b", "10.0.0.2");
  server_.Intercept({});
  const ClusterView up = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_TRUE(up.record.up);
  EXPECT_EQ(Lists(kServicesPath), 1U) << "the watch was resumed";
}

TEST_F(WatchTest, AnOutageIsLoggedOnce) {
  CollectorOptions options = Watching();
  options.interval = std::chrono::seconds(2);  // longer than the pause before a new watch
  Start(options);
  server_.Intercept(
      [](const Request&) { return standin::StatusReply(503, "ServiceUnavailable", "no leader"); });
  server_.watches().CutWatches();
  WaitFor([](const ClusterView& view) { return !view.record.up; });
  EXPECT_THAT(Log(), HasSubstr("cluster is down"));
  EXPECT_THAT(Log(), Not(HasSubstr("optional resource")));
}

// A server that restarts refuses connections for a moment.
TEST_F(WatchTest, IsUpSoonAfterAShortOutage) {
  CollectorOptions options = Watching();
  options.interval = std::chrono::hours(1);
  options.watch_times.max_backoff = std::chrono::milliseconds(1);
  Start(options);
  server_.Intercept(
      [](const Request&) { return standin::StatusReply(503, "ServiceUnavailable", "no leader"); });
  server_.watches().CutWatches();
  WaitFor([](const ClusterView& view) { return !view.record.up; });
  server_.Intercept({});
  PutService("b", "10.0.0.2");
  const ClusterView up = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_TRUE(up.record.up);
  EXPECT_EQ(Lists(kServicesPath), 1U) << "the watch was resumed";
}

}  // namespace
}  // namespace exporter::collector
