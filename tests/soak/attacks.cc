#include "tests/soak/attacks.h"

#include <httplib.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>

namespace exporter::tests {
namespace {

constexpr std::size_t kHalfSent = 300;
constexpr std::size_t kPart = 65'536;
constexpr std::size_t kLongLine = std::size_t{100} << 20;
constexpr int kPipelined = 1'000;
constexpr int kPause = 100;  // milliseconds between checks for a stop

// A connection. Failures of the server end it silently.
class Client {
 public:
  explicit Client(int port, in_addr_t from = INADDR_LOOPBACK)
      : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto end = [](in_addr_t host, int number) {
      sockaddr_in address = {};
      address.sin_family = AF_INET;
      address.sin_port = htons(static_cast<std::uint16_t>(number));
      address.sin_addr.s_addr = htonl(host);
      return address;
    };
    const sockaddr_in ours = end(from, 0);
    const sockaddr_in theirs = end(INADDR_LOOPBACK, port);
    connected_ =
        bind(descriptor_, reinterpret_cast<const sockaddr*>(&ours), sizeof(ours)) == 0 &&
        connect(descriptor_, reinterpret_cast<const sockaddr*>(&theirs), sizeof(theirs)) == 0;
  }
  ~Client() { close(descriptor_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // False if the server has closed the connection.
  bool Send(const std::string& bytes) const {
    std::size_t sent = 0;
    while (connected_ && sent < bytes.size()) {
      const ssize_t count =
          send(descriptor_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return false;
      sent += static_cast<std::size_t>(count);
    }
    return connected_;
  }

  // Reads until the server closes the connection or a stop is requested.
  void Drain(const std::stop_token& stop) const {
    std::array<char, kPart> bytes = {};
    while (connected_ && !stop.stop_requested()) {
      pollfd waited = {descriptor_, POLLIN, 0};
      if (poll(&waited, 1, kPause) > 0 && recv(descriptor_, bytes.data(), bytes.size(), 0) <= 0) {
        return;
      }
    }
  }

 private:
  int descriptor_;
  bool connected_ = false;
};

// Keeps all connections open until the server has closed the last.
void SendHalves(int port, const std::stop_token& stop) {
  std::vector<std::unique_ptr<Client>> clients;
  while (clients.size() < kHalfSent) {
    clients.push_back(std::make_unique<Client>(port));
    clients.back()->Send("GET /metrics HTTP/1.1\r\nHost: 127.0");
  }
  for (const auto& client : clients) client->Drain(stop);
}

void SendEndless(int port, const std::stop_token& stop, const std::string& start,
                 const std::string& part, std::size_t max_bytes) {
  const Client client(port);
  client.Send(start);
  for (std::size_t sent = 0; sent < max_bytes && !stop.stop_requested(); sent += part.size()) {
    if (!client.Send(part)) return;
  }
}

void Pipeline(int port, const std::stop_token& stop) {
  const Client client(port);
  std::string requests;
  for (int i = 0; i < kPipelined; ++i) requests += "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
  client.Send(requests + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  client.Drain(stop);
}

void Ask(int port, const std::stop_token& stop) {
  const Client client(port);
  client.Send("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  client.Drain(stop);
}

// Each password is new, so that the server must hash it.
void Guess(int port, const std::stop_token& stop, const std::string& user, std::size_t& guesses) {
  constexpr in_addr_t kOtherAddress = INADDR_LOOPBACK + 1;
  std::vector<std::unique_ptr<Client>> clients;
  while (clients.size() < kHalfSent) {
    const auto [name, login] =
        httplib::make_basic_authentication_header(user, "guess " + std::to_string(++guesses));
    clients.push_back(std::make_unique<Client>(port, kOtherAddress));
    clients.back()->Send("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + name + ": " +
                         login + "\r\n\r\n");
  }
  for (const auto& client : clients) client->Drain(stop);
}

}  // namespace

Attack GuessedPasswords(const std::string& user) {
  return {"300 clients that guess passwords",
          [user, guesses = std::make_shared<std::size_t>(0)](
              int port, const std::stop_token& stop) { Guess(port, stop, user, *guesses); }};
}

std::vector<Attack> Attacks() {
  const std::string line = "GET /metrics HTTP/1.1\r\n";
  const auto endless = [](std::string start, std::string part) {
    return
        [start = std::move(start), part = std::move(part)](int port, const std::stop_token& stop) {
          SendEndless(port, stop, start, part, kLongLine);
        };
  };
  return {
      {"300 half-sent requests", &SendHalves},
      {"endless headers", endless(line, "X-Header: " + std::string(kPart, 'a') + "\r\n")},
      {"a header of 100 MiB", endless(line + "X-Header: ", std::string(kPart, 'a'))},
      {"a request line of 100 MiB", endless("GET /", std::string(kPart, 'a'))},
      {"endless chunks", endless("POST /-/reload HTTP/1.1\r\nHost: a\r\n"
                                 "Transfer-Encoding: chunked\r\n\r\n",
                                 "10000\r\n" + std::string(kPart, 'a') + "\r\n")},
      {"1,000 pipelined requests", &Pipeline},
      {"requests in a loop", &Ask},
  };
}

Attacker::Attacker(const Attack& attack, int port)
    : thread_([attack, port](const std::stop_token& stop) {
        while (!stop.stop_requested()) attack.run(port, stop);
      }) {}

}  // namespace exporter::tests
