#include "exporter/kubernetes/list_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "tests/kubernetes/server_access.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/deadlines.h"
#include "tests/support/faults.h"

namespace exporter::kubernetes {
namespace {

using standin::ApiServer;
using standin::Reply;
using testing::HasSubstr;

constexpr const char* kPath = "/api/v1/services";
constexpr objects::WantedField kMetadata[] = {{"name"}};
constexpr objects::WantedField kWanted[] = {{"metadata", kMetadata}};

class ListClientTest : public testing::Test {
 protected:
  // Services s-0 to s-(count - 1), of which every second is a LoadBalancer.
  void PutServices(int count) {
    for (int i = 0; i < count; ++i) {
      server_.state().Put(
          standin::kServices,
          standin::MakeService("shop", "s-" + std::to_string(i),
                               {.type = i % 2 == 0 ? "LoadBalancer" : "ClusterIP"}));
    }
  }

  // "complete", "no such resource", or the error's reason and message.
  std::string List(const std::string& selector = "",
                   const credentials::Deadline& deadline = tests::Patient()) {
    const auto outcome = lists_.List(
        {.path = kPath, .kind = "ServiceList", .field_selector = selector, .wanted = kWanted},
        {.start =
             [this] {
               ++starts_;
               names_.clear();
             },
         .item = [this](const objects::Value& item) -> Result<void> {
           names_.push_back(std::get<std::string>(item.Find("metadata")->Find("name")->data));
           return {};
         }},
        deadline);
    if (!outcome) return std::string(Name(outcome.error().kind)) + ": " + outcome.error().message;
    return *outcome == ListOutcome::kComplete ? "complete" : "no such resource";
  }

  std::vector<std::string> Targets() {
    std::vector<std::string> targets;
    for (const auto& request : server_.Requests()) targets.push_back(request.target);
    return targets;
  }

  ApiServer server_;
  ApiClient api_{AccessTo(server_), "test"};
  ListClient lists_{api_};
  std::vector<std::string> names_;
  int starts_ = 0;
};

TEST_F(ListClientTest, ReadsPageByPage) {
  PutServices(1'001);
  EXPECT_EQ(List(), "complete");
  EXPECT_EQ(names_.size(), 1'001U);
  const auto targets = Targets();
  ASSERT_EQ(targets.size(), 3U);
  EXPECT_EQ(targets[0], "/api/v1/services?limit=500");
  EXPECT_THAT(targets[1], HasSubstr("/api/v1/services?limit=500&continue="));
  EXPECT_EQ(starts_, 1);
}

TEST_F(ListClientTest, RequestsNoPageAfterTheLastItem) {
  for (const int count : {0, 1, 499, 500, 501}) {
    server_.state().Clear(standin::kServices);
    PutServices(count);
    const std::size_t before = Targets().size();
    EXPECT_EQ(List(), "complete");
    EXPECT_EQ(names_.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(Targets().size() - before, count <= 500 ? 1U : 2U) << count;
  }
}

TEST_F(ListClientTest, ReadsOneConsistentListWhileObjectsChange) {
  PutServices(1'200);
  server_.Intercept([this](const standin::Request& request) -> std::optional<Reply> {
    if (!request.Query("continue").empty()) server_.state().Clear(standin::kServices);
    return std::nullopt;
  });
  EXPECT_EQ(List(), "complete");
  EXPECT_EQ(names_.size(), 1'200U);
}

TEST_F(ListClientTest, SendsTheFieldSelector) {
  PutServices(10);
  EXPECT_EQ(List("spec.type=LoadBalancer"), "complete");
  EXPECT_EQ(names_.size(), 5U);
  EXPECT_EQ(Targets()[0], "/api/v1/services?limit=500&fieldSelector=spec.type%3DLoadBalancer");
}

TEST_F(ListClientTest, RemembersThatTheServerRejectsTheSelector) {
  server_.api().SetVersion("v1.30.0", false);
  PutServices(10);
  EXPECT_EQ(List("spec.type=LoadBalancer"), "complete");
  EXPECT_EQ(names_.size(), 10U) << "the caller filters";
  EXPECT_EQ(Targets().size(), 2U);
  EXPECT_EQ(List("spec.type=LoadBalancer"), "complete");
  EXPECT_EQ(Targets().size(), 3U);

  server_.api().SetVersion("v1.31.0", true);
  lists_.ForgetRejections();
  EXPECT_EQ(List("spec.type=LoadBalancer"), "complete");
  EXPECT_EQ(names_.size(), 5U);
  EXPECT_EQ(Targets().size(), 4U);
}

TEST_F(ListClientTest, SendsTheSelectorAgainAfterAnother400) {
  server_.Intercept([](const standin::Request&) {
    return standin::StatusReply(400, "BadRequest", "nothing works");
  });
  const std::string error = "protocol: /api/v1/services: HTTP 400: nothing works";
  EXPECT_EQ(List("spec.type=LoadBalancer"), error);
  server_.Intercept({});
  EXPECT_EQ(List("spec.type=LoadBalancer"), "complete");
  EXPECT_THAT(Targets().back(), HasSubstr("fieldSelector"));
}

TEST_F(ListClientTest, RestartsPageByPageAfter410) {
  PutServices(1'200);
  int expired = 0;
  server_.Intercept([&](const standin::Request& request) -> std::optional<Reply> {
    if (request.Query("continue").empty() || ++expired > 1) return std::nullopt;
    server_.state().Remove(standin::kServices, "shop", "s-0");
    server_.api().ExpireContinueTokens();
    return std::nullopt;
  });
  EXPECT_EQ(List(), "complete");
  EXPECT_EQ(names_.size(), 1'199U);
  EXPECT_EQ(starts_, 2);
  const auto targets = Targets();
  ASSERT_EQ(targets.size(), 5U);
  EXPECT_EQ(targets[2], "/api/v1/services?limit=500");
  EXPECT_THAT(targets[4], HasSubstr("/api/v1/services?limit=500&continue="));
}

TEST_F(ListClientTest, RejectsAListThatExpiresFourTimes) {
  PutServices(600);
  server_.Intercept([this](const standin::Request& request) -> std::optional<Reply> {
    if (!request.Query("continue").empty()) server_.api().ExpireContinueTokens();
    return std::nullopt;
  });
  EXPECT_EQ(List(),
            "protocol: /api/v1/services: the list expired while it was read, 4 times in a row");
  EXPECT_EQ(Targets().size(), 8U);
}

TEST_F(ListClientTest, Rejects410OnTheFirstPageAfterOneRequest) {
  server_.Intercept(
      [](const standin::Request&) { return standin::StatusReply(410, "Expired", "too old"); });
  EXPECT_EQ(List(), "protocol: /api/v1/services: HTTP 410: too old");
  EXPECT_EQ(Targets().size(), 1U);
  EXPECT_EQ(starts_, 1);
}

TEST_F(ListClientTest, ReportsAResourceThatIsNotServed) {
  server_.Intercept([](const standin::Request&) {
    return Reply{.status = 404, .content_type = "text/plain", .body = "404 page not found\n"};
  });
  EXPECT_EQ(List(), "no such resource");
  server_.Intercept([](const standin::Request&) {
    return Reply{.status = 404, .content_type = "text/html", .body = "<h1>Not found</h1>"};
  });
  EXPECT_THAT(List(), HasSubstr("protocol: ")) << "not from an API server";
}

TEST_F(ListClientTest, RejectsAnswersThatAreNotLists) {
  const auto outcome_of = [this](const Reply& reply) {
    server_.Intercept([reply](const standin::Request&) { return reply; });
    return List();
  };
  const std::string start = "protocol: /api/v1/services: ";
  EXPECT_EQ(outcome_of(tests::LoginPage()),
            start + "a response of type \"text/html\", but an API server sends JSON");
  EXPECT_EQ(outcome_of({.body = ""}), start + "invalid or truncated JSON at byte 1");
  EXPECT_EQ(outcome_of({.body = "{}"}), start + "kind must be ServiceList, but is missing");
  EXPECT_EQ(outcome_of({.body = R"({"kind":"PodList","items":[]})"}),
            start + "kind must be ServiceList, found \"PodList\"");
  EXPECT_EQ(outcome_of({.body = R"({"kind":"ServiceList"})"}), start + "items is missing");
  EXPECT_THAT(outcome_of({.body = R"({"kind":"ServiceList","items":[)"}),
              HasSubstr(start + "invalid or truncated JSON"));
  EXPECT_EQ(outcome_of({.body = R"({"kind":"ServiceList","items":null})"}), "complete");
  EXPECT_THAT(outcome_of(tests::RedirectTo("https://login.example.com/x")),
              HasSubstr(start + "HTTP 302: a redirect to https://login.example.com"));
  EXPECT_EQ(outcome_of(standin::StatusReply(401, "Unauthorized", "no")),
            "unauthorized: /api/v1/services: HTTP 401: no");
  EXPECT_EQ(outcome_of(standin::StatusReply(403, "Forbidden", "no")),
            "forbidden: /api/v1/services: HTTP 403: no");
  EXPECT_EQ(outcome_of(standin::StatusReply(500, "InternalError", "oh")),
            "unreachable: /api/v1/services: HTTP 500: oh");
}

TEST_F(ListClientTest, RejectsARepeatedContinueToken) {
  server_.Intercept(tests::EndlessList(kPath, "ServiceList", true));
  EXPECT_EQ(List(), "protocol: /api/v1/services: the server repeated a continue token");
  server_.Intercept(tests::EndlessList(kPath, "ServiceList", false));
  EXPECT_THAT(List("", tests::Impatient()), HasSubstr("timeout: "));
}

TEST_F(ListClientTest, RejectsMoreThan10000Pages) {
  server_.Intercept(tests::EndlessList(kPath, "ServiceList", false));
  EXPECT_EQ(List(), "protocol: /api/v1/services: more than 10000 pages");
  EXPECT_EQ(Targets().size(), 10'000U);
}

TEST_F(ListClientTest, FailsIfALaterPageFails) {
  PutServices(600);
  server_.Intercept([](const standin::Request& request) -> std::optional<Reply> {
    if (request.Query("continue").empty()) return std::nullopt;
    return Reply{.status = 404, .body = "404 page not found\n"};
  });
  EXPECT_EQ(List(), "protocol: /api/v1/services: HTTP 404");
}

}  // namespace
}  // namespace exporter::kubernetes
