// ApiClient against a real HTTP server on loopback, healthy and faulty.

#include "exporter/kubernetes/api_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/kubernetes/server_access.h"
#include "tests/kubernetes/silent_server.h"
#include "tests/standin/api_server.h"
#include "tests/support/certificates.h"
#include "tests/support/deadlines.h"
#include "tests/support/faults.h"

namespace exporter::kubernetes {
namespace {

using standin::ApiServer;
using standin::Delivery;
using standin::Reply;
using testing::HasSubstr;

TEST(ApiClient, ReadsOverPlainHttp) {
  ApiServer server;
  const auto response = GetVersion(AccessTo(server));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->content_type, "application/json");
  EXPECT_THAT(response->body, HasSubstr("v1.32.4"));

  const auto request = server.Requests().at(0);
  EXPECT_EQ(request.Header("User-Agent"), kAgent);
  EXPECT_EQ(request.Header("Accept"), "application/json");
  EXPECT_EQ(request.Header("Accept-Encoding"), "gzip");
}

TEST(ApiClient, ReusesItsConnection) {
  ApiServer server;
  ApiClient client(AccessTo(server), kAgent);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.Get("/version", tests::Patient())->status, 200);
  EXPECT_EQ(server.Connections(), 1U);
}

// The open descriptors of this process, which contains client and server.
std::ptrdiff_t Descriptors() {
  const std::filesystem::directory_iterator descriptors("/proc/self/fd");
  return std::distance(begin(descriptors), std::filesystem::directory_iterator());
}

TEST(ApiClient, UsesOneDescriptorBetweenRequests) {
  ApiServer server;
  std::vector<std::unique_ptr<ApiClient>> clients;
  const auto connect = [&] {
    clients.push_back(std::make_unique<ApiClient>(AccessTo(server), kAgent));
    EXPECT_EQ(clients.back()->Get("/version", tests::Patient())->status, 200);
  };
  connect();  // the first request opens descriptors that stay open
  const std::ptrdiff_t before = Descriptors();
  for (int i = 0; i < 5; ++i) connect();
  EXPECT_EQ(Descriptors() - before, 10) << "both ends of each connection";
}

TEST(ApiClient, KeepsThePathPrefix) {
  ApiServer server({.path_prefix = "/k8s/clusters/c-1"});
  EXPECT_EQ(Outcome(GetVersion(AccessTo(server))), "200");
  EXPECT_EQ(server.Requests().at(0).target, "/k8s/clusters/c-1/version");
}

TEST(ApiClient, ReadsCompressedResponses) {
  ApiServer server;
  const std::string large(500'000, 'x');
  server.Intercept([&](const standin::Request&) { return Reply{.body = large}; });
  EXPECT_EQ(GetVersion(AccessTo(server))->body, large);
  credentials::Access plain = AccessTo(server);
  plain.disable_compression = true;
  EXPECT_EQ(GetVersion(plain)->body, large);
  EXPECT_EQ(server.Requests().at(1).Header("Accept-Encoding"), "");
}

TEST(ApiClient, SendsNoCredentialsWithoutTls) {
  ApiServer server;
  credentials::Access access = AccessTo(server);
  access.token = "secret";
  access.basic = credentials::BasicCredentials{"user", "secret"};
  access.impersonation.user = "jane";
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  const auto request = server.Requests().at(0);
  EXPECT_EQ(request.Header("Authorization"), "");
  EXPECT_EQ(request.Header("Impersonate-User"), "");
}

TEST(ApiClient, SaysWhyAServerCannotBeReached) {
  credentials::Access access;
  {
    ApiServer server;
    access = AccessTo(server);
  }
  EXPECT_EQ(Outcome(GetVersion(access)),
            "unreachable: " + credentials::HostAndPort(access.endpoint) + ": connection refused");
  access.endpoint.host = "no-such-host.invalid";
  access.endpoint.port = 443;
  EXPECT_EQ(Outcome(GetVersion(access)),
            "unreachable: no-such-host.invalid:443: the host name cannot be resolved");
}

TEST(ApiClient, EndsAtTheDeadlineIfTheServerHangs) {
  for (const auto& [delivery, step] : {std::pair(Delivery::kHang, "waiting for the response"),
                                       std::pair(Delivery::kHangInBody, "reading the response"),
                                       std::pair(Delivery::kDrip, "reading the response")}) {
    ApiServer server;
    const Delivery how = delivery;
    server.Intercept([how](const standin::Request&) {
      return tests::Delivered({.body = std::string(10'000, 'x')}, how);
    });
    const std::string expected = "timeout: " + Place(server) + ": timeout while " + step;
    EXPECT_EQ(TimedOut(AccessTo(server), expected), expected);
  }
}

TEST(ApiClient, EndsAtTheDeadlineInTheTlsHandshake) {
  const SilentServer server;
  for (const auto& [access, step] : {std::pair(server.ToIt(true), "waiting for the TLS handshake"),
                                     std::pair(server.ToIt(false), "waiting for the response")}) {
    const std::string expected =
        "timeout: " + credentials::HostAndPort(access.endpoint) + ": timeout while " + step;
    EXPECT_EQ(TimedOut(access, expected), expected);
  }
}

TEST(ApiClient, StopsAtAnyMoment) {
  for (const Delivery delivery : {Delivery::kHang, Delivery::kHangInBody, Delivery::kDrip}) {
    ApiServer server;
    server.Intercept([&](const standin::Request&) {
      return tests::Delivered({.body = std::string(10'000, 'x')}, delivery);
    });
    std::stop_source stop;
    std::jthread stopper([&] {
      server.WaitForRequests([](const auto& requests) { return !requests.empty(); });
      stop.request_stop();
    });
    credentials::Deadline deadline = tests::Patient();
    deadline.stop = stop.get_token();
    EXPECT_EQ(Outcome(GetVersion(AccessTo(server), deadline)),
              "timeout: " + Place(server) + ": stopped");
    // A stop before the request ends it at once.
    EXPECT_EQ(Outcome(GetVersion(AccessTo(server), deadline)),
              "timeout: " + Place(server) + ": stopped");
  }
}

TEST(ApiClient, ATruncatedBodyIsAnError) {
  ApiServer server;
  server.Intercept([&](const standin::Request&) {
    return tests::Delivered({.body = std::string(10'000, 'x')}, Delivery::kCut);
  });
  EXPECT_THAT(Outcome(GetVersion(AccessTo(server))), HasSubstr("protocol: "));
  EXPECT_EQ(server.Requests().size(), 1U) << "not repeated, because the connection was new";
}

TEST(ApiClient, AnInvalidEncodingIsAnError) {
  ApiServer server;
  server.Intercept([](const standin::Request&) {
    return Reply{.body = "garbage", .headers = {{"Content-Encoding", "gzip"}}};
  });
  EXPECT_THAT(Outcome(GetVersion(AccessTo(server))), HasSubstr("protocol: "));
}

TEST(ApiClient, DataAfterAGzipMemberIsAnError) {
  using std::string_literals::operator""s;
  ApiServer server;
  const std::string empty = "\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0"s;
  std::string body = empty;
  server.Intercept([&](const standin::Request&) {
    return Reply{.body = body, .headers = {{"Content-Encoding", "gzip"}}};
  });
  EXPECT_EQ(Outcome(GetVersion(AccessTo(server))), "200");
  body = empty + empty;
  EXPECT_EQ(Outcome(GetVersion(AccessTo(server))),
            "protocol: " + Place(server) +
                ": the response has invalid gzip data, or data after its first gzip member");
}

TEST(ApiClient, ABodyOfMoreThan64MiBIsAnError) {
  ApiServer server;
  std::string body(ApiClient::kMaxBodyBytes, ' ');
  server.Intercept([&](const standin::Request&) { return Reply{.body = body}; });
  EXPECT_EQ(Outcome(GetVersion(AccessTo(server))), "200");
  body += ' ';
  const std::string too_large =
      "protocol: " + Place(server) +
      ": the response is larger than 64 MiB or its headers are larger than 256 KiB";
  EXPECT_EQ(Outcome(GetVersion(AccessTo(server))), too_large)
      << "the limit applies after decompression";
  server.Intercept([](const standin::Request&) {
    Reply reply{.body = "{}"};
    for (int i = 0; i < 300; ++i) reply.headers.emplace_back("X-Long", std::string(1'000, 'x'));
    return reply;
  });
  EXPECT_EQ(Outcome(GetVersion(AccessTo(server))), too_large);
}

TEST(ApiClient, DoesNotFollowRedirects) {
  ApiServer server;
  server.Intercept([](const standin::Request&) {
    return tests::RedirectTo("https://login.example.com/oauth?state=secret");
  });
  const auto response = GetVersion(AccessTo(server));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(server.Requests().size(), 1U);
  const Error error = ErrorOf(*response, "/version");
  EXPECT_EQ(error.kind, ErrorKind::kProtocol);
  EXPECT_EQ(error.message,
            "/version: HTTP 302: a redirect to https://login.example.com, which an API server does "
            "not send");
}

TEST(ErrorOf, ChoosesTheKindByStatusAndQuotesTheStatusMessage) {
  struct Case {
    int status;
    ErrorKind kind;
  };
  for (const Case& each : {Case{400, ErrorKind::kProtocol}, Case{401, ErrorKind::kUnauthorized},
                           Case{403, ErrorKind::kForbidden}, Case{404, ErrorKind::kProtocol},
                           Case{409, ErrorKind::kProtocol}, Case{429, ErrorKind::kThrottled},
                           Case{499, ErrorKind::kProtocol}, Case{500, ErrorKind::kUnreachable},
                           Case{503, ErrorKind::kUnreachable}, Case{204, ErrorKind::kProtocol}}) {
    const Response response{.status = each.status,
                            .content_type = "",
                            .body = "",
                            .location = "",
                            .retry_after = std::chrono::seconds(7)};
    const Error error = ErrorOf(response, "/x");
    EXPECT_EQ(error.kind, each.kind) << each.status;
    EXPECT_EQ(error.message, "/x: HTTP " + std::to_string(each.status));
    EXPECT_EQ(error.retry_after, std::chrono::seconds(7));
  }
  Response response;
  response.status = 403;
  response.body = standin::StatusReply(403, "Forbidden", "no\nway " + std::string(400, 'x')).body;
  EXPECT_EQ(ErrorOf(response, "/x").message,
            "/x: HTTP 403: no[U+000A]way " + std::string(293, 'x'));
  response.body = "<html>secret</html>";
  EXPECT_EQ(ErrorOf(response, "/x").message, "/x: HTTP 403");
}

// A text of a server that quotes the request's credentials.
std::string Quoted(const standin::Request& request) {
  const std::string header = request.Header("Authorization");
  return "not \"" + header + "\", " + credentials::PercentEncode(header) + ", " +
         header.substr(0, 20);
}

TEST(ErrorOf, RedactsTheCredentialsThatWereSent) {
  for (const bool basic : {false, true}) {
    ApiServer server(
        {.certificate = tests::MakeLoopbackServer(tests::MakeAuthority("an authority"))});
    credentials::Access access = AccessTo(server);
    access.insecure_skip_tls_verify = true;
    if (basic) access.basic = credentials::BasicCredentials{"joe", "hunter2/\"x"};
    if (!basic) access.token = "hunter2-token/with=a-tail";
    server.Intercept([](const standin::Request& request) {
      return standin::StatusReply(401, "Unauthorized", Quoted(request) + " joe:hunter2/\"x");
    });
    const auto response = GetVersion(access);
    ASSERT_TRUE(response) << response.error().message;
    const std::string message = ErrorOf(*response, "/version").message;
    EXPECT_THAT(message,
                HasSubstr(basic ? "not \"Basic <redacted>\", " : "not \"Bearer <redacted>\""));
    EXPECT_THAT(message, testing::Not(HasSubstr(basic ? "hunter2" : "hunter2-token")));
    EXPECT_THAT(message, testing::Not(HasSubstr("am9lOmh1bnRlcjI")));
    server.Intercept([](const standin::Request&) {
      return tests::RedirectTo("https://hunter2-token.example.com/");
    });
    EXPECT_EQ(
        ErrorOf(*GetVersion(access), "/version").message.find("hunter2-token") == std::string::npos,
        !basic);
  }
}

TEST(ApiClient, BoundsRetryAfter) {
  ApiServer server;
  const auto retry_after = [&](const std::string& value) {
    server.Intercept([=](const standin::Request&) {
      Reply reply = standin::StatusReply(429, "TooManyRequests", "later");
      reply.headers = {{"Retry-After", value}};
      return reply;
    });
    return GetVersion(AccessTo(server))->retry_after;
  };
  EXPECT_EQ(retry_after("1"), std::chrono::seconds(1));
  EXPECT_EQ(retry_after("32"), std::chrono::seconds(32));
  EXPECT_EQ(retry_after("999999999999"), std::chrono::minutes(10));
  EXPECT_EQ(retry_after("0"), std::nullopt);
  EXPECT_EQ(retry_after("soon"), std::nullopt);
}

TEST(ExpectJson, DoesNotQuoteASecretInTheContentType) {
  Response response;
  response.content_type = "a-secret-token/html";
  response.secrets = {"a-secret-token"};
  EXPECT_EQ(ExpectJson(response, "/version").error().message,
            "/version: a response of type \"<redacted>/html\", but an API server sends JSON");
}

}  // namespace
}  // namespace exporter::kubernetes
