// Watches clusters of real servers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "exporter/collector/collector.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/certificates.h"
#include "tests/support/faults.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::collector {
namespace {

using fleet::ClusterView;
using fleet::WatchedResource;
using fleet::WatchEnd;
using standin::ApiServer;
using standin::Request;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kServicesPath = "/api/v1/services";
constexpr const char* kPoolsPath = "/apis/metallb.io/v1beta1/ipaddresspools";
constexpr const char* kPeersPath = "/apis/metallb.io/v1beta2/bgppeers";

CollectorOptions Watching() {
  return {.mode = Mode::kWatch,
          .resync = std::chrono::hours(1),
          .interval = std::chrono::milliseconds(20),
          .timeout = std::chrono::minutes(5),
          .nodes_interval = std::chrono::milliseconds(0),
          .user_agent = "test"};
}

ClusterConfig ConfigOf(const std::string& name, const ApiServer& server) {
  credentials::Access access;
  access.endpoint = {false, "127.0.0.1", server.port(), ""};
  return {.identity = {.name = name, .context = name, .network = "default"}, .access = access};
}

bool IsWatch(const Request& request) { return request.Query("watch") == "true"; }

class WatchTest : public testing::Test {
 protected:
  explicit WatchTest(standin::ServerOptions options = {}) : server_(std::move(options)) {
    server_.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
    PutService("a", "10.0.0.1");
  }

  void PutService(const std::string& name, const std::string& address,
                  const std::string& type = "LoadBalancer") {
    server_.state().Put(standin::kServices,
                        standin::MakeService("shop", name, {.type = type, .addresses = {address}}));
  }

  // Starts to watch, and waits until all watches are open.
  void Start(const CollectorOptions& options = Watching()) {
    collector_.emplace(options, logger_);
    collector_->SetClusters({ConfigOf("a", server_)}, true);
    WaitFor([](const ClusterView& cluster) { return AreOpen(cluster); });
  }

  static bool AreOpen(const ClusterView& cluster) {
    const auto& watches = cluster.record.watches;
    return watches && std::all_of(watches->begin(), watches->end(),
                                  [](const fleet::WatchRecord& watch) { return watch.open; });
  }

  static std::uint64_t RestartsOf(const ClusterView& cluster, WatchEnd end) {
    std::uint64_t count = 0;
    for (const fleet::WatchRecord& watch : *cluster.record.watches) {
      count += watch.restarts.at(static_cast<std::size_t>(end));
    }
    return count;
  }

  static std::uint64_t Missed(const ClusterView& cluster) {
    std::uint64_t count = 0;
    for (const fleet::WatchRecord& watch : *cluster.record.watches) count += watch.missed_changes;
    return count;
  }

  // "a 10.0.0.1" and so on.
  static std::vector<std::string> Services(const ClusterView& cluster) {
    std::vector<std::string> services;
    if (cluster.snapshot == nullptr) return services;
    for (const metallb::Service& service : cluster.snapshot->objects().services) {
      services.push_back(service.name + ' ' + service.addresses.at(0).ToString());
    }
    return services;
  }

  ClusterView Now() const { return collector_->View(Collector::Clock::now()).clusters.at(0); }

  ClusterView WaitFor(const std::function<bool(const ClusterView&)>& condition) {
    ClusterView view;
    tests::WaitUntil(
        [&] {
          view = Now();
          return condition(view);
        },
        [&] { return "polls: " + std::to_string(view.record.polls) + "\n" + Log(); });
    return view;
  }

  ClusterView WaitForServices(const std::vector<std::string>& services) {
    return WaitFor([&](const ClusterView& cluster) { return Services(cluster) == services; });
  }

  std::size_t Lists(const std::string& path) const {
    const auto requests = server_.Requests();
    return static_cast<std::size_t>(
        std::count_if(requests.begin(), requests.end(), [&](const Request& request) {
          return request.path == path && !IsWatch(request) && request.Query("limit") != "1";
        }));
  }

  // Lists of the path get no response from now on. Returns when one is waiting for it.
  void HangLists(const std::string& path) {
    server_.Intercept([path](const Request& request) -> std::optional<standin::Reply> {
      if (request.path != path || IsWatch(request)) return std::nullopt;
      return tests::Delivered(standin::Reply{.body = "{}"}, standin::Delivery::kHang);
    });
    const std::size_t lists = Lists(path);
    tests::WaitUntil([&] { return Lists(path) > lists; }, [] { return "a list"; });
  }

  std::string Log() {
    const std::scoped_lock lock(mutex_);
    return log_;
  }

  // Replies to watches, and not to lists.
  void ReplyToWatches(const standin::Reply& reply) {
    server_.Intercept([reply](const Request& request) -> std::optional<standin::Reply> {
      return IsWatch(request) ? std::optional(reply) : std::nullopt;
    });
  }

  ApiServer server_;
  std::mutex mutex_;
  std::string log_;  // guarded by mutex_
  logging::Logger logger_{logging::Level::kInfo, logging::Format::kLogfmt,
                          [this](std::string_view line) {
                            const std::scoped_lock lock(mutex_);
                            log_ += std::string(line) + '\n';
                          }};
  std::optional<Collector> collector_;
};

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
  collector_.emplace(options, logger_);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  WaitFor([](const ClusterView& cluster) {
    const auto& watches = cluster.record.watches;
    return watches && watches->at(0).open && watches->at(1).open;
  });
  server_.SetForbiddenPaths({});
  WaitFor(&AreOpen);
  server_.state().Put(standin::kPeers, standin::MakePeer("two", 64'513));
  const ClusterView cluster = WaitFor([](const ClusterView& view) {
    return view.snapshot->objects().local_asns == std::vector<std::uint32_t>{64'512, 64'513};
  });
  EXPECT_EQ(Missed(cluster), 0U);
}

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
  const ClusterView cluster = WaitFor([](const ClusterView& view) {
    return view.snapshot->objects().local_asns == std::vector<std::uint32_t>{64'512};
  });
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
  const ClusterView before =
      WaitFor([&](const ClusterView& view) { return view.snapshot->objects().local_asns == asns; });
  server_.watches().SendBookmarks();
  const ClusterView after = WaitFor(
      [&](const ClusterView& view) { return view.record.polls >= before.record.polls + 3; });
  EXPECT_EQ(after.snapshot->objects().local_asns, asns);
  EXPECT_EQ(Missed(after), 0U);
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
  EXPECT_EQ(log.find("a list failed"), log.rfind("a list failed")) << "logged once: " << log;
  EXPECT_THAT(log, Not(HasSubstr("cluster is down")));

  server_.Intercept({});
  const std::uint64_t polls = Now().record.polls;
  WaitFor([&](const ClusterView& view) { return view.record.polls >= polls + 3; });
  const std::string later = Log();
  EXPECT_THAT(later, HasSubstr("lists of the cluster succeed again"));
  EXPECT_EQ(later.find("succeed again"), later.rfind("succeed again")) << "logged once: " << later;
  EXPECT_EQ(Missed(Now()), 0U);
  const auto requests = server_.Requests();
  EXPECT_EQ(std::count_if(requests.begin(), requests.end(), &IsWatch), 3) << "none was repeated";
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

TEST_F(WatchTest, NodesThatCannotBeReadDoNotDelayEvents) {
  CollectorOptions options = Watching();
  options.nodes_interval = std::chrono::milliseconds(50);
  Start(options);
  HangLists("/api/v1/nodes");
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
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

TEST_F(WatchTest, ListsAfterSilence) {
  CollectorOptions options = Watching();
  options.watch_times.silence = std::chrono::milliseconds(300);
  Start(options);
  server_.watches().Hold(true);
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_GE(RestartsOf(cluster, WatchEnd::kSilent), 1U);
}

// As behind a proxy that delays responses: polls show changes, watches do not.
TEST_F(WatchTest, PollsIfASilentWatchHidChanges) {
  CollectorOptions options = Watching();
  options.watch_times.silence = std::chrono::milliseconds(300);
  Start(options);
  server_.watches().Hold(true);
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  tests::WaitUntil([&] { return Log().find("do not work") != std::string::npos; },
                   [&] { return Log(); });
  EXPECT_THAT(Log(), HasSubstr("although a list shows changes"));
  PutService("c", "10.0.0.3");
  EXPECT_TRUE(WaitForServices({"a 10.0.0.1", "b 10.0.0.2", "c 10.0.0.3"}).record.up);
  EXPECT_EQ(Missed(Now()), 0U);
}

// BGPPeers are optional. While their watch does not work, each interval has a list of them.
class NoPeersWatchTest : public WatchTest, public testing::WithParamInterface<standin::Reply> {};

TEST_P(NoPeersWatchTest, PollsBgpPeersAndWatchesTheOthers) {
  server_.Intercept([](const Request& request) -> std::optional<standin::Reply> {
    const bool watches_peers = request.path == kPeersPath && IsWatch(request);
    return watches_peers ? std::optional(GetParam()) : std::nullopt;
  });
  CollectorOptions options = Watching();
  options.resync = std::chrono::minutes(5);  // the watch is tried again after a minute
  options.watch_times.establishment = std::chrono::milliseconds(50);
  collector_.emplace(options, logger_);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  tests::WaitForText([&] { return Log(); },
                     "BGPPeers are polled, because their watch does not work");
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
  EXPECT_EQ(log.find("are polled"), log.rfind("are polled")) << "logged once: " << log;
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
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  tests::WaitForText([&] { return Log(); }, "BGPPeers are polled");
  server_.Intercept(fail_peers(true));
  tests::WaitForText([&] { return Log(); }, "resource=bgppeers reason=unreachable");
  server_.state().Put(standin::kPeers, standin::MakePeer("peer", 64'512));
  server_.Intercept(fail_peers(false));
  const ClusterView cluster = WaitFor([](const ClusterView& view) {
    return view.snapshot->objects().local_asns == std::vector<std::uint32_t>{64'512};
  });
  EXPECT_TRUE(cluster.record.unread.empty());
  EXPECT_EQ(Lists(kServicesPath), 1U);
}

TEST_F(WatchTest, WatchesBgpPeersAgainLater) {
  server_.Intercept([](const Request& request) -> std::optional<standin::Reply> {
    const bool peers = request.path == kPeersPath && IsWatch(request);
    return peers ? std::optional(standin::StatusReply(403, "Forbidden", "no")) : std::nullopt;
  });
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(100);
  collector_.emplace(options, logger_);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  tests::WaitForText([&] { return Log(); }, "BGPPeers are polled");
  server_.Intercept({});
  WaitFor(&AreOpen);
  server_.state().Put(standin::kPeers, standin::MakePeer("peer", 64'512));
  tests::WaitForText([&] { return Log(); }, "BGPPeers are watched again");
  EXPECT_EQ(Missed(Now()), 0U);
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

TEST_F(WatchTest, PollsIfNoWatchSendsAWholeLine) {
  ReplyToWatches(
      tests::Delivered({.body = std::string(1'000, ' ')}, standin::Delivery::kHangInBody));
  CollectorOptions options = Watching();
  options.watch_times.silence = std::chrono::milliseconds(200);
  collector_.emplace(options, logger_);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  tests::WaitForText([&] { return Log(); }, "do not work");
  PutService("b", "10.0.0.2");
  EXPECT_TRUE(WaitForServices({"a 10.0.0.1", "b 10.0.0.2"}).record.up);
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
  const auto requests = server_.Requests();
  EXPECT_EQ(std::count_if(requests.begin(), requests.end(), &IsWatch), 3);
}

TEST_F(WatchTest, PollsIfWatchesAreForbidden) {
  ReplyToWatches(standin::StatusReply(403, "Forbidden", "cannot watch services"));
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  WaitFor([](const ClusterView& view) { return view.record.polls >= 5; });
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_TRUE(cluster.record.up);
  EXPECT_EQ(cluster.record.ErrorsOf(ErrorKind::kForbidden), 0U);
  const std::string log = Log();
  EXPECT_THAT(log, HasSubstr("watches of the cluster do not work, so it is polled"));
  EXPECT_EQ(log.find("do not work"), log.rfind("do not work")) << "logged once: " << log;
}

// A server or a proxy that does not watch. All of them answer lists.
class NoWatchTest : public WatchTest, public testing::WithParamInterface<standin::Reply> {};

TEST_P(NoWatchTest, IsPolled) {
  ReplyToWatches(GetParam());
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  tests::WaitUntil([&] { return Log().find("do not work") != std::string::npos; },
                   [&] { return "the fall-back; log:\n" + Log(); });
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

TEST_F(WatchTest, TriesToWatchAgainLater) {
  ReplyToWatches(standin::StatusReply(403, "Forbidden", "cannot watch services"));
  CollectorOptions options = Watching();
  options.resync = std::chrono::milliseconds(100);
  collector_.emplace(options, logger_);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  WaitFor([](const ClusterView& view) { return view.record.polls >= 2; });
  server_.Intercept({});
  WaitFor([](const ClusterView& view) { return AreOpen(view); });
  tests::WaitForText([&] { return Log(); }, "the cluster is watched");
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

// A dead server gets as many requests as in poll mode.
TEST_F(WatchTest, TestsADeadServerOnceInAnInterval) {
  CollectorOptions options = Watching();
  options.interval = std::chrono::hours(1);
  options.watch_times.max_backoff = std::chrono::milliseconds(1);
  Start(options);
  server_.Intercept(
      [](const Request&) { return standin::StatusReply(503, "ServiceUnavailable", "no leader"); });
  server_.watches().CutWatches();
  WaitFor([](const ClusterView& view) { return !view.record.up; });
  const ApiServer other({.uid = "other"});
  Collector polling({.interval = std::chrono::milliseconds(20)}, logger_);
  polling.SetClusters({ConfigOf("b", other)}, true);
  tests::WaitUntil(
      [&] { return polling.View(Collector::Clock::now()).clusters.at(0).record.polls >= 20; },
      [] { return "20 polls"; });
  const auto requests = server_.Requests();
  EXPECT_EQ(std::count_if(requests.begin(), requests.end(),
                          [](const Request& request) { return request.Query("limit") == "1"; }),
            1);
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

TEST_F(WatchTest, ClosesTheWatchesOfARemovedCluster) {
  ApiServer other({.uid = "other"});
  other.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters({ConfigOf("a", server_), ConfigOf("b", other)}, true);
  server_.watches().WaitForOpenWatches(3);
  other.watches().WaitForOpenWatches(3);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  other.watches().WaitForOpenWatches(0);
  EXPECT_EQ(server_.watches().OpenWatches(), 3U) << "an unchanged cluster retains its watches";
  EXPECT_EQ(Lists(kServicesPath), 1U);
}

TEST_F(WatchTest, WatchesAClusterOfTwoContextsOnce) {
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters({ConfigOf("a", server_), ConfigOf("b", server_)}, true);
  tests::WaitUntil([&] { return !collector_->View(Collector::Clock::now()).aliases.empty(); },
                   [] { return "the alias"; });
  server_.watches().SendBookmarks();
  server_.watches().WaitForOpenWatches(3);
  EXPECT_EQ(Now().name, "a");
}

class SecureWatchTest : public WatchTest {
 protected:
  inline static const tests::CertificateAndKey kAuthority = tests::MakeAuthority("authority");

  SecureWatchTest()
      : WatchTest(
            {.certificate = tests::MakeLoopbackServer(kAuthority), .tokens = {"one", "two"}}) {}

  ClusterConfig ConfigWith(const std::string& name,
                           const std::function<void(credentials::Access&)>& change) const {
    ClusterConfig config = ConfigOf(name, server_);
    config.access->endpoint.tls = true;
    config.access->ca_pem = kAuthority.certificate_pem;
    change(*config.access);
    return config;
  }
};

TEST_F(SecureWatchTest, RenewsATokenWithoutAFailure) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("token", "one");
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters(
      {ConfigWith("a", [&](credentials::Access& access) { access.token_file = file; })}, true);
  WaitFor([](const ClusterView& view) { return AreOpen(view); });
  server_.SetTokens({"three"});
  folder.Write("token", "three");
  server_.watches().EndWatches();
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_TRUE(cluster.record.up);
  EXPECT_EQ(cluster.record.ErrorsOf(ErrorKind::kUnauthorized), 0U);
  EXPECT_EQ(Lists(kServicesPath), 1U);
}

TEST_F(SecureWatchTest, WatchesThroughAnotherContextIfTheFirstIsRejected) {
  const auto with_token = [](const std::string& token) {
    return [token](credentials::Access& access) { access.token = token; };
  };
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters({ConfigWith("a", with_token("one")), ConfigWith("b", with_token("two"))},
                          true);
  tests::WaitUntil([&] { return !collector_->View(Collector::Clock::now()).aliases.empty(); },
                   [] { return "the alias"; });
  server_.SetTokens({"two"});
  server_.watches().CutWatches();
  const ClusterView other =
      WaitFor([](const ClusterView& view) { return view.read_through == "b" && AreOpen(view); });
  EXPECT_EQ(other.name, "a");
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  server_.SetTokens({"one", "two"});
  WaitFor([](const ClusterView& view) { return view.read_through.empty() && AreOpen(view); });
}

TEST_F(WatchTest, PollsIfDescriptorsAreFew) {
  CollectorOptions options = Watching();
  options.max_descriptors = kDescriptorsPerWatchedCluster - 1;
  options.limit_for = [](std::size_t count) { return count + 400; };  // for other purposes
  collector_.emplace(options, logger_);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  WaitFor([](const ClusterView& view) { return view.record.polls >= 5; });
  EXPECT_EQ(server_.watches().OpenWatches(), 0U);
  EXPECT_THAT(Log(), HasSubstr("the limit of file descriptors is too low for watches"));
  EXPECT_THAT(Log(), HasSubstr("needed=409"));
}

TEST_F(WatchTest, PollModeHasNoWatches) {
  CollectorOptions options = Watching();
  options.mode = Mode::kPoll;
  collector_.emplace(options, logger_);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  const ClusterView cluster =
      WaitFor([](const ClusterView& view) { return view.record.polls >= 3; });
  EXPECT_EQ(cluster.record.watches, std::nullopt);
  EXPECT_EQ(server_.watches().OpenWatches(), 0U);
}

}  // namespace
}  // namespace exporter::collector
