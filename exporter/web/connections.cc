#include "exporter/web/connections.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <vector>

namespace exporter::web {
namespace {

// A socket that is closed with bytes unread resets its connection, and a client that is still
// sending may lose the answer, or the TLS alert, that tells it why. So what still comes is thrown
// away until the client ends as well, within bounds. Nothing more is sent from here on.
void AwaitEnd(int descriptor) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::seconds kPatience{5};
  constexpr std::size_t kMostBytes = 1'048'576;
  shutdown(descriptor, SHUT_WR);
  const auto until = Clock::now() + kPatience;
  std::array<char, 4096> unwanted;
  for (std::size_t count = 0; count < kMostBytes;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waiting = {.fd = descriptor, .events = POLLIN, .revents = 0};
    if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) return;
    const ssize_t received = recv(descriptor, unwanted.data(), unwanted.size(), 0);
    if (received <= 0) return;
    count += static_cast<std::size_t>(received);
  }
}

}  // namespace

Connections::~Connections() {
  {
    std::unique_lock lock(mutex_);
    for (const Connection& connection : open_) shutdown(connection.descriptor, SHUT_RDWR);
    ended_some_.wait(lock, [this] { return open_.empty(); });
  }
  JoinEnded();
}

void Connections::Add(int descriptor) {
  JoinEnded();
  std::unique_lock lock(mutex_);
  if (open_.size() >= most_) {
    CutLongestWaiting();
    ended_some_.wait(lock, [this] { return open_.size() < most_; });
  }
  const auto entry = open_.insert(open_.end(), {descriptor, Clock::now(), {}});
  try {
    entry->thread = std::thread([this, entry] { Run(entry); });
  } catch (const std::system_error&) {  // no more threads: this client has to come again
    open_.erase(entry);
    close(descriptor);
  }
}

void Connections::Run(Entry entry) {
  const auto wait_since = [this, entry](Clock::time_point time) {
    const std::scoped_lock lock(mutex_);
    entry->waiting_since = time;
  };
  serve_(entry->descriptor, [&](Turn turn) {
    wait_since(turn == Turn::kOurs ? Clock::time_point::max() : Clock::now());
  });
  wait_since(Clock::time_point::min());
  AwaitEnd(entry->descriptor);
  {
    // Closed under the lock, so that nobody shuts down a descriptor that is another's by then.
    const std::scoped_lock lock(mutex_);
    close(entry->descriptor);
    ended_.splice(ended_.end(), open_, entry);
    ended_some_.notify_all();
  }
}

void Connections::CutLongestWaiting() {
  std::vector<const Connection*> waiting;
  waiting.reserve(open_.size());
  for (const Connection& connection : open_) waiting.push_back(&connection);
  // Several at once: whoever comes next in a flood would wait for a thread to end, each in turn.
  const std::size_t cut = std::max<std::size_t>(1, most_ / 20);
  std::partial_sort(
      waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(cut), waiting.end(),
      [](const Connection* a, const Connection* b) { return a->waiting_since < b->waiting_since; });
  waiting.resize(cut);
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
