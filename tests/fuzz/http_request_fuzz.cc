// A client sends any bytes to our server (a real one, on loopback) and then shuts down its side:
// - the server ends the connection at once;
// - its responses are valid HTTP (http_answers.h), with a status and a body of our routes, and
// there
//   are not more responses than lines;
// - another client, which reuses its connection, still gets its response.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "exporter/web/server.h"
#include "tests/fuzz/http_answers.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

web::Response Text(const std::string& body) {
  web::Response response;
  response.content_type = "text/plain";
  response.body = body;
  return response;
}

class RunningServer {
 public:
  RunningServer() : server_(web::Server::Listen({{"127.0.0.1", 0}}, logger_).value()) {
    const std::string address = server_->addresses().at(0);
    port_ = static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1)));
    web::Routes routes;
    routes.get["/metrics"] = [](const web::Request& request) {
      web::Response response = Text(request.accepts_gzip ? "gzip" : "plain");
      response.gzip_encoded = request.accepts_gzip;
      return response;
    };
    routes.get["/tagged"] = [](const web::Request& request) {
      web::Response response = Text("body");
      response.headers = {{"ETag", "\"1\""}};
      if (request.if_none_match != "\"1\"") return response;
      response.status = 304;
      response.body.clear();
      return response;
    };
    routes.get["/fleet"] = [](const web::Request& request) {
      const auto full = request.query.find("full");
      if (full == request.query.end()) return Text("bounded");
      web::Response response = Text("full must be 1");
      response.status = full->second == "1" ? 304 : 400;
      if (response.status == 304) response.body.clear();
      return response;
    };
    routes.get["/empty"] = [](const web::Request&) { return Text(""); };
    routes.get["/throws"] = [](const web::Request&) -> web::Response {
      throw std::runtime_error("oh");
    };
    routes.get["/both"] = [](const web::Request&) { return Text("got"); };
    routes.post["/both"] = [](const web::Request&) { return Text("posted"); };
    server_->Start(std::move(routes), web::Security::None(logger_));
  }

  std::uint16_t port() const { return port_; }

 private:
  logging::Logger logger_{logging::Level::kError, logging::Format::kLogfmt,
                          [](std::string_view) {}};
  std::unique_ptr<web::Server> server_;
  std::uint16_t port_ = 0;
};

class Client {
 public:
  explicit Client(std::uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    // Much shorter than the server's limit: a client that is gone must not occupy a connection.
    const timeval timeout = {.tv_sec = 5, .tv_usec = 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* const where = reinterpret_cast<const sockaddr*>(&address);
    int connected = -1;
    do {  // libFuzzer checks its clock in a signal handler
      connected = connect(descriptor_, where, sizeof(address));
    } while (connected < 0 && errno == EINTR);
    Require(connected == 0, "a client can connect", std::generic_category().message(errno));
  }
  ~Client() { close(descriptor_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // False if the server has closed the connection.
  bool Send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t sent = send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void SendNoMore() const { shutdown(descriptor_, SHUT_WR); }

  // The next bytes; empty at the end of the connection.
  std::string Receive() const {
    std::array<char, 4096> part{};
    ssize_t count = 0;
    do {
      count = recv(descriptor_, part.data(), part.size(), 0);
    } while (count < 0 && errno == EINTR);
    Require(count >= 0 || errno == ECONNRESET, "the server responds or closes in time");
    return {part.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }

  std::string ReceiveAll() const {
    std::string text;
    for (std::string part = Receive(); !part.empty(); part = Receive()) text += part;
    return text;
  }

 private:
  int descriptor_;
};

void CheckAnswers(std::string_view request, const std::string& text) {
  const auto answers = ParseAnswers(text);
  const auto lines = 1 + std::count(request.begin(), request.end(), '\n');
  Require(static_cast<std::ptrdiff_t>(answers.size()) <= lines,
          "there are not more responses than lines", text);
  constexpr std::array kStatuses = {100, 200, 304, 400, 404, 405, 413,
                                    414, 415, 416, 417, 431, 500};
  constexpr std::array<std::string_view, 13> kBodies = {"",
                                                        "plain",
                                                        "gzip",
                                                        "got",
                                                        "posted",
                                                        "body",
                                                        "bounded",
                                                        "full must be 1",
                                                        "404 page not found\n",
                                                        "405 method not allowed\n",
                                                        "500 internal server error\n",
                                                        "this port does not use TLS\n",
                                                        "the request line and headers exceed 32 "
                                                        "KiB\n"};
  for (const HttpAnswer& answer : answers) {
    Require(std::find(kStatuses.begin(), kStatuses.end(), answer.status) != kStatuses.end(),
            "a status is known", std::to_string(answer.status));
    Require(std::find(kBodies.begin(), kBodies.end(), answer.body) != kBodies.end(),
            "a body is known", answer.body);
  }
}

// Sends a request as a scraper does, on one connection until the server closes it.
void CheckScraper(std::uint16_t port) {
  static std::unique_ptr<Client> scraper;
  constexpr std::string_view kRequest = "GET /both HTTP/1.1\r\nHost: h\r\n\r\n";
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!scraper) scraper = std::make_unique<Client>(port);
    std::string text = scraper->Send(kRequest) ? scraper->Receive() : std::string();
    // Header and body are two writes.
    if (!text.empty() && text.ends_with("\r\n\r\n")) text += scraper->Receive();
    if (text.find("Connection: close") != std::string::npos || text.empty()) scraper.reset();
    if (text.empty()) continue;  // the connection had its maximum of requests
    const auto answers = ParseAnswers(text);
    return Require(answers.size() == 1 && answers[0].status == 200 && answers[0].body == "got",
                   "a valid request gets its response", text);
  }
  Require(false, "a valid request gets its response");
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace exporter::fuzz;  // NOLINT(google-build-using-namespace)
  static const RunningServer server;
  const std::string_view request = TextOf(data, size);
  {
    const Client client(server.port());
    client.Send(request);
    client.SendNoMore();
    CheckAnswers(request, client.ReceiveAll());
  }
  CheckScraper(server.port());
  return 0;
}
