// The way between a client and a server on loopback, as bad as a test wants it: refused, reset,
// silent, noisy. Without a fault it hands on what comes, both ways.
//
// Every change ends the connections that stand, so that the next request meets it. Thread-safe.

#ifndef TESTS_SUPPORT_WIRE_H_
#define TESTS_SUPPORT_WIRE_H_

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace exporter::tests {

class Wire {
 public:
  enum class Fault {
    kNone,
    kRefused,     // nobody listens on the port
    kReset,       // as soon as the client has said something
    kResetLater,  // after some of the server's bytes
    kSilent,      // connections are taken, and that is all
    kNoise,       // the server's bytes arrive as others
  };

  // To that port of 127.0.0.1. Throws std::runtime_error where no port can be had.
  explicit Wire(int server_port);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  int port() const { return port_; }

  // Leads to that server, with that fault, once this returns.
  void Set(int server_port, Fault fault);

 private:
  struct Connection {
    int client = -1;
    int server = -1;  // -1: none
    int server_bytes = 0;
  };

  void Run();
  void Obey();
  void Accept();
  // False: the connection is over.
  bool HandOnFromClient(Connection& connection) const;
  bool HandOnFromServer(Connection& connection) const;

  int port_ = 0;
  int wake_ = -1;
  std::mutex mutex_;

  // What was ordered; guarded by mutex_.
  bool stopping_ = false;
  bool obeyed_ = true;
  int ordered_server_ = 0;
  Fault ordered_fault_ = Fault::kNone;
  std::condition_variable obeyed_changed_;

  // The thread's own.
  int listener_ = -1;
  int server_port_ = 0;
  Fault fault_ = Fault::kNone;
  std::vector<Connection> connections_;
  std::thread thread_;
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_WIRE_H_
