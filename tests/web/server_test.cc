// The server with real clients: cpp-httplib for valid requests, sockets for invalid ones.

#include "exporter/web/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/wait_until.h"

namespace exporter::web {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Response Text(const std::string& body) {
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = body;
  return response;
}

// A client that sends exactly the given bytes.
class BareClient {
 public:
  explicit BareClient(int port) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~BareClient() { close(descriptor_); }
  BareClient(const BareClient&) = delete;
  BareClient& operator=(const BareClient&) = delete;

  bool connected() const { return connected_; }

  // False if the server has closed the connection.
  bool Send(const std::string& text) const {
    std::size_t sent = 0;
    while (sent < text.size()) {
      const ssize_t count = send(descriptor_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return false;
      sent += static_cast<std::size_t>(count);
    }
    return true;
  }

  // Everything until the server closes the connection. Throws std::runtime_error if the server
  // sends nothing for tests::kWaitLimit.
  std::string ReadToEnd() const {
    const timeval limit = {.tv_sec = tests::kWaitLimit.count(), .tv_usec = 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    std::string text;
    std::array<char, 4096> part{};
    while (true) {
      const ssize_t count = recv(descriptor_, part.data(), part.size(), 0);
      if (count < 0 && errno == EAGAIN) {
        throw std::runtime_error("the server neither answers nor closes; so far: " + text);
      }
      if (count <= 0) return text;
      text.append(part.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  int descriptor_;
  bool connected_ = false;
};

class ServerTest : public testing::Test {
 protected:
  ServerTest() : server_(Server::Listen({{"127.0.0.1", 0}}, logger_).value()) {
    const std::string address = server_->addresses().at(0);
    port_ = std::stoi(address.substr(address.find(':') + 1));
    Routes routes;
    routes.get["/metrics"] = [](const Request& request) {
      Response response = Text(request.accepts_gzip ? "compressed" : "plain");
      response.gzip_encoded = request.accepts_gzip;
      return response;
    };
    routes.get["/tags"] = [](const Request& request) { return Text(request.if_none_match); };
    routes.get["/empty"] = [](const Request&) { return Text(""); };
    routes.get["/large"] = [](const Request&) { return Text(std::string(20'000'000, 'x')); };
    routes.get["/pieces"] = [](const Request&) {
      Response response = Text("c");
      response.shared_body = {std::make_shared<const std::string>(1'000'000, 'a'),
                              std::make_shared<const std::string>(),
                              std::make_shared<const std::string>("b")};
      return response;
    };
    routes.get["/pieces/only"] = [](const Request&) {
      Response response = Text("");
      response.shared_body = {std::make_shared<const std::string>("b")};
      return response;
    };
    routes.get["/slow"] = [this](const Request&) {
      asked_.release();
      answer_.acquire();
      return Text("at last");
    };
    routes.get["/throws"] = [](const Request&) -> Response { throw std::runtime_error("oh"); };
    routes.get["/both"] = [](const Request&) { return Text("got"); };
    routes.post["/both"] = [](const Request&) { return Text("posted"); };
    routes.post["/post"] = [](const Request&) { return Text("posted"); };
    server_->Start(std::move(routes), Security::None(logger_));
  }

  httplib::Client Client() const {
    httplib::Client client("127.0.0.1", port_);
    client.set_decompress(false);
    // Some versions of httplib's client accept gzip by default.
    client.set_default_headers({{"Accept-Encoding", "identity"}});
    client.set_read_timeout(std::chrono::minutes(5));
    return client;
  }

  std::string Exchange(const std::string& request) const {
    const BareClient client(port_);
    client.Send(request);
    return client.ReadToEnd();
  }

  logging::Logger logger_{logging::Level::kDebug, logging::Format::kLogfmt,
                          [this](std::string_view line) { log_ += line; }};
  std::string log_;
  std::binary_semaphore asked_{0};   // for /slow
  std::binary_semaphore answer_{0};  // which waits for it
  std::unique_ptr<Server> server_;
  int port_ = 0;
};

TEST_F(ServerTest, RespondsToGetAndHead) {
  auto client = Client();
  const auto get = client.Get("/metrics?query=ignored");
  ASSERT_TRUE(get);
  EXPECT_EQ(get->status, 200);
  EXPECT_EQ(get->body, "plain");
  EXPECT_EQ(get->get_header_value("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(get->get_header_value("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(get->get_header_value("Vary"), "Accept-Encoding");
  EXPECT_FALSE(get->has_header("Content-Encoding"));
  const auto head = client.Head("/metrics");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(head->get_header_value("Content-Length"), "5");
  EXPECT_EQ(client.Get("/empty")->body, "");
}

TEST_F(ServerTest, PutsSharedPiecesBeforeTheBody) {
  auto client = Client();
  const auto whole = client.Get("/pieces");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->body, std::string(1'000'000, 'a') + "bc");
  EXPECT_EQ(client.Head("/pieces")->get_header_value("Content-Length"), "1000002");
  EXPECT_EQ(client.Get("/pieces/only")->body, "b");
}

TEST_F(ServerTest, OnlyHandlersCompress) {
  auto client = Client();
  const auto response = client.Get("/metrics", {{"Accept-Encoding", "gzip"}});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->get_header_value("Content-Encoding"), "gzip");
  EXPECT_EQ(response->body, "compressed");
  const auto other = client.Get("/both", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(other->body, "got");
  EXPECT_FALSE(other->has_header("Content-Encoding"));
}

TEST_F(ServerTest, JoinsTheEntityTagsOfAllHeaders) {
  auto client = Client();
  EXPECT_EQ(client.Get("/tags", {{"If-None-Match", "\"1\""}, {"If-None-Match", "W/\"2\""}})->body,
            "\"1\", W/\"2\"");
  EXPECT_EQ(client.Get("/tags")->body, "");
}

TEST_F(ServerTest, KnowsOnlyExactPathsAndTheirMethods) {
  auto client = Client();
  for (const char* path : {"/", "/metric", "/metrics/", "/metricsx", "/%6Dissing"}) {
    EXPECT_EQ(client.Get(path)->status, 404) << path;
  }
  const auto wrong = client.Post("/metrics");
  EXPECT_EQ(wrong->status, 405);
  EXPECT_EQ(wrong->get_header_value("Allow"), "GET, HEAD");
  EXPECT_EQ(client.Get("/post")->get_header_value("Allow"), "POST");
  EXPECT_EQ(client.Put("/both")->get_header_value("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(client.Post("/both")->body, "posted");
  EXPECT_EQ(client.Post("/post")->body, "posted");
  EXPECT_EQ(client.Get("/both")->body, "got");
}

TEST_F(ServerTest, RespondsWith500IfAHandlerThrows) {
  EXPECT_EQ(Client().Get("/throws")->status, 500);
  EXPECT_THAT(log_, HasSubstr("msg=\"a handler failed\" path=/throws error=oh"));
}

TEST_F(ServerTest, ReusesConnectionsAndAcceptsPipelinedRequests) {
  const std::string get = "GET /metrics HTTP/1.1\r\nHost: x\r\n";
  const std::string answers =
      Exchange(get + "\r\n" + get + "\r\n" + get + "Connection: close\r\n\r\n");
  std::size_t count = 0;
  for (std::size_t at = 0; (at = answers.find("HTTP/1.1 200 OK", at)) != std::string::npos; ++at) {
    ++count;
  }
  EXPECT_EQ(count, 3U) << answers;
}

TEST_F(ServerTest, ClosesConnectionsOfTooLongRequests) {
  // Each request closes the connection, with any response. None may make the server read forever.
  Exchange("GET /" + std::string(100'000, 'x') + " HTTP/1.1\r\n\r\n");
  std::string headers = "GET /metrics HTTP/1.1\r\n";
  for (int i = 0; i < 10'000; ++i) headers += "X-Header: y\r\n";
  Exchange(headers);
  const BareClient endless(port_);
  endless.Send("POST /post HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
  while (endless.Send("10\r\n0123456789abcdef\r\n")) {
  }
  EXPECT_EQ(Client().Get("/metrics")->body, "plain");
}

// Proxies for single sign-on add long cookies and tokens.
TEST_F(ServerTest, AcceptsHeadersUpTo32Kib) {
  const std::string start = "GET /metrics HTTP/1.1\r\nConnection: close\r\n";
  const std::string token = "Authorization: Bearer " + std::string(12'000, 't') + "\r\n";
  const auto exchange_head_of = [&](std::size_t size) {
    const std::string head = start + token + "Cookie: a=";
    return Exchange(head + std::string(size - head.size() - 4, 'c') + "\r\n\r\n");
  };
  EXPECT_THAT(exchange_head_of(32'768), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(log_, Not(HasSubstr("refused")));
  const std::string refused = exchange_head_of(32'769);
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
  EXPECT_THAT(refused, EndsWith("\r\n\r\nthe request line and headers exceed 32 KiB\n"));
  EXPECT_THAT(log_, HasSubstr("level=debug msg=\"a request is refused\" client=127.0.0.1 "
                              "reason=\"the request line and headers exceed 32 KiB\""));
  std::string many = start;
  for (int i = 0; i < 1'000; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  EXPECT_THAT(Exchange(many + "\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(ServerTest, RespondsAtOnceToATlsHandshake) {
  EXPECT_THAT(Exchange(std::string("\x16\x03\x01\x02\x00\x01\x00", 7)),
              AllOf(StartsWith("HTTP/1.1 400 Bad Request\r\n"),
                    EndsWith("\r\n\r\nthis port does not use TLS\n")));
}

TEST_F(ServerTest, SurvivesInvalidRequests) {
  for (const std::string& nonsense :
       {std::string("\r\n\r\n"), std::string("GET\r\n\r\n"), std::string("GET / HTTP/9.9\r\n\r\n"),
        std::string("\x16\x03\x01\x02\x00\x01\x00", 7) + "\r\n\r\n", std::string(5'000, '\0'),
        std::string("GET /metrics HTTP/1.1\r\nContent-Length: 99999999999999999999\r\nConnection: "
                    "close\r\n\r\n"),
        std::string(
            "GET http://x/metrics HTTP/1.1\r\nRange: bytes=99-1\r\nConnection: close\r\n\r\n")}) {
    const BareClient client(port_);
    client.Send(nonsense);
    client.Send("GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n");
  }
  EXPECT_EQ(Client().Get("/metrics")->body, "plain");
}

// Otherwise a request could pass a filtering proxy in the body of another request.
TEST_F(ServerTest, NeverParsesABodyAsARequest) {
  const std::string hidden = "GET /both HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string length = std::to_string(hidden.size());
  for (const std::string& header :
       {"Content-Length: " + length, std::string("Content-Length: -5"),
        std::string("Content-Length: +5"), "Content-Length: 0\r\nContent-Length: " + length,
        "content-length : " + length, "Content-Length: 0, " + length,
        std::string("Transfer-Encoding: chunked"), std::string("Transfer-Encoding : chunked"),
        std::string("Content-Length: 4\r\nTransfer-Encoding: chunked"),
        "Content-Length:\r\n " + length, "Content-Length: 0\r\n\t" + length,
        std::string("Content-Length:"), std::string("Transfer-Encoding:\r\n chunked"),
        "X: a\rContent-Length: " + length}) {
    for (const char* method : {"GET /metrics", "HEAD /metrics", "POST /post", "DELETE /metrics"}) {
      const std::string answers =
          Exchange(std::string(method) + " HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n" + hidden);
      EXPECT_THAT(answers, Not(HasSubstr("got"))) << method << ' ' << header;
    }
  }
  const std::string ended =
      Exchange("GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_THAT(ended, HasSubstr("plain"));
  EXPECT_THAT(ended, HasSubstr("Connection: close"));
  EXPECT_THAT(Exchange("POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
                       "GET /both HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
              HasSubstr("got"))
      << "a request without a body keeps the connection";
}

TEST_F(ServerTest, AcceptsTargetsInAbsoluteForm) {
  const auto answer = [this](const std::string& target) {
    return Exchange("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  };
  EXPECT_THAT(answer("http://a.example:80/both?x=http://b/c"), HasSubstr("got"));
  EXPECT_THAT(answer("http://a.example"), HasSubstr("404"));
  EXPECT_THAT(answer("/both/http://a/both"), HasSubstr("404"));
}

// httplib's own handling of ranges once sent memory after the body.
TEST_F(ServerTest, IgnoresRangeRequests) {
  for (const char* range : {"bytes=0-9999999", "bytes=0-3", "bytes=999999-", "bytes=-9999999",
                            "bytes=0-1,2-9999999", "bytes=3-3,1-1"}) {
    for (const char* path : {"/metrics", "/nowhere"}) {
      const auto whole = Client().Get(path);
      const auto ranged = Client().Get(path, {{"Range", range}});
      ASSERT_TRUE(ranged) << range;
      EXPECT_EQ(ranged->status, whole->status) << range;
      EXPECT_EQ(ranged->body, whole->body) << range;
      EXPECT_FALSE(ranged->has_header("Content-Range")) << range;
    }
  }
}

TEST_F(ServerTest, IncompleteRequestsDoNotBlockOtherClients) {
  std::vector<std::unique_ptr<BareClient>> floods;
  for (int i = 0; i < 600; ++i) {  // more than the maximum of connections
    floods.push_back(std::make_unique<BareClient>(port_));
    ASSERT_TRUE(floods.back()->connected()) << i;
    floods.back()->Send("GET /metrics HTTP/1.1\r\nHost: x\r\n");
    if (i % 50 != 0) continue;
    EXPECT_EQ(Client().Get("/metrics")->body, "plain") << i;
  }
  EXPECT_EQ(Client().Get("/metrics")->body, "plain");
}

TEST_F(ServerTest, AFloodNeverDropsAClientThatWaitsForOurResponse) {
  const BareClient waiting(port_);
  waiting.Send("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  asked_.acquire();
  std::vector<std::unique_ptr<BareClient>> floods;
  for (int i = 0; i < 600; ++i) {
    floods.push_back(std::make_unique<BareClient>(port_));
    floods.back()->Send("GET /metrics HTTP/1.1\r\nHost: x\r\n");
  }
  EXPECT_EQ(Client().Get("/metrics")->body, "plain");
  answer_.release();
  EXPECT_THAT(waiting.ReadToEnd(), HasSubstr("at last"));
}

TEST_F(ServerTest, StopsInEachStateOfItsClients) {
  const BareClient silent(port_);
  const BareClient half(port_);
  half.Send("GET /metrics HT");
  const BareClient slow(port_);
  slow.Send("GET /large HTTP/1.1\r\n\r\n");  // and never reads the response
  auto kept = Client();
  kept.set_keep_alive(true);
  EXPECT_EQ(kept.Get("/metrics")->status, 200);
  server_->Stop();
  server_->Stop();  // a second call does nothing
}

TEST_F(ServerTest, ServesManyClientsAtTheSameTime) {
  std::atomic<int> answered = 0;
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < 8; ++i) {
      clients.emplace_back([&] {
        auto client = Client();
        client.set_keep_alive(true);
        for (int j = 0; j < 50; ++j) {
          if (const auto response = client.Get("/metrics"); response && response->status == 200) {
            ++answered;
          }
        }
      });
    }
  }
  EXPECT_EQ(answered, 400);
}

TEST_F(ServerTest, APortInUseIsAnError) {
  const auto second = Server::Listen({{"127.0.0.1", static_cast<std::uint16_t>(port_)}}, logger_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message,
            "cannot listen on 127.0.0.1:" + std::to_string(port_) +
                ": address already in use; stop the other process or choose another "
                "--web.listen-address");
  const auto everywhere = Server::Listen({{"", static_cast<std::uint16_t>(port_)}}, logger_);
  ASSERT_FALSE(everywhere);
  EXPECT_THAT(everywhere.error().message, HasSubstr("address already in use"));
}

TEST_F(ServerTest, AnAddressOfAnotherMachineIsAnError) {
  const auto server = Server::Listen({{"192.0.2.1", 0}}, logger_);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().message,
            "cannot listen on 192.0.2.1:0: Cannot assign requested address");
  const auto nowhere = Server::Listen({{"no-such-host.invalid", 1}}, logger_);
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().message, StartsWith("cannot listen on no-such-host.invalid:1: "));
}

TEST(Server, ListensOnSeveralAddressesAndOnEveryInterface) {
  logging::Logger logger(logging::Level::kError, logging::Format::kLogfmt);
  auto server = Server::Listen({{"127.0.0.1", 0}, {"::1", 0}, {"", 0}}, logger).value();
  Routes routes;
  routes.get["/"] = [](const Request&) { return Text("here"); };
  server->Start(routes, Security::None(logger));
  const auto addresses = server->addresses();
  ASSERT_EQ(addresses.size(), 3U);
  EXPECT_THAT(addresses[0], StartsWith("127.0.0.1:"));
  EXPECT_THAT(addresses[1], StartsWith("[::1]:"));
  const auto get = [](const std::string& host, const std::string& address) {
    const int port = std::stoi(address.substr(address.rfind(':') + 1));
    httplib::Client client(host, port);
    const auto response = client.Get("/");
    return response ? response->body : "no answer";
  };
  EXPECT_EQ(get("127.0.0.1", addresses[0]), "here");
  EXPECT_EQ(get("::1", addresses[1]), "here");
  EXPECT_EQ(get("127.0.0.1", addresses[2]), "here");
  EXPECT_EQ(get("::1", addresses[2]), "here");
}

}  // namespace
}  // namespace exporter::web
