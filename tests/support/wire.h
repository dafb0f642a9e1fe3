// A TCP relay on loopback between a client and a server, for tests. It can refuse, reset, stall or
// corrupt connections. If it has no fault, it relays both directions unchanged.
//
// Every change closes the open connections, so that the next request has the new fault.
// Thread-safe.

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
    kRefused,      // no program listens on the port
    kReset,        // resets a connection after the first bytes of the client
    kResetLater,   // resets a connection after 3,000 bytes of the server
    kResetReused,  // resets a connection on its second request, without TLS
    kCloseReused,  // closes a connection on its second request, without TLS
    kSilent,       // accepts connections and relays nothing
    kNoise,        // inverts the bytes of the server
  };

  // Relays to `server_port` of 127.0.0.1. Throws std::runtime_error if there is no free port.
  explicit Wire(int server_port);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  int port() const { return port_; }

  // Sets the server and the fault. Both are in force when the function returns.
  void Set(int server_port, Fault fault);

 private:
  struct Connection {
    int client = -1;
    int server = -1;  // -1: no connection to the server (kSilent)
    int server_bytes = 0;
  };

  void Run();
  void ApplyRequest();
  void Accept();
  // Each returns false if the connection must be closed.
  bool RelayFromClient(Connection& connection) const;
  bool RelayFromServer(Connection& connection) const;

  int port_ = 0;
  int wake_ = -1;
  std::mutex mutex_;

  // The requested state; guarded by mutex_.
  bool stopping_ = false;
  bool applied_ = true;
  int requested_server_ = 0;
  Fault requested_fault_ = Fault::kNone;
  std::condition_variable applied_changed_;

  // Used only by thread_.
  int listener_ = -1;
  int server_port_ = 0;
  Fault fault_ = Fault::kNone;
  std::vector<Connection> connections_;
  std::thread thread_;
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_WIRE_H_
