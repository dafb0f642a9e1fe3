// The connections that are open, each served on a thread of its own, and never more than a bound.
//
// Where one more comes than there is room for, those whose clients have kept us waiting longest are
// cut, a twentieth of all: a flood of half-sent requests costs the flooder its own connections, and
// a well-behaved client gets in. First of all those go that have been served and do not leave; last
// those whose answer we owe. Thread-safe.

#ifndef EXPORTER_WEB_CONNECTIONS_H_
#define EXPORTER_WEB_CONNECTIONS_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace exporter::web {

class Connections {
 public:
  // Whose turn is it? The client's, from here on, or ours, until we say otherwise: its request is
  // complete.
  enum class Turn { kClients, kOurs };
  using Progress = std::function<void(Turn)>;
  // Serves one connection until it ends. It must return soon after the socket was shut down, and
  // must not throw; it does not close the descriptor. Behind it the client has a few seconds to
  // take what it was sent.
  using Serve = std::function<void(int descriptor, const Progress& progress)>;

  Connections(std::size_t most, Serve serve) : most_(most), serve_(std::move(serve)) {}
  // Cuts every connection and waits for its thread.
  ~Connections();
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  // Takes over an open socket. Waits for room where another has to be cut first.
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
  void CutLongestWaiting();
  void JoinEnded();

  const std::size_t most_;
  const Serve serve_;
  std::mutex mutex_;
  std::condition_variable ended_some_;
  std::list<Connection> open_;   // guarded by mutex_
  std::list<Connection> ended_;  // guarded by mutex_; threads that are done but not joined
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_CONNECTIONS_H_
