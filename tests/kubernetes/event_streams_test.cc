#include "exporter/kubernetes/event_streams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "tests/kubernetes/server_access.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/certificates.h"
#include "tests/support/deadlines.h"
#include "tests/support/proxy.h"
#include "tests/support/temporary_folder.h"

namespace exporter::kubernetes {
namespace {

using standin::ApiServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kPools = "/apis/metallb.io/v1beta1/ipaddresspools";

std::string WatchOf(const ApiServer& server) {
  return std::string(kPools) + "?watch=true&resourceVersion=" +
         std::to_string(
             const_cast<ApiServer&>(server).state().List(standin::kPools).resource_version);
}

class EventStreamsTest : public testing::Test {
 protected:
  explicit EventStreamsTest(standin::ServerOptions options = {}) : server_(std::move(options)) {}

  void Put(const std::string& name) {
    server_.state().Put(standin::kPools, standin::MakePool(name, {"10.0.0.0/24"}));
  }

  // Waits until the stream has lines, and returns them.
  static std::string Lines(EventStreams& streams, std::size_t stream) {
    const auto deadline = tests::Patient();
    std::string lines;
    while (lines.empty() && std::chrono::steady_clock::now() < deadline.at) {
      streams.Wait(deadline);
      lines = streams.TakeLines(stream).value_or("error");
    }
    return lines;
  }

  static std::optional<Result<Response>> End(EventStreams& streams, std::size_t stream) {
    const auto deadline = tests::Patient();
    std::optional<Result<Response>> end;
    while (!end && std::chrono::steady_clock::now() < deadline.at) {
      streams.Wait(deadline);
      end = streams.TakeEnd(stream);
    }
    return end;
  }

  static void WaitUntilOpen(EventStreams& streams, std::size_t stream) {
    const auto deadline = tests::Patient();
    while (!streams.IsOpen(stream) && std::chrono::steady_clock::now() < deadline.at) {
      streams.Wait(deadline);
    }
    EXPECT_TRUE(streams.IsOpen(stream));
  }

  // Sends and receives an event. The last request of `api` was a list.
  void ExpectAnEvent(ApiClient& api) {
    ASSERT_EQ(Outcome(api.Get(kPools, tests::Patient())), "200");
    EventStreams streams(api, 1);
    ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
    WaitUntilOpen(streams, 0);
    Put("p");
    EXPECT_THAT(Lines(streams, 0), StartsWith(R"({"type":"ADDED")"));
  }

  ApiServer server_;
};

TEST_F(EventStreamsTest, ReadsLinesWhileTheyArrive) {
  ApiClient api(AccessTo(server_), kAgent);
  EventStreams streams(api, 2);
  ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
  WaitUntilOpen(streams, 0);
  EXPECT_EQ(streams.TakeLines(0), "");
  EXPECT_FALSE(streams.IsOpen(1));
  server_.watches().SendRaw(standin::kPools, "one\ntwo\nth");
  EXPECT_EQ(Lines(streams, 0), "one\ntwo\n") << "only complete lines";
  server_.watches().SendRaw(standin::kPools, "ree\n");
  EXPECT_EQ(Lines(streams, 0), "three\n");
}

TEST_F(EventStreamsTest, ReportsTheEndAndTheRestOfTheResponse) {
  ApiClient api(AccessTo(server_), kAgent);
  EventStreams streams(api, 1);
  ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
  WaitUntilOpen(streams, 0);
  EXPECT_FALSE(streams.TakeEnd(0)) << "it runs";
  server_.watches().SendRaw(standin::kPools, "whole\nhalf");
  server_.watches().EndWatches();
  const auto deadline = tests::Patient();
  while (streams.IsOpen(0)) streams.Wait(deadline);
  EXPECT_EQ(streams.TakeLines(0), "whole\n");
  const auto end = streams.TakeEnd(0);
  ASSERT_TRUE(end && *end);
  EXPECT_EQ((*end)->status, 200);
  EXPECT_EQ((*end)->body, "half");
  EXPECT_FALSE(streams.TakeEnd(0)) << "once";
}

TEST_F(EventStreamsTest, ReportsALostConnection) {
  ApiClient api(AccessTo(server_), kAgent);
  EventStreams streams(api, 1);
  ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
  WaitUntilOpen(streams, 0);
  server_.watches().CutWatches();
  const auto end = End(streams, 0);
  ASSERT_TRUE(end);
  EXPECT_THAT(Outcome(*end), StartsWith("protocol: " + Place(server_)));
}

TEST_F(EventStreamsTest, ReportsAStatus) {
  server_.SetForbiddenPaths({kPools});
  ApiClient api(AccessTo(server_), kAgent);
  EventStreams streams(api, 1);
  ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
  const auto end = End(streams, 0);
  ASSERT_TRUE(end && *end);
  EXPECT_EQ((*end)->status, 403);
  EXPECT_THAT((*end)->body, HasSubstr("forbidden"));
  EXPECT_EQ(streams.TakeLines(0), "") << "the body is not a stream";
}

TEST_F(EventStreamsTest, RejectsALineThatIsTooLong) {
  ApiClient api(AccessTo(server_), kAgent);
  EventStreams streams(api, 1);
  ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
  WaitUntilOpen(streams, 0);
  server_.watches().SendRaw(standin::kPools, std::string(EventStreams::kMaxLineBytes + 1, 'x'));
  const auto deadline = tests::Patient();
  Result<std::string> lines;
  while ((lines = streams.TakeLines(0)) && std::chrono::steady_clock::now() < deadline.at) {
    streams.Wait(deadline);
  }
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().message, "a line of more than 8 MiB");
}

TEST_F(EventStreamsTest, RejectsALineThatIsTooLongAndEndsInTime) {
  ApiClient api(AccessTo(server_), kAgent);
  EventStreams streams(api, 1);
  ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
  WaitUntilOpen(streams, 0);
  const std::string longest(EventStreams::kMaxLineBytes, 'x');
  const auto lines_of = [&](const std::string& text) {
    const std::uint64_t all = streams.ReceivedBytes(0) + text.size();
    server_.watches().SendRaw(standin::kPools, text);
    const auto deadline = tests::Patient();
    while (streams.ReceivedBytes(0) < all && std::chrono::steady_clock::now() < deadline.at) {
      streams.Wait(deadline);
    }
    return streams.TakeLines(0);
  };
  const auto accepted = lines_of("a\n" + longest + "\nb\n");
  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_EQ(accepted->size(), longest.size() + 5);
  const auto rejected = lines_of("a\n" + longest + "x\nb\n");
  ASSERT_FALSE(rejected);
  EXPECT_EQ(rejected.error().message, "a line of more than 8 MiB");
}

TEST_F(EventStreamsTest, WaitsUntilTheDeadlineOrAStop) {
  ApiClient api(AccessTo(server_), kAgent);
  EventStreams streams(api, 1);
  ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
  WaitUntilOpen(streams, 0);
  streams.Wait({std::chrono::steady_clock::now() + std::chrono::milliseconds(1)});

  std::stop_source stop;
  std::jthread stopping([&stop] { stop.request_stop(); });
  streams.Wait({tests::Patient().at, stop.get_token()});
  EXPECT_TRUE(stop.stop_requested());
  EXPECT_TRUE(streams.IsOpen(0)) << "a stop does not close it";
}

TEST_F(EventStreamsTest, ClosesAStream) {
  ApiClient api(AccessTo(server_), kAgent);
  EventStreams streams(api, 1);
  ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
  WaitUntilOpen(streams, 0);
  streams.Close(0);
  EXPECT_FALSE(streams.IsOpen(0));
  EXPECT_EQ(streams.ReceivedBytes(0), 0U);
  server_.watches().WaitForOpenWatches(0);
}

class EventStreamsTlsTest : public EventStreamsTest {
 protected:
  inline static const tests::CertificateAndKey kAuthority = tests::MakeAuthority("authority");

  EventStreamsTlsTest()
      : EventStreamsTest(
            {.certificate = tests::MakeSigned(
                 {.common_name = "x", .dns_names = {"kube.invalid"}, .ip_addresses = {"127.0.0.1"}},
                 kAuthority),
             .tokens = {"old"}}) {}

  credentials::Access Access() const { return AccessTo(server_, kAuthority.certificate_pem); }
};

TEST_F(EventStreamsTlsTest, SendsCredentials) {
  credentials::Access access = Access();
  access.token = "old";
  ApiClient api(access, kAgent);
  ExpectAnEvent(api);
}

TEST_F(EventStreamsTlsTest, UsesTheProxy) {
  const tests::ProxyServer proxy;
  credentials::Access access = Access();
  access.endpoint.host = "kube.invalid";
  access.token = "old";
  access.proxy =
      credentials::ParseProxyUrl("http://127.0.0.1:" + std::to_string(proxy.port())).value();
  ApiClient api(access, kAgent);
  ExpectAnEvent(api);
  const std::string target = "kube.invalid:" + std::to_string(server_.port());
  EXPECT_THAT(proxy.Targets(), ElementsAre(target, target));
}

// libcurl's own resolver would not find the name.
TEST_F(EventStreamsTlsTest, UsesTheAddressOfTheLastRequest) {
  credentials::Access access = Access();
  access.endpoint.host = "localhost";
  access.tls_server_name = "kube.invalid";
  access.token = "old";
  ApiClient api(access, kAgent);
  ExpectAnEvent(api);
}

TEST_F(EventStreamsTlsTest, SendsTheTokenOfAFileThatChanged) {
  const tests::TemporaryFolder folder;
  credentials::Access access = Access();
  access.token_file = folder.Write("token", "old");
  ApiClient api(access, kAgent);
  ExpectAnEvent(api);
  server_.SetTokens({"new"});
  folder.Write("token", "new");
  EventStreams streams(api, 1);
  ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
  const auto end = End(streams, 0);
  ASSERT_TRUE(end && *end);
  EXPECT_EQ((*end)->status, 401)
      << "a stream does not replace credentials, but the next request does";
  EXPECT_EQ(Outcome(api.Get(kPools, tests::Patient())), "200");
  ASSERT_TRUE(streams.Open(0, WatchOf(server_), tests::Patient()));
  WaitUntilOpen(streams, 0);
}

}  // namespace
}  // namespace exporter::kubernetes
