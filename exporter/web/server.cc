#include "exporter/web/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <optional>
#include <system_error>
#include <thread>

#include "exporter/web/connections.h"
#include "exporter/web/http_protocol.h"
#include "exporter/web/listening_socket.h"

namespace exporter::web {
namespace {

// Descriptors or memory have run out, so the next attempt would also fail.
bool IsExhausted(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Response PlainText(int status, std::string body) {
  Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  return response;
}

struct Server::Listening {
  explicit Listening(logging::Logger& given_logger) : logger(given_logger) {}

  void AcceptFrom(const ListeningSocket& socket) {
    bool exhausted = false;
    while (true) {
      pollfd waiting = {.fd = socket.descriptor(), .events = POLLIN, .revents = 0};
      poll(&waiting, 1, -1);
      if (stopped) return;
      const int descriptor =
          accept4(socket.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (descriptor >= 0) {
        // The header and the body are two writes; the second must not wait for an ACK.
        const int yes = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
        exhausted = false;
        connections->Add(descriptor);
      } else if (IsExhausted(errno)) {
        const std::string why = std::generic_category().message(errno);
        if (!exhausted) logger.Error("cannot accept a connection", {{"error", why}});
        exhausted = true;
        // There is no event for free descriptors: try again later.
        constexpr int kPauseMilliseconds = 50;
        poll(nullptr, 0, kPauseMilliseconds);
      }
    }
  }

  logging::Logger& logger;
  std::vector<ListeningSocket> sockets;
  std::atomic<bool> stopped = false;
  std::unique_ptr<Security> security;
  std::optional<HttpProtocol> protocol;
  std::optional<Connections> connections;
  std::vector<std::jthread> acceptors;
};

Server::Server(std::unique_ptr<Listening> listening) : listening_(std::move(listening)) {}

Server::~Server() { Stop(); }

Result<std::unique_ptr<Server>> Server::Listen(const std::vector<ListenAddress>& addresses,
                                               logging::Logger& logger) {
  auto listening = std::make_unique<Listening>(logger);
  for (const ListenAddress& address : addresses) {
    auto socket = ListeningSocket::Open(address);
    if (!socket) return tl::unexpected(socket.error());
    listening->sockets.push_back(*std::move(socket));
  }
  return std::unique_ptr<Server>(new Server(std::move(listening)));
}

std::vector<std::string> Server::addresses() const {
  std::vector<std::string> names;
  for (const ListeningSocket& socket : listening_->sockets) names.push_back(socket.name());
  return names;
}

void Server::Start(Routes routes, std::unique_ptr<Security> security, std::size_t max_connections) {
  listening_->security = std::move(security);
  listening_->protocol.emplace(std::move(routes), *listening_->security, listening_->logger);
  listening_->connections.emplace(
      max_connections,
      [this](int descriptor, const Connections::Progress& progress) {
        listening_->protocol->ServeClient(descriptor, progress);
      },
      listening_->logger);
  for (const ListeningSocket& socket : listening_->sockets) {
    listening_->acceptors.emplace_back([this, &socket] { listening_->AcceptFrom(socket); });
  }
}

void Server::Stop() {
  listening_->stopped = true;
  // On Linux, this wakes threads that poll a listening socket.
  for (const ListeningSocket& socket : listening_->sockets) shutdown(socket.descriptor(), SHUT_RD);
  listening_->acceptors.clear();
  listening_->connections.reset();
}

}  // namespace exporter::web
