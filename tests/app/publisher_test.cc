#include "exporter/app/publisher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/faults.h"
#include "tests/support/wait_until.h"

namespace exporter::app {
namespace {

using testing::HasSubstr;
using testing::Not;

class PublisherTest : public testing::Test {
 protected:
  PublisherTest() {
    server_.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
    credentials::Access access;
    access.endpoint = {false, "127.0.0.1", server_.port(), ""};
    config_ = {.identity = {.name = "a", .context = "a", .network = "default"}, .access = access};
  }

  // The first publication that satisfies the condition.
  static std::shared_ptr<const Publication> WaitFor(
      const Publisher& publisher, const std::function<bool(const Publication&)>& condition) {
    std::shared_ptr<const Publication> publication;
    tests::WaitUntil(
        [&] {
          publication = publisher.Current();
          return condition(*publication);
        },
        [&] { return "a publication; the last one:\n" + publication->record_text->text(); });
    return publication;
  }

  const std::shared_ptr<const fleet::FleetPolicy> policy_ =
      std::make_shared<const fleet::FleetPolicy>();
  standin::ApiServer server_;
  logging::Logger logger_{logging::Level::kError, logging::Format::kLogfmt};
  collector::ClusterConfig config_{.identity = {}, .access = credentials::Access{}};
};

TEST_F(PublisherTest, ShowsTheFleetBeforeItsFirstPoll) {
  server_.Intercept([](const standin::Request&) {
    return tests::Delivered({.body = "{}"}, standin::Delivery::kHang);
  });
  collector::Collector collector({.user_agent = "test"}, logger_);
  collector.SetClusters({config_}, true);
  const Publisher publisher(collector, policy_, {.version = "1", .revision = "2"}, "cluster");
  const auto before = publisher.Current();
  ASSERT_NE(before, nullptr);
  EXPECT_FALSE(before->fleet.Complete());
  EXPECT_THAT(before->record_text->text(),
              HasSubstr("metallb_exporter_cluster_polls_total{cluster=\"a\"} 0"));
  EXPECT_THAT(before->record_text->text(), Not(HasSubstr("metallb_exporter_cluster_up")));
  EXPECT_THAT(before->facts_text->text(), HasSubstr("state=\"unknown\"} 1"));
}

TEST_F(PublisherTest, DoesNotAnalyseOrRenderAnUnchangedFleetAgain) {
  collector::Collector collector({.interval = std::chrono::milliseconds(10), .user_agent = "test"},
                                 logger_);
  collector.SetClusters({config_}, true);
  const Publisher publisher(collector, policy_, {}, "cluster");
  const auto first = WaitFor(
      publisher, [](const Publication& publication) { return publication.fleet.Complete(); });
  EXPECT_THAT(
      first->facts_text->text(),
      HasSubstr("metallb_pool_capacity_addresses{cluster=\"a\",pool=\"p\",family=\"ipv4\"} 256"));
  const auto later = WaitFor(publisher, [&](const Publication& publication) {
    return publication.fleet.clusters[0].record.polls > first->fleet.clusters[0].record.polls;
  });
  EXPECT_EQ(later->facts, first->facts) << "not analysed again";
  EXPECT_EQ(later->facts_text, first->facts_text) << "the same bytes";
  EXPECT_NE(later->record_text, first->record_text);
  EXPECT_EQ(later->content, first->content) << "polls alone do not change the content";

  server_.state().Put(standin::kServices,
                      standin::MakeService("shop", "web", {.addresses = {"10.0.0.7"}}));
  const auto changed = WaitFor(
      publisher, [&](const Publication& publication) { return publication.facts != first->facts; });
  EXPECT_THAT(
      changed->facts_text->text(),
      HasSubstr("metallb_pool_assigned_addresses{cluster=\"a\",pool=\"p\",family=\"ipv4\"} 1"));
  EXPECT_NE(changed->content, first->content);
}

TEST_F(PublisherTest, TheContentChangesWithTheErrorsOfPolls) {
  collector::Collector collector({.interval = std::chrono::milliseconds(10), .user_agent = "test"},
                                 logger_);
  collector.SetClusters({config_}, true);
  const Publisher publisher(collector, policy_, {}, "cluster");
  auto last = WaitFor(publisher,
                      [](const Publication& publication) { return publication.fleet.Complete(); });
  for (const char* path : {"/version", "/api/v1/services"}) {  // optional, then required
    for (const int status : {403, 500}) {
      server_.Intercept([path, status](const standin::Request& request) {
        return request.path == path ? std::optional(standin::StatusReply(status, "Reason", "no"))
                                    : std::nullopt;
      });
      const std::uint64_t before = last->content;
      const std::string expected = std::string(path) + ": HTTP " + std::to_string(status) + ": no";
      last = WaitFor(publisher, [&](const Publication& publication) {
        const fleet::PollRecord& record = publication.fleet.clusters[0].record;
        const auto unread = record.unread.find(fleet::OptionalResource::kVersion);
        return (record.last_error && record.last_error->message == expected) ||
               (unread != record.unread.end() && unread->second.message == expected);
      });
      EXPECT_NE(last->content, before) << expected;
    }
  }
}

TEST_F(PublisherTest, DropsTheSeriesOfAClusterAfterStaleAfter) {
  collector::Collector collector({.interval = std::chrono::milliseconds(10),
                                  .stale_after = std::chrono::milliseconds(200),
                                  .user_agent = "test"},
                                 logger_);
  collector.SetClusters({config_}, true);
  const Publisher publisher(collector, policy_, {}, "cluster");
  WaitFor(publisher, [](const Publication& publication) { return publication.fleet.Complete(); });
  // The failed poll makes the data stale. Retry-After prevents another poll: only time passes.
  server_.Intercept([](const standin::Request&) {
    standin::Reply reply = standin::StatusReply(503, "ServiceUnavailable", "away");
    reply.headers = {{"Retry-After", "300"}};
    return reply;
  });
  const auto unknown = WaitFor(publisher, [](const Publication& publication) {
    return publication.fleet.clusters[0].state == fleet::DataState::kUnknown;
  });
  EXPECT_THAT(unknown->facts_text->text(), Not(HasSubstr("metallb_pool_")));
  EXPECT_THAT(unknown->facts_text->text(), HasSubstr("state=\"unknown\"} 1"));
  EXPECT_THAT(unknown->record_text->text(),
              HasSubstr("metallb_exporter_cluster_up{cluster=\"a\"} 0"));
  EXPECT_THAT(unknown->record_text->text(),
              HasSubstr("metallb_exporter_cluster_last_success_timestamp_seconds{cluster=\"a\"}"));
}

TEST_F(PublisherTest, PublishesANewPolicyAtOnce) {
  collector::Collector collector({.interval = std::chrono::hours(1), .user_agent = "test"},
                                 logger_);
  collector.SetClusters({config_}, true);
  Publisher publisher(collector, policy_, {}, "cluster");
  const auto before = WaitFor(publisher, [](const Publication& shown) { return shown.ready; });
  EXPECT_THAT(before->facts_text->text(), Not(HasSubstr("network=\"spare\"")));

  auto policy = std::make_shared<fleet::FleetPolicy>();
  policy->networks["spare"];
  publisher.Update(policy, /*reload_successful=*/false);
  EXPECT_THAT(publisher.Current()->facts_text->text(),
              HasSubstr("metallb_fleet_duplicate_addresses{network=\"spare\"} 0"));
  EXPECT_THAT(publisher.Current()->record_text->text(),
              HasSubstr("metallb_exporter_config_last_reload_successful 0"));
}

TEST_F(PublisherTest, StaysReadyWhenAClusterIsAdded) {
  collector::Collector collector({.interval = std::chrono::hours(1), .user_agent = "test"},
                                 logger_);
  collector.SetClusters({config_}, true);
  Publisher publisher(collector, policy_, {}, "cluster");
  WaitFor(publisher, [](const Publication& shown) { return shown.ready; });
  server_.Intercept([](const standin::Request&) {
    return tests::Delivered({.body = "{}"}, standin::Delivery::kHang);
  });
  collector::ClusterConfig another = config_;
  another.identity.name = "b";
  collector.SetClusters({config_, another}, true);
  publisher.Update(nullptr, /*reload_successful=*/true);
  EXPECT_EQ(publisher.Current()->fleet.clusters.size(), 2U);
  EXPECT_FALSE(publisher.Current()->fleet.Complete());
  EXPECT_TRUE(publisher.Current()->ready);
}

TEST_F(PublisherTest, RendersTheFactsAgainWhenDataBecomesStale) {
  collector::Collector collector({.interval = std::chrono::milliseconds(10), .user_agent = "test"},
                                 logger_);
  collector.SetClusters({config_}, true);
  const Publisher publisher(collector, policy_, {}, "cluster");
  const auto fresh = WaitFor(publisher, [](const Publication& shown) { return shown.ready; });
  EXPECT_THAT(fresh->facts_text->text(),
              HasSubstr("metallb_fleet_clusters{network=\"default\",state=\"fresh\"} 1"));
  server_.Intercept([](const standin::Request&) {
    return standin::StatusReply(500, "InternalError", "etcd is gone");
  });
  const auto stale = WaitFor(publisher, [](const Publication& shown) {
    return shown.fleet.clusters[0].state == fleet::DataState::kStale;
  });
  EXPECT_THAT(stale->facts_text->text(),
              HasSubstr("metallb_fleet_clusters{network=\"default\",state=\"stale\"} 1"));
  EXPECT_EQ(stale->fleet.clusters[0].snapshot, fresh->fleet.clusters[0].snapshot);
}

// A first poll that fails changes neither the state nor the data of its cluster.
TEST_F(PublisherTest, ShowsTheConflictsWhenTheLastFirstPollHasFailed) {
  standin::ApiServer late({.uid = "late"});
  std::promise<void> a_is_shown;
  late.Intercept([released = a_is_shown.get_future().share()](const standin::Request&) {
    released.wait_for(std::chrono::minutes(1));
    return standin::StatusReply(500, "InternalError", "etcd is gone");
  });
  collector::ClusterConfig second = config_;
  second.identity.name = "b";
  second.access->endpoint.port = late.port();
  collector::Collector collector(
      {.interval = std::chrono::hours(1), .timeout = std::chrono::minutes(5), .user_agent = "test"},
      logger_);
  collector.SetClusters({config_, second}, true);
  const Publisher publisher(collector, policy_, {}, "cluster");
  const auto partial = WaitFor(
      publisher, [](const Publication& shown) { return shown.fleet.clusters[0].record.up; });
  EXPECT_THAT(partial->facts_text->text(), Not(HasSubstr("metallb_fleet_duplicate_addresses{")));
  a_is_shown.set_value();
  const auto complete = WaitFor(publisher, [](const Publication& publication) {
    return publication.fleet.clusters[1].record.polls > 0;
  });
  EXPECT_EQ(complete->fleet.clusters[1].state, fleet::DataState::kUnknown);
  EXPECT_THAT(complete->facts_text->text(),
              HasSubstr("metallb_fleet_duplicate_addresses{network=\"default\"} 0"));
}

// The data of a name that leads to another server does not conflict, but its state may be the same.
TEST_F(PublisherTest, RendersTheFactsAgainWhenANameLeadsToAnotherServer) {
  standin::ApiServer other({.uid = "other"});
  for (standin::ApiServer* const server : {&server_, &other}) {
    server->state().Put(standin::kServices,
                        standin::MakeService("shop", "web", {.addresses = {"10.0.0.7"}}));
  }
  collector::ClusterConfig second = config_;
  second.identity.name = "b";
  second.access->endpoint.port = other.port();
  collector::Collector collector({.interval = std::chrono::milliseconds(10), .user_agent = "test"},
                                 logger_);
  collector.SetClusters({config_, second}, false);
  Publisher publisher(collector, policy_, {}, "cluster");
  const auto one = "metallb_fleet_duplicate_addresses{network=\"default\"} 1\n";
  const auto none = "metallb_fleet_duplicate_addresses{network=\"default\"} 0\n";
  const auto wait_for = [&](const char* series) {
    WaitFor(publisher, [&](const Publication& shown) {
      return shown.facts_text->text().find(series) != std::string::npos;
    });
  };
  wait_for(one);
  other.Intercept([](const standin::Request&) {
    return standin::StatusReply(500, "InternalError", "etcd is gone");
  });
  WaitFor(publisher, [](const Publication& shown) {
    return shown.fleet.clusters[1].state == fleet::DataState::kStale;
  });
  wait_for(one);
  second.access->endpoint.path_prefix = "/moved";
  collector.SetClusters({config_, second}, false);
  wait_for(none);
  second.access->endpoint.path_prefix = "";
  collector.SetClusters({config_, second}, false);
  wait_for(one);
}

}  // namespace
}  // namespace exporter::app
