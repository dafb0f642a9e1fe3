// Polls one cluster from a real server, with and without faults.

#include "exporter/collector/poller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/faults.h"
#include "tests/support/wait_until.h"

namespace exporter::collector {
namespace {

using standin::ApiServer;
using standin::Reply;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

constexpr const char* kPoolsPath = "/apis/metallb.io/v1beta1/ipaddresspools";

credentials::Access AccessTo(const ApiServer& server) {
  credentials::Access access;
  access.endpoint = {false, "127.0.0.1", server.port(), ""};
  return access;
}

credentials::Deadline Patient() {
  return {std::chrono::steady_clock::now() + std::chrono::minutes(5)};
}

class PollerTest : public testing::Test {
 protected:
  Poller MakePoller(bool metallb_expected = false, const std::string& metallb_namespace = "") {
    return Poller(AccessTo(server_),
                  {.cluster = "a",
                   .metallb_namespace = metallb_namespace,
                   .user_agent = "test",
                   .nodes_interval = nodes_interval_,
                   .scan_nodes_interval = std::chrono::milliseconds(1),
                   .reads_for_scan = [this] { return reads_for_scan_; },
                   .metallb_expected = metallb_expected},
                  logger_);
  }

  // "up", or the error's reason and message.
  static std::string Outcome(const Result<PollOutcome>& outcome) {
    return outcome ? "up"
                   : std::string(Name(outcome.error().kind)) + ": " + outcome.error().message;
  }

  int CountNodeRequests() const {
    int count = 0;
    for (const auto& request : server_.Requests()) count += request.path == "/api/v1/nodes" ? 1 : 0;
    return count;
  }

  ApiServer server_;
  std::chrono::milliseconds nodes_interval_{1};  // by each poll
  bool reads_for_scan_ = false;
  std::vector<std::string> log_;
  logging::Logger logger_{
      logging::Level::kDebug, logging::Format::kLogfmt,
      [this](std::string_view line) { log_.emplace_back(line.substr(line.find(' ') + 1)); }};
};

TEST_F(PollerTest, ReadsPoolsServicesVersionAndUid) {
  server_.state().Put(standin::kPools, standin::MakePool("p", {"192.168.1.10-192.168.1.49"}));
  server_.state().Put(standin::kServices,
                      standin::MakeService("shop", "web", {.addresses = {"192.168.1.10"}}));
  server_.state().Put(standin::kServices,
                      standin::MakeService("shop", "inner", {.type = "ClusterIP"}));
  Poller poller = MakePoller();
  const auto outcome = poller.Poll(Patient());
  ASSERT_TRUE(outcome) << outcome.error().message;
  const auto& objects = outcome->snapshot->objects();
  EXPECT_EQ(objects.server_version, "v1.32.4");
  EXPECT_TRUE(objects.metallb_installed);
  EXPECT_EQ(objects.pools.size(), 1U);
  EXPECT_EQ(objects.services.size(), 1U);
  EXPECT_EQ(outcome->snapshot->pools()[0].Of(addresses::Family::kIpv4).assigned,
            addresses::AddressCount(1));
  EXPECT_EQ(outcome->uid, "11111111-0000-4000-8000-000000000000");
  EXPECT_THAT(log_, ElementsAre("level=info msg=\"cluster is up\" cluster=a"));
}

TEST_F(PollerTest, ReadsLocalAsnsInTheNewestServedVersion) {
  for (const bool newer : {true, false}) {
    ApiServer server({.api = {.has_v1beta2_peers = newer}});
    server.state().Put(standin::kPeers, standin::MakePeer("one", 64502));
    server.state().Put(standin::kPeers, standin::MakePeer("two", 64501));
    server.state().Put(standin::kPeers, standin::MakePeer("three", 64501));
    Poller poller(AccessTo(server), {.cluster = "a", .user_agent = "test"}, logger_);
    EXPECT_THAT(poller.Poll(Patient())->snapshot->objects().local_asns,
                Optional(ElementsAre(64501, 64502)));
  }
}

constexpr const char* kNodesPath = "/api/v1/nodes";
constexpr const char* kL2StatusesPath = "/apis/metallb.io/v1beta1/servicel2statuses";
constexpr const char* kPeersPath = "/apis/metallb.io/v1beta2/bgppeers";

struct OptionalRead {
  fleet::OptionalResource resource;
  std::string path;
};

const OptionalRead kOptionalReads[] = {
    {fleet::OptionalResource::kNamespaces, "/api/v1/namespaces/kube-system"},
    {fleet::OptionalResource::kVersion, "/version"},
    {fleet::OptionalResource::kBgpPeers, kPeersPath},
    {fleet::OptionalResource::kNodes, kNodesPath},
    {fleet::OptionalResource::kServiceL2Statuses, kL2StatusesPath},
};

struct FailedRead {
  Reply reply;
  std::string reason;
};

std::vector<FailedRead> FailedReads() {
  using standin::Delivery;
  return {
      {standin::StatusReply(500, "InternalError", "conversion webhook failed"), "unreachable"},
      {standin::StatusReply(401, "Unauthorized", "no"), "unauthorized"},
      {standin::StatusReply(403, "Forbidden", "no"), "forbidden"},
      {standin::StatusReply(429, "TooManyRequests", "later"), "throttled"},
      {tests::LoginPage(), "protocol"},
      {{.body = "{}"}, "protocol"},
      {tests::Delivered({.body = std::string(1'000, ' ')}, Delivery::kCut), "protocol"},
  };
}

TEST_F(PollerTest, SucceedsIfAnOptionalReadFails) {
  server_.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
  server_.state().Put(standin::kPeers, standin::MakePeer("one", 64502));
  server_.state().Put(standin::kNodes, standin::MakeNode("n", {"10.0.1.1"}));
  server_.state().Put(standin::kL2Statuses, standin::MakeL2Status("l2-a", "shop", "web", "n"));
  reads_for_scan_ = true;
  for (const OptionalRead& read : kOptionalReads) {
    Poller never_read = MakePoller();
    Poller poller = MakePoller();
    const auto good = poller.Poll(Patient())->snapshot;
    for (const FailedRead& failed : FailedReads()) {
      server_.Intercept([&](const standin::Request& request) {
        return request.path == read.path ? std::optional(failed.reply) : std::nullopt;
      });
      const auto outcome = poller.Poll(Patient());
      ASSERT_TRUE(outcome) << outcome.error().message;
      EXPECT_EQ(outcome->snapshot, good) << "the last known values of " << read.path;
      EXPECT_EQ(outcome->uid, "11111111-0000-4000-8000-000000000000");
      ASSERT_EQ(outcome->unread.size(), 1U) << read.path;
      EXPECT_EQ(Name(outcome->unread.at(read.resource).kind), failed.reason);

      const auto unknown = never_read.Poll(Patient());
      ASSERT_TRUE(unknown) << unknown.error().message;
      const auto& objects = unknown->snapshot->objects();
      EXPECT_EQ(unknown->uid.empty(), read.resource == fleet::OptionalResource::kNamespaces);
      EXPECT_EQ(objects.server_version.empty(), read.resource == fleet::OptionalResource::kVersion);
      EXPECT_EQ(objects.local_asns.has_value(),
                read.resource != fleet::OptionalResource::kBgpPeers);
      EXPECT_EQ(objects.nodes.has_value(), read.resource != fleet::OptionalResource::kNodes);
      EXPECT_EQ(objects.l2_announcements.has_value(),
                read.resource != fleet::OptionalResource::kServiceL2Statuses);
    }
    server_.Intercept({});
    EXPECT_TRUE(poller.Poll(Patient())->unread.empty());
  }
}

TEST_F(PollerTest, OptionalReadsThatHangTakeAThirdOfTheTime) {
  reads_for_scan_ = true;
  server_.Intercept([](const standin::Request& request) -> std::optional<Reply> {
    for (const OptionalRead& read : kOptionalReads) {
      if (request.path == read.path) {
        return tests::Delivered({.body = "{}"}, standin::Delivery::kHang);
      }
    }
    return std::nullopt;
  });
  constexpr std::chrono::seconds kTime{6};
  const auto started = std::chrono::steady_clock::now();
  const auto outcome = MakePoller().Poll({started + kTime});
  const auto duration = std::chrono::steady_clock::now() - started;
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->unread.size(), std::size(kOptionalReads));
  EXPECT_LT(duration, kTime * 2 / 3);
}

TEST_F(PollerTest, TheSearchForAnOlderMetallbTakesAThirdOfTheTime) {
  server_.api().SetMetallb(false);
  server_.Intercept([](const standin::Request& request) -> std::optional<Reply> {
    if (!request.path.ends_with("/addresspools")) return std::nullopt;
    return tests::Delivered({.body = "{}"}, standin::Delivery::kHang);
  });
  constexpr std::chrono::seconds kTime{3};
  const auto started = std::chrono::steady_clock::now();
  EXPECT_EQ(Outcome(MakePoller().Poll({started + kTime})), "up");
  EXPECT_LT(std::chrono::steady_clock::now() - started, kTime * 2 / 3);
}

TEST_F(PollerTest, AnOptionalReadThatHangsDoesNotPreventTheNextOnes) {
  server_.state().Put(standin::kPeers, standin::MakePeer("one", 64502));
  server_.Intercept([](const standin::Request& request) -> std::optional<Reply> {
    if (request.path != kOptionalReads[0].path) return std::nullopt;
    return tests::Delivered({.body = "{}"}, standin::Delivery::kHang);
  });
  const auto outcome =
      MakePoller().Poll({std::chrono::steady_clock::now() + std::chrono::seconds(6)});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->unread.size(), 1U);
  EXPECT_THAT(outcome->snapshot->objects().local_asns, Optional(ElementsAre(64502)));
}

TEST_F(PollerTest, ReportsPeersOfAnUnknownVersionAsUnread) {
  server_.Intercept([](const standin::Request& request) -> std::optional<Reply> {
    if (!request.path.ends_with("/bgppeers")) return std::nullopt;
    return Reply{.status = 404, .body = "404 page not found"};
  });
  const auto outcome = MakePoller().Poll(Patient());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->unread.at(fleet::OptionalResource::kBgpPeers).message,
            "/apis/metallb.io/v1beta1/bgppeers: HTTP 404");
  EXPECT_EQ(outcome->snapshot->objects().local_asns, std::nullopt) << "unknown, not empty";
}

TEST_F(PollerTest, ReadsNoPeersWithoutMetallb) {
  server_.state().Put(standin::kPeers, standin::MakePeer("one", 64502));
  Poller poller = MakePoller();
  poller.Poll(Patient());
  server_.api().SetMetallb(false);
  const auto outcome = poller.Poll(Patient());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_TRUE(outcome->unread.empty());
  EXPECT_EQ(outcome->snapshot->objects().local_asns, std::nullopt);
}

TEST_F(PollerTest, LogsAnUnreadResourceOnceForEachReason) {
  Poller poller = MakePoller();
  for (const int status : {500, 403, 500, 403, 200, 403}) {
    server_.Intercept([status](const standin::Request& request) -> std::optional<Reply> {
      if (request.path != kPeersPath || status == 200) return std::nullopt;
      return standin::StatusReply(status, "Reason", "no");
    });
    EXPECT_EQ(Outcome(poller.Poll(Patient())), "up");
  }
  const std::string line = "resource=bgppeers reason=";
  EXPECT_THAT(log_, ElementsAre(HasSubstr(line + "unreachable error=\"/apis/metallb.io/v1beta2/"
                                                 "bgppeers: HTTP 500: no\""),
                                HasSubstr("cluster is up"), HasSubstr(line + "forbidden"),
                                HasSubstr("can be read again\" cluster=a resource=bgppeers"),
                                HasSubstr(line + "forbidden")));
}

TEST_F(PollerTest, ReadsTheNodesOfAClusterInPages) {
  constexpr int kNodes = 501;
  for (int i = 0; i < kNodes; ++i) {
    server_.state().Put(standin::kNodes,
                        standin::MakeNode("n" + std::to_string(i), {"10.0.1.1", "2001:db8::1"}));
  }
  server_.api().SetMetallb(false);
  const auto snapshot = MakePoller().Poll(Patient())->snapshot;
  const auto& nodes = snapshot->objects().nodes;
  ASSERT_EQ(nodes.value().size(), std::size_t{kNodes}) << "also without MetalLB";
  EXPECT_EQ(nodes->at(0).name, "n0");
  EXPECT_THAT(nodes->at(0).addresses,
              ElementsAre(addresses::IpAddress::Ipv4(0x0a000101),
                          addresses::IpAddress::Ipv6(0x20010db800000000, 1)));
  EXPECT_EQ(CountNodeRequests(), 2);
}

TEST_F(PollerTest, ReadsNodesAgainOnlyAfterTheInterval) {
  server_.state().Put(standin::kNodes, standin::MakeNode("n", {"10.0.1.1"}));
  nodes_interval_ = std::chrono::hours(1);
  Poller rare = MakePoller();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(rare.Poll(Patient())->snapshot->objects().nodes.value().size(), 1U);
  }
  EXPECT_EQ(CountNodeRequests(), 1);
  nodes_interval_ = std::chrono::milliseconds(1);
  Poller often = MakePoller();
  tests::WaitUntil(
      [&] {
        EXPECT_EQ(Outcome(often.Poll(Patient())), "up");
        return CountNodeRequests() >= 3;
      },
      [&] { return "requests: " + std::to_string(CountNodeRequests()); });
}

TEST_F(PollerTest, ReadsMoreWhileAScanNeedsIt) {
  server_.state().Put(standin::kL2Statuses, standin::MakeL2Status("l2-a", "shop", "web", "n"));
  nodes_interval_ = std::chrono::hours(1);
  Poller poller = MakePoller();
  EXPECT_FALSE(poller.Poll(Patient())->snapshot->objects().l2_announcements);
  reads_for_scan_ = true;
  tests::WaitUntil(
      [&] {
        EXPECT_TRUE(poller.Poll(Patient())->snapshot->objects().l2_announcements);
        return CountNodeRequests() >= 3;
      },
      [&] { return "requests: " + std::to_string(CountNodeRequests()); });
  reads_for_scan_ = false;
  const int requests = CountNodeRequests();
  EXPECT_FALSE(poller.Poll(Patient())->snapshot->objects().l2_announcements)
      << "they would become old";
  EXPECT_EQ(CountNodeRequests(), requests);
}

TEST_F(PollerTest, NeverReadsNodesWithAnIntervalOfZero) {
  nodes_interval_ = std::chrono::milliseconds(0);
  const auto outcome = MakePoller().Poll(Patient());
  EXPECT_EQ(outcome->snapshot->objects().nodes, std::nullopt);
  EXPECT_TRUE(outcome->unread.empty());
  EXPECT_EQ(CountNodeRequests(), 0);
}

TEST_F(PollerTest, ReportsNodesThatMayNotBeReadUntilTheNextRead) {
  server_.SetForbiddenPaths({kNodesPath});
  nodes_interval_ = std::chrono::hours(1);
  Poller poller = MakePoller();
  for (int i = 0; i < 3; ++i) {
    const auto outcome = poller.Poll(Patient());
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(Name(outcome->unread.at(fleet::OptionalResource::kNodes).kind), "forbidden");
    EXPECT_EQ(outcome->snapshot->objects().nodes, std::nullopt) << "unknown, not empty";
  }
  EXPECT_EQ(CountNodeRequests(), 1) << "once a minute";
  EXPECT_THAT(log_, ElementsAre(AllOf(HasSubstr("level=warn"), HasSubstr("resource=nodes reason="
                                                                         "forbidden")),
                                HasSubstr("cluster is up")));
}

TEST_F(PollerTest, ReadsTheNodesThatAnnounceServicesAtEachPoll) {
  server_.state().Put(standin::kL2Statuses, standin::MakeL2Status("l2-b", "shop", "web", "n2"));
  server_.state().Put(standin::kL2Statuses, standin::MakeL2Status("l2-a", "shop", "api", "n1"));
  server_.state().Put(standin::kL2Statuses, standin::MakeL2Status("l2-c", "shop", "web", "n2"));
  reads_for_scan_ = true;
  Poller poller = MakePoller();
  using metallb::L2Announcement;
  EXPECT_THAT(poller.Poll(Patient())->snapshot->objects().l2_announcements,
              Optional(ElementsAre(L2Announcement{"shop", "api", "n1"},
                                   L2Announcement{"shop", "web", "n2"})));
  server_.state().Clear(standin::kL2Statuses);
  EXPECT_THAT(poller.Poll(Patient())->snapshot->objects().l2_announcements,
              Optional(testing::IsEmpty()));
}

TEST_F(PollerTest, ReadsTheStatusesOfMetallbsNamespaceOnly) {
  server_.state().Put(standin::kL2Statuses, standin::MakeL2Status("l2-a", "shop", "web", "n"));
  reads_for_scan_ = true;
  const auto read = [this](const std::string& metallb_namespace) {
    return MakePoller(false, metallb_namespace).Poll(Patient())->snapshot->objects();
  };
  EXPECT_EQ(read("metallb-system").l2_announcements.value().size(), 1U);
  EXPECT_EQ(read("other").l2_announcements.value().size(), 0U);
}

TEST_F(PollerTest, DoesNotRequestTheStatusesByDefault) {
  server_.state().Put(standin::kL2Statuses, standin::MakeL2Status("l2-a", "shop", "web", "n"));
  EXPECT_EQ(MakePoller().Poll(Patient())->snapshot->objects().l2_announcements, std::nullopt);
  for (const auto& request : server_.Requests()) EXPECT_NE(request.path, kL2StatusesPath);
}

TEST_F(PollerTest, AnOlderMetallbWithoutStatusesIsComplete) {
  server_.state().Put(standin::kL2Statuses, standin::MakeL2Status("l2-a", "shop", "web", "n"));
  reads_for_scan_ = true;
  Poller poller = MakePoller();
  EXPECT_TRUE(poller.Poll(Patient())->snapshot->objects().l2_announcements);
  server_.Intercept([](const standin::Request& request) -> std::optional<Reply> {
    if (request.path != kL2StatusesPath) return std::nullopt;
    return Reply{.status = 404, .body = "404 page not found"};
  });
  const auto outcome = poller.Poll(Patient());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_TRUE(outcome->unread.empty());
  EXPECT_EQ(outcome->snapshot->objects().l2_announcements, std::nullopt) << "after a downgrade";
}

TEST_F(PollerTest, QuotesTheInvalidFieldOfAPeer) {
  server_.Intercept([](const standin::Request& request) -> std::optional<Reply> {
    if (request.path != kPeersPath) return std::nullopt;
    return Reply{.body = R"({"kind":"BGPPeerList","items":[{"metadata":{"name":"r"},)"
                         R"("spec":{"myASN":"x"}}]})"};
  });
  EXPECT_EQ(MakePoller().Poll(Patient())->unread.at(fleet::OptionalResource::kBgpPeers).message,
            "/apis/metallb.io/v1beta2/bgppeers: BGPPeer \"r\": spec.myASN must be an integer, "
            "found a string");
}

TEST_F(PollerTest, WarnsAboutAPoolWithoutAddresses) {
  server_.state().Put(standin::kPools, standin::MakePool("empty", {}));
  MakePoller().Poll(Patient());
  EXPECT_THAT(log_.front(), HasSubstr("pool has no addresses"));
}

TEST_F(PollerTest, FiltersServicesIfTheServerCannot) {
  server_.api().SetVersion("v1.30.0", false);
  server_.state().Put(standin::kServices, standin::MakeService("shop", "web"));
  server_.state().Put(standin::kServices,
                      standin::MakeService("shop", "inner", {.type = "ClusterIP"}));
  EXPECT_EQ(MakePoller().Poll(Patient())->snapshot->objects().services.size(), 1U);
}

TEST_F(PollerTest, SendsTheFieldSelectorAgainToAnotherVersion) {
  server_.api().SetVersion("v1.30.0", false);
  Poller poller = MakePoller();
  poller.Poll(Patient());
  server_.api().SetVersion("v1.31.0", true);
  poller.Poll(Patient());  // reads the version after the Services
  poller.Poll(Patient());
  std::string last;
  for (const auto& request : server_.Requests()) {
    if (request.path == "/api/v1/services") last = request.target;
  }
  EXPECT_THAT(last, HasSubstr("fieldSelector="));
}

TEST_F(PollerTest, ReturnsTheSameSnapshotIfNothingChanged) {
  server_.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
  const auto web = standin::MakeService("shop", "web", {.addresses = {"10.0.0.1"}});
  server_.state().Put(standin::kServices, web);
  Poller poller = MakePoller();
  const auto first = poller.Poll(Patient())->snapshot;
  server_.state().Put(standin::kServices, web);  // only resourceVersion changes
  EXPECT_EQ(poller.Poll(Patient())->snapshot, first);
  server_.state().Put(standin::kServices,
                      standin::MakeService("shop", "web", {.addresses = {"10.0.0.2"}}));
  EXPECT_NE(poller.Poll(Patient())->snapshot, first);
}

TEST_F(PollerTest, ReadsPoolsOfTheConfiguredNamespace) {
  server_.state().Put(standin::kPools, standin::MakePool("here", {"10.0.0.0/24"}));
  server_.state().Put(standin::kPools,
                      standin::MakePool("there", {"10.0.1.0/24"}, {.name_space = "other"}));
  EXPECT_EQ(MakePoller(false, "other").Poll(Patient())->snapshot->objects().pools[0].name, "there");
  EXPECT_EQ(MakePoller().Poll(Patient())->snapshot->objects().pools.size(), 2U);
}

TEST_F(PollerTest, FailsIfReadingPoolsOrServicesIsForbidden) {
  for (const char* path : {kPoolsPath, "/api/v1/services"}) {
    server_.SetForbiddenPaths({path});
    EXPECT_THAT(Outcome(MakePoller().Poll(Patient())),
                HasSubstr("forbidden: " + std::string(path)));
  }
}

TEST_F(PollerTest, FailsWithoutMetallbOnlyIfItIsExpected) {
  server_.api().SetMetallb(false);
  server_.state().Put(standin::kServices,
                      standin::MakeService("shop", "web", {.addresses = {"10.0.0.1"}}));
  Poller poller = MakePoller();
  const auto outcome = poller.Poll(Patient());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_FALSE(outcome->snapshot->objects().metallb_installed);
  EXPECT_EQ(outcome->snapshot->objects().services.size(), 1U)
      << "its addresses count for duplicates";
  poller.Poll(Patient());
  EXPECT_THAT(log_,
              ElementsAre("level=info msg=\"the cluster does not serve IPAddressPools\" cluster=a",
                          "level=info msg=\"cluster is up\" cluster=a"));
  EXPECT_THAT(Outcome(MakePoller(true).Poll(Patient())), HasSubstr("no_metallb: "));
}

TEST_F(PollerTest, FailsIfMetallbDisappears) {
  server_.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
  Poller poller = MakePoller();
  EXPECT_EQ(Outcome(poller.Poll(Patient())), "up");
  server_.api().SetMetallb(false);
  EXPECT_THAT(Outcome(poller.Poll(Patient())), HasSubstr("no_metallb: "));
  server_.api().SetMetallb(true);
  EXPECT_EQ(Outcome(poller.Poll(Patient())), "up");
}

TEST_F(PollerTest, SucceedsIfMetallbWithoutPoolsDisappears) {
  Poller poller = MakePoller();
  EXPECT_EQ(Outcome(poller.Poll(Patient())), "up") << "MetalLB without pools";
  server_.api().SetMetallb(false);
  EXPECT_EQ(Outcome(poller.Poll(Patient())), "up");
}

TEST_F(PollerTest, FailsIfServicesAreNotServed) {
  server_.Intercept([](const standin::Request&) { return Reply{.status = 404, .body = "nope"}; });
  EXPECT_EQ(Outcome(MakePoller().Poll(Patient())),
            "protocol: /api/v1/services: HTTP 404; check that the URL is that of a Kubernetes API "
            "server");
}

TEST_F(PollerTest, ReportsAReasonForEachFault) {
  const auto outcome_of = [this](const Reply& reply) {
    server_.Intercept([reply](const standin::Request&) { return reply; });
    return Outcome(MakePoller().Poll(Patient()));
  };
  const std::string pools = kPoolsPath;
  EXPECT_THAT(outcome_of(tests::LoginPage()),
              HasSubstr("protocol: " + pools +
                        ": a response of type \"text/html\", but an API server "
                        "sends JSON"));
  EXPECT_THAT(outcome_of({.body = "<html>"}),
              HasSubstr("protocol: " + pools + ": invalid or truncated JSON"));
  EXPECT_THAT(outcome_of({.content_type = "", .body = "<html>"}),
              HasSubstr("protocol: " + pools + ": invalid or truncated JSON"));
  EXPECT_THAT(outcome_of(standin::StatusReply(401, "Unauthorized", "no")),
              HasSubstr("unauthorized: "));
  EXPECT_THAT(outcome_of(standin::StatusReply(429, "TooManyRequests", "no")),
              HasSubstr("throttled: "));
  EXPECT_THAT(outcome_of(standin::StatusReply(503, "ServiceUnavailable", "no")),
              HasSubstr("unreachable: "));
}

TEST_F(PollerTest, FailsIfAFieldHasAWrongType) {
  server_.state().Put(standin::kPools,
                      R"({"metadata":{"name":"p"},"spec":{"addresses":"10.0.0.0/24"}})");
  EXPECT_EQ(Outcome(MakePoller().Poll(Patient())),
            "protocol: " + std::string(kPoolsPath) +
                ": IPAddressPool \"p\": spec.addresses must be a list, found a string");
}

// "a/b" "c" and "a" "b/c" would be the same pool, or the same Service, in the metrics.
TEST_F(PollerTest, FailsIfANameContainsASlash) {
  const std::string error = "protocol: ";
  const std::string reason = ": the name \"b/c\" must not contain a slash";
  server_.state().Put(standin::kPools, R"({"metadata":{"name":"b/c","namespace":"a"}})");
  EXPECT_EQ(Outcome(MakePoller().Poll(Patient())), error + kPoolsPath + reason);
  server_.state().Remove(standin::kPools, "a", "b/c");
  EXPECT_EQ(Outcome(MakePoller().Poll(Patient())), "up");
  server_.state().Put(standin::kServices, standin::MakeService("b/c", "d"));
  EXPECT_EQ(Outcome(MakePoller().Poll(Patient())), error + "/api/v1/services" + reason);
}

// A NUL makes the text of /metrics invalid for some readers.
TEST_F(PollerTest, FailsIfANameContainsAControlCharacter) {
  server_.state().Put(standin::kPools, R"({"metadata":{"name":"b\u0000c","namespace":"a"}})");
  EXPECT_EQ(Outcome(MakePoller().Poll(Patient())),
            "protocol: " + std::string(kPoolsPath) +
                ": the name \"b[U+0000]c\" must not contain a control character");
}

TEST_F(PollerTest, ReturnsRetryAfterWithTheError) {
  server_.Intercept([](const standin::Request&) {
    Reply reply = standin::StatusReply(429, "TooManyRequests", "later");
    reply.headers = {{"Retry-After", "7"}};
    return reply;
  });
  EXPECT_EQ(MakePoller().Poll(Patient()).error().retry_after, std::chrono::seconds(7));
}

TEST_F(PollerTest, FailsEveryPollWithAnAccessError) {
  Poller poller(Fail(ErrorKind::kConfig, "kubeconfig x: broken"), {.cluster = "a"}, logger_);
  EXPECT_EQ(Outcome(poller.Poll(Patient())), "config: kubeconfig x: broken");
  EXPECT_EQ(Outcome(poller.Poll(Patient())), "config: kubeconfig x: broken");
  EXPECT_EQ(log_.size(), 1U) << "logged once";
}

TEST_F(PollerTest, LogsEachChangeOnce) {
  Poller poller = MakePoller();
  poller.Poll(Patient());
  poller.Poll(Patient());
  server_.SetForbiddenPaths({kPoolsPath});
  poller.Poll(Patient());
  poller.Poll(Patient());
  server_.SetForbiddenPaths({});
  poller.Poll(Patient());
  EXPECT_THAT(log_, ElementsAre(HasSubstr("cluster is up"), HasSubstr("reason=forbidden"),
                                HasSubstr("cluster is up")));
}

TEST_F(PollerTest, LogsEachReasonOnceWhileTheClusterIsDown) {
  Poller poller = MakePoller();
  int number = 0;  // makes each message different
  for (const int status : {500, 500, 403, 500, 403, 200, 403}) {
    const std::string message = std::to_string(++number);
    server_.Intercept([=](const standin::Request& request) -> std::optional<Reply> {
      if (request.path != kPoolsPath || status == 200) return std::nullopt;
      return standin::StatusReply(status, "Reason", message);
    });
    poller.Poll(Patient());
  }
  EXPECT_THAT(log_, ElementsAre(HasSubstr("reason=unreachable"), HasSubstr("reason=forbidden"),
                                HasSubstr("cluster is up"), HasSubstr("reason=forbidden")));
}

TEST_F(PollerTest, LogsInvalidEntriesOnce) {
  server_.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.1", "10.0.0.0/24"}));
  Poller poller = MakePoller();
  poller.Poll(Patient());
  server_.state().Put(standin::kServices, standin::MakeService("shop", "web"));
  poller.Poll(Patient());
  EXPECT_THAT(
      log_,
      ElementsAre("level=warn msg=\"MetalLB rejects its whole configuration: a pool has an invalid "
                  "entry\" cluster=a "
                  "pool=metallb-system/p entry=10.0.0.1 reason=\"\\\"10.0.0.1\\\" has no prefix "
                  "length; write 10.0.0.1/32\"",
                  "level=info msg=\"cluster is up\" cluster=a"));
}

TEST(Poller, LogsTheConfigurationOfAnOlderMetallb) {
  ApiServer server({.api = {.has_metallb = false, .has_legacy_pools = true}});
  std::string log;
  logging::Logger logger(logging::Level::kWarn, logging::Format::kLogfmt,
                         [&log](std::string_view line) { log += line; });
  Poller poller(AccessTo(server), {.cluster = "a"}, logger);
  EXPECT_TRUE(poller.Poll(Patient()));
  EXPECT_THAT(log, HasSubstr("found=AddressPools"));

  ApiServer older({.api = {.has_metallb = false}});
  older.state().Put("configmaps", R"({"metadata":{"namespace":"metallb-system","name":"config"}})");
  log.clear();
  Poller(AccessTo(older), {.cluster = "b"}, logger).Poll(Patient());
  EXPECT_THAT(log, HasSubstr("found=\"the ConfigMap metallb-system/config\""));
}

// Each page has a new continue token and few items.
TEST_F(PollerTest, LimitsTheMemoryOfAList) {
  const struct {
    std::string path;
    std::string kind;
    std::string item;
  } lists[] = {{"/api/v1/services", "ServiceList",
                R"({"metadata":{"name":")" + std::string(500'000, 'x') +
                    R"(","namespace":"a"},"spec":{"type":"LoadBalancer"}})"},
               {kPoolsPath, "IPAddressPoolList",
                R"({"metadata":{"name":"p"},"spec":{"addresses":[")" + std::string(500'000, 'x') +
                    R"("]}})"}};
  for (const auto& list : lists) {
    int pages = 0;
    server_.Intercept([&](const standin::Request& request) -> std::optional<Reply> {
      if (request.path != list.path) return std::nullopt;
      return Reply{.body = R"({"kind":")" + list.kind + R"(","metadata":{"continue":")" +
                           std::to_string(++pages) + R"("},"items":[)" + list.item + "," +
                           list.item + "]}"};
    });
    Poller poller = MakePoller();
    EXPECT_EQ(Outcome(poller.Poll(Patient())),
              "protocol: " + list.path + ": the list needs more than 32 MiB of memory");
    EXPECT_LT(pages, 40);
  }
}

TEST_F(PollerTest, DropsThePagesOfAListThatExpires) {
  for (int i = 0; i < 600; ++i) {
    server_.state().Put(standin::kServices, standin::MakeService("shop", "s-" + std::to_string(i),
                                                                 {.type = "LoadBalancer"}));
  }
  bool expired = false;
  server_.Intercept([&](const standin::Request& request) -> std::optional<Reply> {
    if (request.Query("continue").empty() || std::exchange(expired, true)) return std::nullopt;
    server_.state().Remove(standin::kServices, "shop", "s-0");
    server_.api().ExpireContinueTokens();
    return std::nullopt;
  });
  Poller poller = MakePoller();
  const auto outcome = poller.Poll(Patient());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_TRUE(expired);
  EXPECT_EQ(outcome->snapshot->objects().services.size(), 599U);
}

TEST_F(PollerTest, CountsTheMemoryOfAListAgainAfter410) {
  std::string items;
  for (int i = 0; i < 36; ++i) {  // 18 MB
    items += (i == 0 ? "" : ",") + (R"({"metadata":{"name":")" + std::to_string(i)) +
             std::string(500'000, 'x') + R"(","namespace":"a"},"spec":{"type":"LoadBalancer"}})";
  }
  int continued = 0;
  server_.Intercept([&](const standin::Request& request) -> std::optional<Reply> {
    if (request.path != "/api/v1/services") return std::nullopt;
    const bool first = request.Query("continue").empty();
    if (!first && ++continued == 1) return standin::StatusReply(410, "Expired", "too old");
    return Reply{.body = R"({"kind":"ServiceList","metadata":{"continue":")" +
                         std::string(first ? "t" : "") + R"("},"items":[)" + (first ? items : "") +
                         "]}"};
  });
  Poller poller = MakePoller();
  const auto outcome = poller.Poll(Patient());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(continued, 2);
  EXPECT_EQ(outcome->snapshot->objects().services.size(), 36U);
}

TEST_F(PollerTest, RejectsAnInvalidVersion) {
  const auto unread_of = [this](const std::string& body) {
    server_.Intercept([body](const standin::Request& request) -> std::optional<Reply> {
      return request.path == "/version" ? std::optional(Reply{.body = body}) : std::nullopt;
    });
    return MakePoller().Poll(Patient())->unread.at(fleet::OptionalResource::kVersion).message;
  };
  EXPECT_EQ(unread_of(R"({"gitVersion":")" + std::string(1'001, 'v') + R"("})"),
            "/version: gitVersion has 1001 bytes");
  EXPECT_EQ(unread_of(R"({"gitVersion":7})"),
            "/version: gitVersion must be a string, found an integer");
  EXPECT_EQ(unread_of("{}"), "/version: no gitVersion");
}

}  // namespace
}  // namespace exporter::collector
