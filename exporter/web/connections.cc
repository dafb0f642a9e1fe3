#include "exporter/web/connections.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

namespace exporter::web {

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
  serve_(entry->descriptor, [this, entry] {
    const std::scoped_lock lock(mutex_);
    entry->waiting_since = Clock::now();
  });
  {
    // Closed under the lock, so that nobody shuts down a descriptor that is another's by then.
    const std::scoped_lock lock(mutex_);
    close(entry->descriptor);
    ended_.splice(ended_.end(), open_, entry);
    ended_some_.notify_all();
  }
}

void Connections::CutLongestWaiting() {
  const auto longest = std::min_element(
      open_.begin(), open_.end(),
      [](const Connection& a, const Connection& b) { return a.waiting_since < b.waiting_since; });
  shutdown(longest->descriptor, SHUT_RDWR);
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
