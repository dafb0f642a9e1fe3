// Polls fleets of real servers in the background.

#include "exporter/collector/collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/faults.h"
#include "tests/support/wait_until.h"

namespace exporter::collector {
namespace {

using fleet::DataState;
using fleet::FleetView;
using standin::ApiServer;

ClusterConfig ConfigOf(const std::string& name, const ApiServer& server) {
  credentials::Access access;
  access.endpoint = {false, "127.0.0.1", server.port(), ""};
  return {.identity = {.name = name, .context = name, .network = "default"}, .access = access};
}

constexpr std::size_t kRequestsOfAPoll = 5;

CollectorOptions Quick() {
  return {.interval = std::chrono::milliseconds(20),
          .timeout = std::chrono::minutes(5),
          .stale_after = std::chrono::hours(1),
          .nodes_interval = std::chrono::milliseconds(0),
          .user_agent = "test"};
}

class CollectorTest : public testing::Test {
 protected:
  // The first view that satisfies the condition.
  static FleetView WaitFor(const Collector& collector,
                           const std::function<bool(const FleetView&)>& condition) {
    FleetView view;
    tests::WaitUntil(
        [&] {
          view = collector.View(Collector::Clock::now());
          return condition(view);
        },
        [&] {
          std::string polls = "polls of each cluster:";
          for (const auto& cluster : view.clusters) {
            polls += ' ' + cluster.name + '=' + std::to_string(cluster.record.polls);
          }
          return polls;
        });
    return view;
  }

  logging::Logger logger_{logging::Level::kError, logging::Format::kLogfmt};
};

TEST_F(CollectorTest, PollsEveryClusterRepeatedly) {
  ApiServer a({.uid = "a"});
  ApiServer b({.uid = "b"});
  a.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
  Collector collector(Quick(), logger_);
  collector.SetClusters({ConfigOf("a", a), ConfigOf("b", b)}, true);
  const FleetView view = WaitFor(collector, [](const FleetView& fleet) {
    return fleet.clusters[0].record.polls >= 3 && fleet.clusters[1].record.polls >= 3;
  });
  EXPECT_EQ(view.clusters[0].state, DataState::kFresh);
  EXPECT_EQ(view.clusters[0].snapshot->pools().size(), 1U);
  EXPECT_EQ(view.clusters[1].snapshot->pools().size(), 0U);
  for (const auto& request : a.Requests()) EXPECT_EQ(request.Header("User-Agent"), "test");
}

TEST_F(CollectorTest, PollsAtOnceIfAScanBeginsToNeedMore) {
  ApiServer up({.uid = "up"});
  up.state().Put(standin::kL2Statuses, standin::MakeL2Status("l2-a", "shop", "web", "n"));
  ApiServer down({.uid = "down"});
  down.SetForbiddenPaths({"/api/v1/services"});
  CollectorOptions options = Quick();
  options.interval = std::chrono::hours(1);
  Collector collector(options, logger_);
  collector.SetClusters({ConfigOf("up", up), ConfigOf("down", down)}, true);
  WaitFor(collector, [](const FleetView& fleet) { return fleet.Complete(); });
  collector.ReadForScan();
  const FleetView view = WaitFor(
      collector, [](const FleetView& fleet) { return fleet.clusters[0].record.polls >= 2; });
  EXPECT_EQ(view.clusters[0].snapshot->objects().l2_announcements.value().size(), 1U);
  EXPECT_EQ(view.clusters[1].record.polls, 1U) << "an error may ask for a pause";
  // A second request during the hour changes nothing. To see that, let a later poll end first.
  collector.ReadForScan();
  ApiServer other({.uid = "other"});
  collector.SetClusters({ConfigOf("up", up), ConfigOf("other", other)}, true);
  const FleetView after =
      WaitFor(collector, [](const FleetView& fleet) { return fleet.Complete(); });
  EXPECT_EQ(after.clusters[0].record.polls, 2U);
}

TEST_F(CollectorTest, DoesNotDelayOtherClustersIfOneHangs) {
  ApiServer hung({.uid = "hung"});
  hung.Intercept([](const standin::Request&) {
    return tests::Delivered({.body = "{}"}, standin::Delivery::kHang);
  });
  ApiServer healthy({.uid = "healthy"});
  Collector collector(Quick(), logger_);
  collector.SetClusters({ConfigOf("hung", hung), ConfigOf("healthy", healthy)}, true);
  const FleetView view = WaitFor(
      collector, [](const FleetView& fleet) { return fleet.clusters[1].record.polls >= 3; });
  EXPECT_EQ(view.clusters[0].record.polls, 0U);
  EXPECT_FALSE(view.Complete());
}

TEST_F(CollectorTest, AbortsAPollAtItsTimeout) {
  ApiServer drips({.uid = "drips"});
  drips.Intercept([](const standin::Request&) {
    return tests::Delivered({.body = std::string(100'000, ' ')}, standin::Delivery::kDrip);
  });
  CollectorOptions options = Quick();
  options.timeout = std::chrono::milliseconds(50);
  Collector collector(options, logger_);
  collector.SetClusters({ConfigOf("drips", drips)}, true);
  const FleetView view = WaitFor(
      collector, [](const FleetView& fleet) { return fleet.clusters[0].record.polls >= 1; });
  EXPECT_FALSE(view.clusters[0].record.up);
  EXPECT_EQ(view.clusters[0].record.ErrorsOf(ErrorKind::kTimeout), view.clusters[0].record.polls);
}

TEST_F(CollectorTest, StartsFirstPollsWhileManyClustersHang) {
  ApiServer hung({.uid = "hung"});
  hung.Intercept([](const standin::Request&) {
    return tests::Delivered({.body = "{}"}, standin::Delivery::kHang);
  });
  ApiServer healthy({.uid = "healthy"});
  std::vector<ClusterConfig> clusters;
  for (int i = 0; i < 20; ++i) clusters.push_back(ConfigOf("hung-" + std::to_string(i), hung));
  clusters.push_back(ConfigOf("healthy", healthy));
  auto collector = std::make_unique<Collector>(Quick(), logger_);
  collector->SetClusters(std::move(clusters), true);
  const FleetView view =
      WaitFor(*collector, [](const FleetView& fleet) { return fleet.clusters.back().record.up; });
  for (std::size_t i = 0; i + 1 < view.clusters.size(); ++i) {
    EXPECT_EQ(view.clusters[i].record.polls, 0U) << "hangs, and has not ended";
  }
  const auto start = Collector::Clock::now();
  collector.reset();
  EXPECT_LT(Collector::Clock::now() - start, Quick().timeout) << "the polls are aborted";
}

TEST_F(CollectorTest, RetainsTheDataOfAFailedClusterUntilItIsTooOld) {
  ApiServer server;
  server.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
  CollectorOptions options = Quick();
  options.stale_after = std::chrono::milliseconds(300);
  Collector collector(options, logger_);
  collector.SetClusters({ConfigOf("a", server)}, true);
  const auto good =
      WaitFor(collector, [](const FleetView& fleet) { return fleet.clusters[0].record.up; });

  server.Intercept([](const standin::Request&) {
    return standin::StatusReply(500, "InternalError", "etcd is gone");
  });
  const auto stale = WaitFor(collector, [](const FleetView& fleet) {
    return fleet.clusters[0].state != DataState::kFresh;
  });
  EXPECT_EQ(stale.clusters[0].state, DataState::kStale);
  EXPECT_EQ(stale.clusters[0].snapshot, good.clusters[0].snapshot);
  EXPECT_FALSE(stale.clusters[0].record.up);
  const auto unknown = WaitFor(collector, [](const FleetView& fleet) {
    return fleet.clusters[0].state == DataState::kUnknown;
  });
  EXPECT_EQ(unknown.clusters[0].snapshot, nullptr);

  server.Intercept({});
  WaitFor(collector,
          [](const FleetView& fleet) { return fleet.clusters[0].state == DataState::kFresh; });
}

TEST_F(CollectorTest, PollsAClusterOfTwoContextsOnce) {
  ApiServer server({.uid = "one"});
  Collector collector(Quick(), logger_);
  collector.SetClusters({ConfigOf("a", server), ConfigOf("b", server)}, true);
  const FleetView merged =
      WaitFor(collector, [](const FleetView& fleet) { return !fleet.aliases.empty(); });
  ASSERT_EQ(merged.clusters.size(), 1U);
  EXPECT_EQ(merged.clusters[0].name, "a");
  EXPECT_EQ(merged.aliases, (std::vector<fleet::ContextAlias>{{"a", "b"}}));
  const std::uint64_t polls = merged.clusters[0].record.polls;
  WaitFor(collector,
          [&](const FleetView& fleet) { return fleet.clusters[0].record.polls >= polls + 3; });
  // One connection for each context; b's connection is idle.
  EXPECT_EQ(server.Connections(), 2U);
}

TEST_F(CollectorTest, DelaysTheNextPollByRetryAfter) {
  ApiServer throttled({.uid = "throttled"});
  throttled.Intercept([](const standin::Request&) {
    standin::Reply reply = standin::StatusReply(429, "TooManyRequests", "later");
    reply.headers = {{"Retry-After", "300"}};
    return reply;
  });
  ApiServer healthy({.uid = "healthy"});
  Collector collector(Quick(), logger_);
  collector.SetClusters({ConfigOf("throttled", throttled), ConfigOf("healthy", healthy)}, true);
  const FleetView view = WaitFor(collector, [](const FleetView& fleet) {
    return fleet.clusters[0].record.polls == 1 && fleet.clusters[1].record.polls >= 10;
  });
  EXPECT_EQ(view.clusters[0].record.ErrorsOf(ErrorKind::kThrottled), 1U);
}

TEST_F(CollectorTest, RetainsTheConnectionAndDataOfAnUnchangedCluster) {
  ApiServer stays({.uid = "stays"});
  ApiServer goes({.uid = "goes"});
  ApiServer comes({.uid = "comes"});
  Collector collector(Quick(), logger_);
  collector.SetClusters({ConfigOf("goes", goes), ConfigOf("stays", stays)}, true);
  const FleetView before = WaitFor(collector, [](const FleetView& fleet) {
    return fleet.Complete() && fleet.clusters[0].record.up && fleet.clusters[1].record.up;
  });
  collector.SetClusters({ConfigOf("stays", stays), ConfigOf("comes", comes)}, true);
  const std::size_t last_of_the_gone = goes.Requests().size();
  const FleetView view = WaitFor(collector, [&](const FleetView& fleet) {
    return fleet.clusters[1].record.up &&
           fleet.clusters[0].record.polls >= before.clusters[1].record.polls + 3;
  });
  EXPECT_EQ(view.clusters[0].name, "stays");
  EXPECT_EQ(view.clusters[0].snapshot, before.clusters[1].snapshot);
  EXPECT_EQ(stays.Connections(), 1U);
  // The server may log an aborted request late; a poll has several requests.
  EXPECT_LE(goes.Requests().size(), last_of_the_gone + 1)
      << "its poller ended before SetClusters did";
}

TEST_F(CollectorTest, RetainsTheDataOfAClusterUntilItsNewServerAnswers) {
  ApiServer old_place({.uid = "old"});
  old_place.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
  ApiServer new_place({.uid = "new"});
  new_place.Intercept([](const standin::Request&) {
    return standin::StatusReply(500, "InternalError", "etcd is gone");
  });
  Collector collector(Quick(), logger_);
  collector.SetClusters({ConfigOf("a", old_place)}, true);
  WaitFor(collector, [](const FleetView& fleet) { return fleet.clusters[0].record.up; });

  // Another context leads to the old server now.
  collector.SetClusters({ConfigOf("a", new_place), ConfigOf("b", old_place)}, true);
  const FleetView moved = WaitFor(collector, [](const FleetView& fleet) {
    return fleet.clusters[0].record.ErrorsOf(ErrorKind::kUnreachable) >= 2 &&
           fleet.clusters[1].record.polls >= 3;
  });
  ASSERT_EQ(moved.clusters.size(), 2U) << "the old data of a does not merge with b";
  EXPECT_EQ(moved.clusters[0].state, DataState::kStale);
  EXPECT_EQ(moved.clusters[0].snapshot->pools().size(), 1U);
  EXPECT_TRUE(moved.clusters[0].from_another_server);
  EXPECT_EQ(moved.clusters[1].state, DataState::kFresh);

  new_place.Intercept({});
  const FleetView answered = WaitFor(collector, [](const FleetView& fleet) {
    return fleet.clusters[0].state == DataState::kFresh;
  });
  EXPECT_EQ(answered.clusters[0].snapshot->pools().size(), 0U);
  EXPECT_FALSE(answered.clusters[0].from_another_server);
}

TEST_F(CollectorTest, NoticesThatAnAliasLeadsToAClusterOfItsOwn) {
  ApiServer a({.uid = "one"});
  ApiServer b({.uid = "one"});
  CollectorOptions options = Quick();
  options.alias_interval = std::chrono::milliseconds(50);
  Collector collector(options, logger_);
  collector.SetClusters({ConfigOf("a", a), ConfigOf("b", b)}, true);
  WaitFor(collector, [](const FleetView& fleet) { return !fleet.aliases.empty(); });
  b.Intercept([](const standin::Request& request) -> std::optional<standin::Reply> {
    if (!request.path.ends_with("/kube-system")) return std::nullopt;
    return standin::Reply{.body = R"({"metadata":{"name":"kube-system","uid":"two"}})"};
  });
  const FleetView apart =
      WaitFor(collector, [](const FleetView& fleet) { return fleet.aliases.empty(); });
  EXPECT_EQ(apart.clusters.size(), 2U);
}

TEST_F(CollectorTest, PollsTheNextContextOfAClusterWhileTheFirstFails) {
  ApiServer proxy({.uid = "one"});
  ApiServer direct({.uid = "one"});
  Collector collector(Quick(), logger_);
  collector.SetClusters({ConfigOf("a", proxy), ConfigOf("b", direct)}, true);
  WaitFor(collector, [](const FleetView& fleet) { return !fleet.aliases.empty(); });

  proxy.Intercept(
      [](const standin::Request&) { return standin::StatusReply(502, "BadGateway", "no route"); });
  direct.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
  const FleetView other = WaitFor(collector, [](const FleetView& fleet) {
    return fleet.clusters[0].state == DataState::kFresh &&
           !fleet.clusters[0].snapshot->pools().empty();
  });
  ASSERT_EQ(other.clusters.size(), 1U);
  EXPECT_EQ(other.clusters[0].name, "a");
  EXPECT_EQ(other.aliases, (std::vector<fleet::ContextAlias>{{"a", "b"}}));
  EXPECT_GE(other.clusters[0].record.ErrorsOf(ErrorKind::kUnreachable), 1U);
  const std::uint64_t errors = other.clusters[0].record.ErrorsOf(ErrorKind::kUnreachable);
  const std::uint64_t polls = other.clusters[0].record.polls;
  const FleetView later = WaitFor(collector, [&](const FleetView& fleet) {
    return fleet.clusters[0].record.polls >= polls + 3;
  });
  EXPECT_TRUE(later.clusters[0].record.up) << "b reads the cluster while a still fails";
  EXPECT_EQ(later.clusters[0].record.ErrorsOf(ErrorKind::kUnreachable), errors)
      << "only the polls of b count";
  EXPECT_EQ(later.clusters[0].read_through, "b");

  proxy.Intercept({});
  WaitFor(collector, [](const FleetView& fleet) {
    return fleet.clusters[0].state == DataState::kFresh &&
           fleet.clusters[0].snapshot->pools().empty();
  });
  const auto last = collector.View(Collector::Clock::now());
  const std::size_t requests = direct.Requests().size();
  WaitFor(collector, [&](const FleetView& fleet) {
    return fleet.clusters[0].record.polls >= last.clusters[0].record.polls + 5;
  });
  EXPECT_LE(direct.Requests().size(), requests + kRequestsOfAPoll)
      << "only a poll that was running";
}

}  // namespace
}  // namespace exporter::collector
