// The open connections, each served on its own thread, up to a maximum. Does not read or write
// data.
//
// If the maximum is reached, a twentieth of the connections is dropped to admit a new one.
// Connections are dropped first if their response was sent and their client does not close. Next
// are connections whose clients have been idle longest, so a flood of unfinished requests soon
// drops its own connections. A connection that is waiting for our response is never dropped before
// an idle connection. Thread-safe.

#ifndef EXPORTER_WEB_CONNECTIONS_H_
#define EXPORTER_WEB_CONNECTIONS_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "exporter/logging/logger.h"

namespace exporter::web {

class Connections {
 public:
  // Whose action the connection waits for. kServer: the request is complete, the response is due.
  enum class WaitingFor { kClient, kServer };
  using Progress = std::function<void(WaitingFor)>;
  // Serves one connection until the connection ends. Must return soon after the socket was shut
  // down, must not throw and must not close the descriptor. Afterwards the client has a few seconds
  // to read the response.
  using Serve = std::function<void(int descriptor, const Progress& progress)>;

  // `logger` must outlive the object.
  Connections(std::size_t max, Serve serve, logging::Logger& logger)
      : max_(max), serve_(std::move(serve)), logger_(logger) {}
  // Shuts down every connection and waits for its thread.
  ~Connections();
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  // Takes ownership of an open socket. Blocks while connections must be dropped to make room.
  // Closes the socket if no thread can be created.
  void Add(int descriptor);

 private:
  using Clock = std::chrono::steady_clock;
  struct Connection {
    int descriptor;
    Clock::time_point waiting_since;
    std::thread thread;
  };
  using Entry = std::list<Connection>::iterator;

  void Run(Entry entry);
  void DropLongestWaiting();
  void JoinEnded();

  const std::size_t max_;
  const Serve serve_;
  logging::Logger& logger_;
  bool no_threads_ = false;  // guarded by mutex_; the last connection got no thread
  std::mutex mutex_;
  std::condition_variable ended_any_;
  std::list<Connection> open_;   // guarded by mutex_
  std::list<Connection> ended_;  // guarded by mutex_; threads that have ended but were not joined
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_CONNECTIONS_H_
