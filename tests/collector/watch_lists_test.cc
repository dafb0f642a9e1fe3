// Lists that are read while watches run: their comparison with the events, and their failures.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

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

TEST_F(WatchTest, CountsAndRepairsWhatTheServerOmitted) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(200);
  Start(options);
  server_.watches().DropNextEvent(standin::kServices);
  PutService("b", "10.0.0.2");
  server_.watches().SendBookmarks();  // the watch continues after the change
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_EQ(Missed(cluster), 1U);
  EXPECT_THAT(Log(), HasSubstr("missed"));
}

// The list shows the change before the event arrives.
TEST_F(WatchTest, DoesNotCountAnEventThatIsLate) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(50);
  Start(options);
  server_.watches().Hold(true);
  // No other list follows while a list waits until the watch has reached it.
  const std::size_t lists = Lists(kServicesPath);
  PutService("b", "10.0.0.2");
  tests::WaitUntil([&] { return Lists(kServicesPath) > lists; }, [] { return "a list"; });
  server_.watches().Hold(false);
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  WaitFor([&](const ClusterView& view) { return view.record.polls >= cluster.record.polls + 2; });
  EXPECT_EQ(Missed(Now()), 0U);
}

// A bookmark of an old version does not show that the watch omitted something.
TEST_F(WatchTest, ListsAgainIfTheWatchDoesNotReachTheVersionOfAList) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(200);
  options.watch_times.silence = std::chrono::seconds(5);
  Start(options);
  const std::string version =
      std::to_string(server_.state().List(standin::kServices).resource_version);
  server_.watches().DropNextEvent(standin::kServices);
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitFor([&](const ClusterView& view) {
    server_.watches().SendBookmarks(standin::kPools);
    server_.watches().SendBookmarks(standin::kPeers);
    server_.watches().SendRaw(
        standin::kServices,
        R"({"type":"BOOKMARK","object":{"metadata":{"resourceVersion":")" + version + "\"}}}\n");
    return Services(view).size() == 2;
  });
  EXPECT_EQ(Missed(cluster), 0U);
  EXPECT_GE(RestartsOf(cluster, WatchEnd::kSilent), 1U);
  EXPECT_THAT(Log(), HasSubstr("services: the watch does not reach the version of a list"));
}

// As after etcd was restored from a backup. A watch from a version of the future is silent.
TEST_F(WatchTest, WatchesFromAListWhoseVersionIsOlderThanTheWatch) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(200);
  Start(options);
  server_.watches().SendRaw(
      standin::kServices,
      R"({"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"1000000"}}})"
      "\n");
  WaitFor([](const ClusterView& view) {
    return RestartsOf(view, WatchEnd::kExpired) >= 1 && AreOpen(view);
  });
  PutService("b", "10.0.0.2");
  // The next list shows a change that the watch did not report.
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  const ClusterView later = WaitFor(
      [&](const ClusterView& view) { return view.record.polls >= cluster.record.polls + 2; });
  EXPECT_EQ(Missed(later), 0U);
}

// As from the cache of a proxy.
TEST_F(WatchTest, IgnoresAListThatIsOlderThanTheWatch) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(200);
  Start(options);
  PutService("b", "10.0.0.2");
  const ClusterView before = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  std::atomic<int> old_lists = 1;
  server_.Intercept([&old_lists](const Request& request) -> std::optional<standin::Reply> {
    if (request.path != kServicesPath || IsWatch(request) || old_lists-- <= 0) return std::nullopt;
    return standin::Reply{
        .body = R"({"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"1"},)"
                R"("items":[]})"};
  });
  const ClusterView cluster = WaitFor([&](const ClusterView& view) {
    return old_lists < 0 && view.record.polls >= before.record.polls + 3;
  });
  EXPECT_THAT(Services(cluster), ElementsAre("a 10.0.0.1", "b 10.0.0.2"));
  EXPECT_EQ(RestartsOf(cluster, WatchEnd::kExpired), 0U) << "the watches continue";
  EXPECT_EQ(Missed(cluster), 0U);
  server_.Intercept({});
}

standin::ApiServer::Interceptor FailLists(const std::string& path) {
  return [path](const Request& request) -> std::optional<standin::Reply> {
    const bool fails = request.path == path && !IsWatch(request);
    return fails ? std::optional(standin::StatusReply(500, "InternalError", "etcd")) : std::nullopt;
  };
}

TEST_F(WatchTest, AFailedListLeavesTheWatchesOpen) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(50);
  Start(options);
  server_.Intercept(FailLists(kServicesPath));
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  const auto before = Now().record.last_success;
  const ClusterView cluster = WaitFor(
      [](const ClusterView& view) { return view.record.ErrorsOf(ErrorKind::kUnreachable) >= 3; });
  EXPECT_TRUE(cluster.record.up);
  EXPECT_EQ(cluster.state, fleet::DataState::kFresh);
  EXPECT_TRUE(AreOpen(cluster));
  server_.watches().SendBookmarks();
  WaitFor([&](const ClusterView& view) { return view.record.last_success > before; });
  const std::string log = Log();
  EXPECT_THAT(log, HasSubstr("a list failed, but the watches of the cluster continue"));
  ExpectLoggedOnce("a list failed");
  EXPECT_THAT(log, Not(HasSubstr("cluster is down")));

  server_.Intercept({});
  const std::uint64_t polls = Now().record.polls;
  WaitFor([&](const ClusterView& view) { return view.record.polls >= polls + 3; });
  const std::string later = Log();
  EXPECT_THAT(later, HasSubstr("lists of the cluster succeed again"));
  ExpectLoggedOnce("succeed again");
  EXPECT_EQ(Missed(Now()), 0U);
  EXPECT_EQ(WatchRequests(), 3U) << "none was repeated";
}

// A server that hangs does not end its watches.
TEST_F(WatchTest, IsDownIfListsFailAndWatchesAreSilent) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(50);
  options.watch_times.sign_of_life = std::chrono::milliseconds(200);
  Start(options);
  server_.watches().Hold(true);
  server_.Intercept(FailLists(kServicesPath));
  const ClusterView down = WaitFor([](const ClusterView& view) { return !view.record.up; });
  EXPECT_EQ(down.state, fleet::DataState::kStale);
  EXPECT_TRUE(AreOpen(down));
  EXPECT_EQ(down.record.last_error->kind, ErrorKind::kUnreachable);
  server_.watches().Hold(false);
  PutService("b", "10.0.0.2");
  const ClusterView up = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_TRUE(up.record.up);
  EXPECT_EQ(RestartsOf(up, WatchEnd::kSilent), 0U);
}

// As in poll mode. A delay up to the resync would take minutes here.
TEST_F(WatchTest, RepeatsAFailedListAtTheInterval) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::seconds(2);
  options.watch_times.sign_of_life = std::chrono::milliseconds(200);
  Start(options);
  server_.watches().Hold(true);
  server_.Intercept(FailLists(kServicesPath));
  const ClusterView down = WaitFor(
      [](const ClusterView& view) { return view.record.ErrorsOf(ErrorKind::kUnreachable) >= 150; });
  EXPECT_FALSE(down.record.up);
  EXPECT_TRUE(AreOpen(down));
}

TEST_F(WatchTest, IsDownIfListsHangAndWatchesAreSilent) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(50);
  options.timeout = std::chrono::seconds(2);
  Start(options);
  server_.watches().Hold(true);
  server_.Intercept([](const Request&) {
    return tests::Delivered(standin::Reply{.body = "{}"}, standin::Delivery::kHang);
  });
  const ClusterView down = WaitFor([](const ClusterView& view) { return !view.record.up; });
  EXPECT_EQ(down.record.last_error->kind, ErrorKind::kTimeout);
  EXPECT_TRUE(AreOpen(down)) << "the silence is not long enough to close them";
}

// Lists and watches are read by one thread.
TEST_F(WatchTest, AListThatHangsDoesNotDelayEvents) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(50);
  Start(options);
  HangLists(kServicesPath);
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  server_.state().Remove(standin::kServices, "shop", "a");
  const ClusterView cluster = WaitForServices({"b 10.0.0.2"});
  EXPECT_TRUE(AreOpen(cluster));
}

// Events that arrive during a list explain its differences.
TEST_F(WatchTest, ASlowListIsComparedWithTheEventsSince) {
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(50);
  options.timeout = std::chrono::seconds(2);
  Start(options);
  HangLists(kServicesPath);
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  server_.Intercept({});
  const std::uint64_t polls = Now().record.polls;
  const ClusterView cluster =
      WaitFor([&](const ClusterView& view) { return view.record.polls >= polls + 3; });
  EXPECT_EQ(Missed(cluster), 0U);
  EXPECT_THAT(Services(cluster), ElementsAre("a 10.0.0.1", "b 10.0.0.2"));
}

}  // namespace
}  // namespace exporter::collector
