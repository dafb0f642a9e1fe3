// The fleet of an exporter over HTTP, from real servers.

#include "exporter/sources/remote_exporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/fleet_json.h"
#include "exporter/web/server.h"
#include "tests/standin/api_server.h"
#include "tests/support/faults.h"
#include "tests/support/made_fleet.h"
#include "tests/support/rich_fleet.h"

namespace exporter::sources {
namespace {

using testing::HasSubstr;
using testing::Not;

credentials::Deadline In(std::chrono::milliseconds time) {
  return {.at = std::chrono::steady_clock::now() + time};
}

const credentials::Deadline& Patient() {
  static const credentials::Deadline kPatient = In(std::chrono::minutes(5));
  return kPatient;
}

Result<remote::RemoteFleet> FetchFleet(std::string_view url,
                                       const credentials::Deadline& deadline) {
  const auto access = RemoteExporter::ParseUrl(url);
  if (!access) return tl::unexpected(access.error());
  return RemoteExporter(*access, "test").GetFleet(deadline);
}

std::string Render(const fleet::FleetView& fleet, const fleet::FleetPolicy& policy) {
  return report::RenderFullJson(fleet, fleet::Analyze(fleet, policy), policy);
}

class RemoteExporterTest : public testing::Test {
 protected:
  // Starts a server that responds with `response` to a request for the whole fleet.
  void Serve(web::Response response) {
    server_ = web::Server::Listen({{"127.0.0.1", 0}}, logger_).value();
    web::Routes routes;
    routes.get[kFleetPath] = [response = std::move(response)](const web::Request& request) {
      const auto full = request.query.find("full");
      return full != request.query.end() && full->second == "1" ? response
                                                                : web::PlainText(400, "bounded");
    };
    server_->Start(std::move(routes), web::Security::None(logger_));
    url_ = "http://" + server_->addresses().at(0);
  }

  // The error after the URL of the request.
  std::string ErrorOf(const web::Response& response) {
    Serve(response);
    const auto fetched = FetchFleet(url_, Patient());
    if (fetched) return "no error";
    const std::string place = url_ + "/api/v1/fleet?full=1: ";
    EXPECT_THAT(fetched.error().message, testing::StartsWith(place));
    return fetched.error().message.substr(place.size());
  }

  logging::Logger logger_{logging::Level::kError, logging::Format::kLogfmt,
                          [](std::string_view) {}};
  std::unique_ptr<web::Server> server_;
  std::string url_;
};

TEST_F(RemoteExporterTest, FetchesTheWholeFleet) {
  const std::string json = Render(tests::FullFleet(), tests::FullPolicy());
  Serve({.content_type = "application/json", .body = json});
  for (const std::string& url : {url_, url_ + "/"}) {
    const auto fetched = FetchFleet(url, Patient());
    ASSERT_TRUE(fetched) << fetched.error().message;
    EXPECT_NE(fetched->missing, "") << "a source of the exporter is down";
    EXPECT_EQ(Render(fetched->fleet, fetched->policy), json);
  }
}

TEST_F(RemoteExporterTest, SaysWhatIsWrongWithTheResponse) {
  EXPECT_EQ(ErrorOf(web::PlainText(404, "no")), "HTTP 404; is this metallb-pool-exporter?");
  EXPECT_EQ(ErrorOf({.content_type = "text/html", .body = "<html>"}),
            "HTTP 200; is this metallb-pool-exporter?");
  EXPECT_EQ(ErrorOf(web::PlainText(401, "no")),
            "HTTP 401; the exporter requires a user name and a password");
  EXPECT_EQ(ErrorOf({.content_type = "application/json", .body = "{}"}),
            "not the JSON of metallb-pool-exporter: it has no version");
}

TEST_F(RemoteExporterTest, SaysThatNoServerResponds) {
  Serve(web::PlainText(200, ""));
  server_.reset();
  const auto fetched = FetchFleet(url_, Patient());
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().kind, ErrorKind::kUnreachable);
  EXPECT_EQ(fetched.error().message, url_.substr(url_.find("127")) + ": connection refused");
}

TEST_F(RemoteExporterTest, GivesUpAtTheDeadline) {
  standin::ApiServer server;
  server.Intercept([](const standin::Request&) {
    return tests::Delivered({.body = "{}"}, standin::Delivery::kHang);
  });
  const auto fetched = FetchFleet(server.Url(), In(std::chrono::milliseconds(200)));
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().kind, ErrorKind::kTimeout);
}

TEST_F(RemoteExporterTest, RejectsInvalidUrlsWithoutQuotingCredentials) {
  const auto error_of = [](const char* url) { return FetchFleet(url, Patient()).error(); };
  EXPECT_EQ(error_of("exporter:10472/x").kind, ErrorKind::kConfig);
  EXPECT_EQ(error_of("ftp://exporter").message,
            "must begin with http:// or https://, found \"ftp\"; write it as "
            "http://127.0.0.1:10472");
  const std::string message = error_of("http://user:s3cret@exporter:10472").message;
  EXPECT_THAT(message, HasSubstr("is sent over https:// only"));
  EXPECT_THAT(message, Not(HasSubstr("s3cret")));
}

TEST(JsonBound, AllowsTwoHundredFiftyLargeClusters) {
  constexpr int kClusters = 10;  // each has the same size
  constexpr int kServices = 1000;
  fleet::FleetView fleet;
  for (int c = 0; c < kClusters; ++c) {
    const std::string network = "10." + std::to_string(c) + '.';
    std::vector<metallb::Service> services;
    for (int s = 0; s < kServices; ++s) {
      services.push_back(
          tests::MakeService("frontend-of-application-" + std::to_string(s),
                             {network + std::to_string(s / 250) + '.' + std::to_string(s % 250)}));
    }
    fleet.clusters.push_back(tests::MakeCluster("cluster-" + std::to_string(c),
                                                {tests::MakePool("web", {network + "0.0/22"})},
                                                std::move(services)));
  }
  const std::string json = Render(fleet, {});
  EXPECT_LT(json.size() / kClusters * 250, RemoteExporter::kMaxJsonBytes);
}

TEST(ParseUrl, AcceptsTheUrlOfTheJson) {
  for (const char* const path :
       {"", "/", "/api/v1/fleet", "/api/v1/fleet/", "/api/v1/fleet?full=1"}) {
    for (const char* const prefix : {"", "/east"}) {
      const auto access =
          RemoteExporter::ParseUrl("https://a:b@exporter:10472" + std::string(prefix) + path);
      ASSERT_TRUE(access) << prefix << path;
      EXPECT_EQ(access->endpoint.path_prefix, prefix) << path;
    }
  }
  EXPECT_EQ(RemoteExporter::ParseUrl("http://exporter/api/v1")->endpoint.path_prefix, "/api/v1");
}

TEST(ParseUrl, RejectsAQueryWithoutQuotingIt) {
  for (const char* const end :
       {"?token=s3cret", "/?s3cret", "#s3cret", "/api/v1/fleet?token=s3cret",
        "/api/v1/fleet?full=1&token=s3cret"}) {
    const auto access = RemoteExporter::ParseUrl("https://exporter:10472" + std::string(end));
    ASSERT_FALSE(access) << end;
    EXPECT_EQ(
        access.error().message,
        "must not have a query (\"?\") or a fragment (\"#\"), which are not sent; write it as "
        "http://127.0.0.1:10472");
  }
}

TEST(ParseUrl, AcceptsCredentialsOnlyWithTls) {
  const auto access = RemoteExporter::ParseUrl("https://scan:a%40b@exporter:10472/x");
  ASSERT_TRUE(access);
  EXPECT_EQ(access->basic, (credentials::BasicCredentials{"scan", "a@b"}));
  EXPECT_EQ(access->endpoint.host, "exporter");
  EXPECT_EQ(access->endpoint.path_prefix, "/x");
  const auto plain = RemoteExporter::ParseUrl("http://scan:secret@exporter:10472");
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().message, "has a password, which is sent over https:// only");
  const auto invalid = RemoteExporter::ParseUrl("https://scan:secret@exporter:0");
  ASSERT_FALSE(invalid);
  EXPECT_EQ(invalid.error().message,
            "has a port that is not between 1 and 65535, found \"0\"; write it as "
            "https://user:password@127.0.0.1:10472");
}

}  // namespace
}  // namespace exporter::sources
