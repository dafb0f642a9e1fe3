// Polls where watches are not wanted or do not work.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "exporter/collector/collector.h"
#include "tests/collector/watch_test.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/faults.h"

namespace exporter::collector {
namespace {

using fleet::ClusterView;
using testing::HasSubstr;

// As behind a proxy that delays responses: polls show changes, watches do not.
TEST_F(WatchTest, PollsIfASilentWatchHidChanges) {
  CollectorOptions options = Watching();
  options.watch_times.silence = std::chrono::milliseconds(300);
  Start(options);
  server_.watches().Hold(true);
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  WaitForLog("do not work");
  EXPECT_THAT(Log(), HasSubstr("although a list shows changes"));
  PutService("c", "10.0.0.3");
  EXPECT_TRUE(WaitForServices({"a 10.0.0.1", "b 10.0.0.2", "c 10.0.0.3"}).record.up);
  EXPECT_EQ(Missed(Now()), 0U);
}

TEST_F(WatchTest, PollsIfNoWatchSendsAWholeLine) {
  ReplyToWatches(
      tests::Delivered({.body = std::string(1'000, ' ')}, standin::Delivery::kHangInBody));
  CollectorOptions options = Watching();
  options.watch_times.silence = std::chrono::milliseconds(200);
  Begin(options);
  WaitForLog("do not work");
  PutService("b", "10.0.0.2");
  EXPECT_TRUE(WaitForServices({"a 10.0.0.1", "b 10.0.0.2"}).record.up);
}

TEST_F(WatchTest, PollsIfWatchesAreForbidden) {
  ReplyToWatches(standin::StatusReply(403, "Forbidden", "cannot watch services"));
  Begin();
  WaitFor([](const ClusterView& view) { return view.record.polls >= 5; });
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_TRUE(cluster.record.up);
  EXPECT_EQ(cluster.record.ErrorsOf(ErrorKind::kForbidden), 0U);
  const std::string log = Log();
  EXPECT_THAT(log, HasSubstr("watches of the cluster do not work, so it is polled"));
  ExpectLoggedOnce("do not work");
}

// A server or a proxy that does not watch. All of them answer lists.
class NoWatchTest : public WatchTest, public testing::WithParamInterface<standin::Reply> {};

TEST_P(NoWatchTest, IsPolled) {
  ReplyToWatches(GetParam());
  Begin();
  WaitForLog("do not work");
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_TRUE(cluster.record.up);
  EXPECT_EQ(Missed(cluster), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Replies, NoWatchTest,
    testing::Values(
        standin::Reply{
            .body = R"({"kind":"ServiceList","metadata":{"resourceVersion":"9"},"items":[]})"},
        standin::Reply{.body = "{\n  \"kind\": \"ServiceList\",\n  \"items\": []\n}\n"},
        tests::LoginPage(), standin::Reply{.body = ""}, standin::Reply{.body = "\x1f\x8b\x08"},
        tests::Delivered({.body = "\x1f\x8b\x08", .headers = {{"Content-Encoding", "gzip"}}},
                         standin::Delivery::kHangInBody),
        standin::Reply{.body = R"({"type":"CHANGED","object":{}})"
                               "\n"},
        standin::Reply{.body = std::string(9'000'000, 'x')},
        standin::StatusReply(400, "BadRequest", "no"), standin::StatusReply(404, "NotFound", "no"),
        standin::StatusReply(500, "InternalError", "no"), tests::RedirectTo("https://login/")));

TEST_F(WatchTest, PollsIfTheServerStaysTooBusyForWatches) {
  ReplyToWatches(standin::StatusReply(429, "TooManyRequests", "busy"));
  Begin();
  WaitForLog("watches of the cluster do not work, so it is polled");
  PutService("b", "10.0.0.2");
  EXPECT_TRUE(WaitForServices({"a 10.0.0.1", "b 10.0.0.2"}).record.up);
}

TEST_F(WatchTest, TriesToWatchAgainLater) {
  ReplyToWatches(standin::StatusReply(403, "Forbidden", "cannot watch services"));
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(100);
  Begin(options);
  WaitFor([](const ClusterView& view) { return view.record.polls >= 2; });
  server_.Intercept({});
  WaitFor([](const ClusterView& view) { return AreOpen(view); });
  SendBookmarksUntil("the cluster is watched");
}

TEST_F(WatchTest, PollsAClusterWhoseMetallbIsRemoved) {
  server_.state().Clear(standin::kPools);
  Start();
  server_.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
  WaitFor([](const ClusterView& view) { return view.snapshot->pools().size() == 1; });
  server_.api().SetMetallb(false);
  server_.watches().EndWatches();
  WaitFor([](const ClusterView& view) {
    return view.record.last_error && view.record.last_error->kind == ErrorKind::kNoMetallb;
  });
  server_.api().SetMetallb(true);
  WaitFor([](const ClusterView& view) { return AreOpen(view) && view.record.up; });
}

TEST_F(WatchTest, PollsIfDescriptorsAreFew) {
  CollectorOptions options = Watching();
  options.max_descriptors = kDescriptorsPerWatchedCluster - 1;
  options.limit_for = [](std::size_t count) { return count + 400; };  // for other purposes
  Begin(options);
  WaitFor([](const ClusterView& view) { return view.record.polls >= 5; });
  EXPECT_EQ(server_.watches().OpenWatches(), 0U);
  EXPECT_THAT(Log(), HasSubstr("the limit of file descriptors is too low for watches"));
  EXPECT_THAT(Log(), HasSubstr("needed=409"));
}

TEST_F(WatchTest, PollModeHasNoWatches) {
  CollectorOptions options = Watching();
  options.mode = Mode::kPoll;
  Begin(options);
  const ClusterView cluster =
      WaitFor([](const ClusterView& view) { return view.record.polls >= 3; });
  EXPECT_EQ(cluster.record.watches, std::nullopt);
  EXPECT_EQ(server_.watches().OpenWatches(), 0U);
}

}  // namespace
}  // namespace exporter::collector
