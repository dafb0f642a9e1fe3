// BGPPeers, whose watch is optional, and the resources that have no watch.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/collector/watch_test.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/faults.h"

namespace exporter::collector {
namespace {

using fleet::ClusterView;
using standin::Request;
using testing::HasSubstr;
using testing::Not;

TEST_F(WatchTest, ReadsWhoAnnouncesAfterARequestOfAScan) {
  server_.state().Put(standin::kL2Statuses, standin::MakeL2Status("l2-a", "shop", "a", "n"));
  Start();
  EXPECT_FALSE(Now().snapshot->objects().l2_announcements);
  collector_->ReadForScan();
  PutService("b", "10.0.0.2");  // the watch wakes up
  WaitFor([](const ClusterView& cluster) {
    const auto& announcements = cluster.snapshot->objects().l2_announcements;
    return announcements && announcements->size() == 1;
  });
}

// MetalLB's webhook may be down, which BGPPeers need.
TEST_F(WatchTest, WatchesBgpPeersOnceTheyCanBeRead) {
  server_.state().Put(standin::kPeers, standin::MakePeer("one", 64'512));
  server_.SetForbiddenPaths({kPeersPath});
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(100);
  Begin(options);
  WaitFor([](const ClusterView& cluster) {
    const auto& watches = cluster.record.watches;
    return watches && watches->at(0).open && watches->at(1).open;
  });
  server_.SetForbiddenPaths({});
  WaitFor(&AreOpen);
  server_.state().Put(standin::kPeers, standin::MakePeer("two", 64'513));
  const ClusterView cluster = WaitForAsns({64'512, 64'513});
  EXPECT_EQ(Missed(cluster), 0U);
}

// MetalLB's webhook may go down while the watch is open.
TEST_F(WatchTest, BgpPeersThatCannotBeListedAreNotCompared) {
  server_.state().Put(standin::kPeers, standin::MakePeer("one", 64'512));
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(100);
  Start(options);
  server_.Intercept([](const Request& request) -> std::optional<standin::Reply> {
    const bool is_list = request.path == kPeersPath && !IsWatch(request);
    return is_list ? std::optional(standin::StatusReply(500, "InternalError", "no webhook"))
                   : std::nullopt;
  });
  server_.state().Put(standin::kPeers, standin::MakePeer("two", 64'513));
  const std::vector<std::uint32_t> asns = {64'512, 64'513};
  const ClusterView before = WaitForAsns(asns);
  server_.watches().SendBookmarks();
  const ClusterView after = WaitFor(
      [&](const ClusterView& view) { return view.record.polls >= before.record.polls + 3; });
  EXPECT_EQ(after.snapshot->objects().local_asns, asns);
  EXPECT_EQ(Missed(after), 0U);
}

TEST_F(WatchTest, NodesThatCannotBeReadDoNotDelayEvents) {
  CollectorOptions options = Watching();
  options.nodes_interval = std::chrono::milliseconds(50);
  Start(options);
  HangLists("/api/v1/nodes");
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
}

// BGPPeers are optional. While their watch does not work, each interval has a list of them.
class NoPeersWatchTest : public WatchTest, public testing::WithParamInterface<standin::Reply> {};

TEST_P(NoPeersWatchTest, PollsBgpPeersAndWatchesTheOthers) {
  ReplyToWatches(GetParam(), kPeersPath);
  CollectorOptions options = Watching();
  options.resync = std::chrono::minutes(5);  // the watch is tried again after a minute
  options.watch_times.establishment = std::chrono::milliseconds(50);
  Begin(options);
  SendBookmarksUntil("BGPPeers are polled, because their watch does not work");
  server_.state().Put(standin::kPeers, standin::MakePeer("peer", 64'512));
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitFor([](const ClusterView& view) {
    return Services(view).size() == 2 &&
           view.snapshot->objects().local_asns == std::vector<std::uint32_t>{64'512};
  });
  EXPECT_TRUE(cluster.record.up);
  EXPECT_TRUE(cluster.record.watches->at(0).open);
  EXPECT_TRUE(cluster.record.watches->at(1).open);
  EXPECT_FALSE(cluster.record.watches->at(2).open);
  EXPECT_EQ(Missed(cluster), 0U);
  EXPECT_EQ(Lists(kServicesPath), 1U);
  EXPECT_EQ(cluster.record.polls, 1U);
  const std::string log = Log();
  ExpectLoggedOnce("are polled");
  EXPECT_THAT(log, Not(HasSubstr("do not work")));
}

INSTANTIATE_TEST_SUITE_P(
    Replies, NoPeersWatchTest,
    testing::Values(
        standin::StatusReply(403, "Forbidden", "no"),
        standin::StatusReply(500, "InternalError", "no"),
        standin::StatusReply(410, "Expired", "too old"),
        standin::Reply{
            .body = R"({"kind":"BGPPeerList","metadata":{"resourceVersion":"9"},"items":[]})"},
        standin::Reply{.body = ""},
        tests::Delivered(standin::Reply{.body = "{}"}, standin::Delivery::kHang)));

TEST_F(WatchTest, ReadsAnOptionalResourceAgainSoonAfterAFailure) {
  server_.Intercept([](const Request& request) -> std::optional<standin::Reply> {
    const bool fails = request.path == "/version";
    return fails ? std::optional(standin::StatusReply(500, "InternalError", "no")) : std::nullopt;
  });
  Start();
  EXPECT_TRUE(Now().record.unread.contains(fleet::OptionalResource::kVersion));
  server_.Intercept({});
  WaitFor([](const ClusterView& view) { return view.record.unread.empty(); });
  EXPECT_EQ(Lists(kServicesPath), 1U);
}

TEST_F(WatchTest, PollsBgpPeersAgainAfterAListOfThemFailed) {
  const auto fail_peers = [](bool also_lists) {
    return [also_lists](const Request& request) -> std::optional<standin::Reply> {
      if (request.path != kPeersPath) return std::nullopt;
      if (IsWatch(request)) return standin::StatusReply(403, "Forbidden", "no");
      if (!also_lists) return std::nullopt;
      return standin::StatusReply(500, "InternalError", "no");
    };
  };
  server_.Intercept(fail_peers(false));
  Begin();
  SendBookmarksUntil("BGPPeers are polled");
  server_.Intercept(fail_peers(true));
  WaitForLog("resource=bgppeers reason=unreachable");
  server_.state().Put(standin::kPeers, standin::MakePeer("peer", 64'512));
  server_.Intercept(fail_peers(false));
  const ClusterView cluster = WaitForAsns({64'512});
  EXPECT_TRUE(cluster.record.unread.empty());
  EXPECT_EQ(Lists(kServicesPath), 1U);
}

TEST_F(WatchTest, WatchesBgpPeersAgainLater) {
  ReplyToWatches(standin::StatusReply(403, "Forbidden", "no"), kPeersPath);
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(100);
  Begin(options);
  SendBookmarksUntil("BGPPeers are polled");
  server_.Intercept({});
  WaitFor(&AreOpen);
  server_.state().Put(standin::kPeers, standin::MakePeer("peer", 64'512));
  WaitForLog("BGPPeers are watched again");
  EXPECT_EQ(Missed(Now()), 0U);
}

}  // namespace
}  // namespace exporter::collector
