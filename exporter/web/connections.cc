#include "exporter/web/connections.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>
#include <vector>

namespace exporter::web {
namespace {

// Closing a socket that has unread bytes resets the connection. A client that is still sending
// could then lose the response or the TLS alert. So bytes are discarded until the client closes,
// within limits. Nothing is sent after this.
void AwaitEnd(int descriptor) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::seconds kTimeout{5};
  constexpr std::size_t kMaxBytes = 1'048'576;
  shutdown(descriptor, SHUT_WR);
  const auto until = Clock::now() + kTimeout;
  std::array<char, 4096> discarded;
  for (std::size_t count = 0; count < kMaxBytes;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waiting = {.fd = descriptor, .events = POLLIN, .revents = 0};
    if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) return;
    const ssize_t received = recv(descriptor, discarded.data(), discarded.size(), 0);
    if (received <= 0) return;
    count += static_cast<std::size_t>(received);
  }
}

}  // namespace

Connections::~Connections() {
  {
    std::unique_lock lock(mutex_);
    for (const Connection& connection : open_) shutdown(connection.descriptor, SHUT_RDWR);
    ended_any_.wait(lock, [this] { return open_.empty(); });
  }
  JoinEnded();
}

void Connections::Add(int descriptor) {
  JoinEnded();
  std::unique_lock lock(mutex_);
  if (open_.size() >= max_) {
    DropLongestWaiting();
    ended_any_.wait(lock, [this] { return open_.size() < max_; });
  }
  const auto entry = open_.insert(open_.end(), {descriptor, Clock::now(), {}});
  try {
    entry->thread = std::thread([this, entry] { Run(entry); });
    no_threads_ = false;
  } catch (const std::system_error& error) {  // no more threads: this client must connect again
    open_.erase(entry);
    close(descriptor);
    if (!std::exchange(no_threads_, true)) {
      logger_.Error("cannot start a thread for a connection", {{"error", error.what()}});
    }
  }
}

void Connections::Run(Entry entry) {
  const auto wait_since = [this, entry](Clock::time_point time) {
    const std::scoped_lock lock(mutex_);
    entry->waiting_since = time;
  };
  serve_(entry->descriptor, [&](WaitingFor next) {
    wait_since(next == WaitingFor::kServer ? Clock::time_point::max() : Clock::now());
  });
  wait_since(Clock::time_point::min());
  AwaitEnd(entry->descriptor);
  {
    // Closed under the lock, so that no thread shuts down a descriptor that was reused.
    const std::scoped_lock lock(mutex_);
    close(entry->descriptor);
    ended_.splice(ended_.end(), open_, entry);
    ended_any_.notify_all();
  }
}

void Connections::DropLongestWaiting() {
  std::vector<const Connection*> waiting;
  waiting.reserve(open_.size());
  for (const Connection& connection : open_) waiting.push_back(&connection);
  // Several at once: in a flood, each new client would otherwise wait for a thread to end.
  const std::size_t count = std::max<std::size_t>(1, max_ / 20);
  std::partial_sort(
      waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count), waiting.end(),
      [](const Connection* a, const Connection* b) { return a->waiting_since < b->waiting_since; });
  waiting.resize(count);
  for (const Connection* const connection : waiting) shutdown(connection->descriptor, SHUT_RDWR);
}

void Connections::JoinEnded() {
  std::list<Connection> ended;
  {
    const std::scoped_lock lock(mutex_);
    ended.splice(ended.end(), ended_);
  }
  for (Connection& connection : ended) connection.thread.join();
}

}  // namespace exporter::web
