// A network of its own for one test: a bridge, hosts in network namespaces, and eth9, the interface
// of the scanner (lab.sh). Needs root. When the test ends or crashes, the kernel removes
// everything.

#ifndef TESTS_WIRE_PRIVATE_NETWORK_H_
#define TESTS_WIRE_PRIVATE_NETWORK_H_

#include <string>

#include "tests/support/process.h"

namespace exporter::tests {

inline constexpr const char* kScanner = "eth9";
inline constexpr const char* kScannerMac = "02:00:00:00:00:99";

class PrivateNetwork {
 public:
  // Moves this thread, and the threads and programs that it starts later, into new namespaces. If
  // the user is not root, nothing happens. Throws std::runtime_error if a step fails.
  PrivateNetwork();
  // REQUIRES: the threads and programs that were started since then have ended.
  ~PrivateNetwork();
  PrivateNetwork(const PrivateNetwork&) = delete;
  PrivateNetwork& operator=(const PrivateNetwork&) = delete;

  bool exists() const { return exists_; }

  // The addresses are written as in "192.0.2.11/24".
  void AddHost(const std::string& name, const std::string& mac, const Arguments& addresses) const;
  void AddCard(const std::string& host, const std::string& mac, const Arguments& addresses) const;

  // Waits until the bridge forwards packets between all hosts.
  void Settle() const;

 private:
  bool exists_ = false;
};

// Runs a program that must succeed. Throws std::runtime_error with its errors if it fails.
void Command(const Arguments& arguments);

// The command, to run on a host of the network.
Arguments OnHost(const std::string& host, const Arguments& command);

}  // namespace exporter::tests

#endif  // TESTS_WIRE_PRIVATE_NETWORK_H_
