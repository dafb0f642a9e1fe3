#include "tests/support/wire.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "tests/support/loopback.h"

namespace exporter::tests {
namespace {

constexpr int kBytesBeforeReset = 3000;  // after a handshake, before the end of a response

void Close(int descriptor) {
  if (descriptor >= 0) close(descriptor);
}

// The next close() of the descriptor sends a reset.
void CloseByReset(int descriptor) {
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

// Otherwise the second part of a response may wait 40 ms for a confirmation of the first part.
void SendWithoutDelay(int descriptor) {
  constexpr int kOn = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof(kOn));
}

bool SendAll(int descriptor, const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t sent = send(descriptor, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    count -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

Wire::Wire(int server_port)
    : wake_(eventfd(0, EFD_CLOEXEC)),
      requested_server_(server_port),
      listener_(ListenOnLoopback(0)),
      server_port_(server_port) {
  if (listener_ < 0 || wake_ < 0) throw std::runtime_error("wire: no port");
  port_ = PortOf(listener_);
  thread_ = std::thread([this] { Run(); });
}

Wire::~Wire() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  eventfd_write(wake_, 1);
  thread_.join();
  Close(wake_);
}

void Wire::Set(int server_port, Fault fault) {
  std::unique_lock lock(mutex_);
  requested_server_ = server_port;
  requested_fault_ = fault;
  applied_ = false;
  eventfd_write(wake_, 1);
  applied_changed_.wait(lock, [this] { return applied_; });
}

void Wire::Run() {
  while (true) {
    {
      const std::scoped_lock lock(mutex_);
      if (!applied_) ApplyRequest();
      if (stopping_) break;
    }
    std::vector<pollfd> waited = {{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const Connection& each : connections_) {
      waited.push_back({each.client, POLLIN, 0});
      waited.push_back({each.server, POLLIN, 0});
    }
    poll(waited.data(), waited.size(), -1);
    std::uint64_t wakes = 0;
    if (waited[0].revents != 0) eventfd_read(wake_, &wakes);
    std::vector<Connection> standing;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      Connection& each = connections_[i];
      const bool goes_on = (waited[2 * i + 2].revents == 0 || RelayFromClient(each)) &&
                           (waited[2 * i + 3].revents == 0 || RelayFromServer(each));
      if (goes_on) {
        standing.push_back(each);
      } else {
        Close(each.client);
        Close(each.server);
      }
    }
    connections_ = std::move(standing);
    if (waited[1].revents != 0) Accept();
  }
  for (const Connection& each : connections_) {
    Close(each.client);
    Close(each.server);
  }
  Close(listener_);
}

void Wire::ApplyRequest() {
  for (const Connection& each : connections_) {
    Close(each.client);
    Close(each.server);
  }
  connections_.clear();
  server_port_ = requested_server_;
  fault_ = requested_fault_;
  if (fault_ == Fault::kRefused) {
    Close(listener_);
    listener_ = -1;
  } else {
    // Another program may use the port for a moment.
    while (listener_ < 0) listener_ = ListenOnLoopback(port_);
  }
  applied_ = true;
  applied_changed_.notify_all();
}

void Wire::Accept() {
  const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int server = fault_ == Fault::kSilent ? -1 : ConnectToLoopback(server_port_);
  if (fault_ != Fault::kSilent && server < 0) {
    close(client);
    return;
  }
  SendWithoutDelay(client);
  if (server >= 0) SendWithoutDelay(server);
  connections_.push_back({client, server, 0});
}

bool Wire::RelayFromClient(Connection& connection) const {
  std::array<char, 16'384> bytes = {};
  const ssize_t count = recv(connection.client, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  const bool reused = connection.server_bytes > 0;
  if (fault_ == Fault::kReset || (fault_ == Fault::kResetReused && reused)) {
    CloseByReset(connection.client);
    return false;
  }
  if (fault_ == Fault::kCloseReused && reused) return false;
  return connection.server < 0 ||
         SendAll(connection.server, bytes.data(), static_cast<std::size_t>(count));
}

bool Wire::RelayFromServer(Connection& connection) const {
  std::array<char, 16'384> bytes = {};
  const ssize_t count = recv(connection.server, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  connection.server_bytes += static_cast<int>(count);
  if (fault_ == Fault::kResetLater && connection.server_bytes > kBytesBeforeReset) {
    CloseByReset(connection.client);
    return false;
  }
  if (fault_ == Fault::kNoise) {
    std::transform(bytes.begin(), bytes.end(), bytes.begin(),
                   [](char byte) { return static_cast<char>(~byte); });
  }
  return SendAll(connection.client, bytes.data(), static_cast<std::size_t>(count));
}

}  // namespace exporter::tests
