#include "exporter/web/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <system_error>
#include <thread>

#include "exporter/web/connections.h"
#include "exporter/web/http_protocol.h"
#include "exporter/web/listening_socket.h"

namespace exporter::web {
namespace {

// Each connection has a thread and a descriptor. At most half of the descriptors, so that enough
// are available to read clusters.
std::size_t MaxConnections() {
  constexpr rlim_t kMax = 400;
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMax;
  return std::clamp<rlim_t>(limit.rlim_cur / 2, 1, kMax);
}

// An event that poll() can wait for and another thread can raise once.
class StopEvent {
 public:
  StopEvent() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  }
  ~StopEvent() { close(descriptor_); }
  StopEvent(const StopEvent&) = delete;
  StopEvent& operator=(const StopEvent&) = delete;

  int descriptor() const { return descriptor_; }
  void Raise() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(descriptor_, &one, sizeof(one));
  }

 private:
  int descriptor_;
};

// Waits for a connection and accepts it. Returns -1 on failure or if `stop` was raised.
int Accept(int listening, const StopEvent& stop, bool& stopped) {
  std::array<pollfd, 2> waiting = {{{.fd = listening, .events = POLLIN, .revents = 0},
                                    {.fd = stop.descriptor(), .events = POLLIN, .revents = 0}}};
  poll(waiting.data(), waiting.size(), -1);
  stopped = waiting[1].revents != 0;
  if (stopped || waiting[0].revents == 0) return -1;
  const int descriptor = accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  // The header and the body are two writes; the second must not wait for an ACK.
  const int yes = 1;
  if (descriptor >= 0) setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  return descriptor;
}

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
    bool stopped = false;
    bool exhausted = false;
    while (!stopped) {
      const int descriptor = Accept(socket.descriptor(), stop, stopped);
      if (descriptor >= 0) {
        exhausted = false;
        connections->Add(descriptor);
      } else if (!stopped && IsExhausted(errno)) {
        const std::string why = std::generic_category().message(errno);
        if (!exhausted) logger.Error("cannot accept a connection", {{"error", why}});
        exhausted = true;
        // There is no event for free descriptors: try again later.
        pollfd waiting = {.fd = stop.descriptor(), .events = POLLIN, .revents = 0};
        constexpr int kPauseMilliseconds = 50;
        stopped = poll(&waiting, 1, kPauseMilliseconds) > 0;
      }
    }
  }

  logging::Logger& logger;
  std::vector<ListeningSocket> sockets;
  StopEvent stop;
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

void Server::Start(Routes routes, std::unique_ptr<Security> security) {
  listening_->security = std::move(security);
  listening_->protocol.emplace(std::move(routes), *listening_->security, listening_->logger);
  listening_->connections.emplace(MaxConnections(),
                                  [this](int descriptor, const Connections::Progress& progress) {
                                    listening_->protocol->ServeClient(descriptor, progress);
                                  });
  for (const ListeningSocket& socket : listening_->sockets) {
    listening_->acceptors.emplace_back([this, &socket] { listening_->AcceptFrom(socket); });
  }
}

void Server::Stop() {
  listening_->stop.Raise();
  listening_->acceptors.clear();
  listening_->connections.reset();
}

}  // namespace exporter::web
