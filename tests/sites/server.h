// A real program that serves HTTP on loopback: Prometheus, VictoriaMetrics, vmalert or a part of
// Thanos. All of them have Prometheus' HTTP API.

#ifndef TESTS_SITES_SERVER_H_
#define TESTS_SITES_SERVER_H_

#include <string>
#include <vector>

#include "tests/support/json.h"
#include "tests/support/process.h"

namespace exporter::tests {

// The host of each HTTP server, on any free port.
inline constexpr const char* kHttpHost = "127.0.0.1";
// The host of the gRPC server of a part of Thanos.
inline constexpr const char* kGrpcHost = "127.0.0.2";

class Server {
 public:
  // Starts the program and waits until `ready_path` responds with status 200.
  // REQUIRES: the arguments let the program serve HTTP on port 0 of kHttpHost.
  Server(const Arguments& arguments, const std::string& ready_path);

  // "127.0.0.1:34567"
  const std::string& address() const { return address_; }
  std::string Url() const { return "http://" + address_; }

  // Waits until the program listens on the host, and returns the address. A part of Thanos can be
  // ready before.
  std::string AddressOn(const std::string& host) const;

  // The body of the response; empty if there is none.
  std::string Text(const std::string& path) const;

  // Null if the server does not respond with JSON.
  Json Get(const std::string& path) const;

  // The elements of an instant query's result. Throws std::runtime_error if the server rejects the
  // query.
  std::vector<Json> Query(const std::string& query) const;

  // Waits until the query has exactly one series with the value.
  void WaitForValue(const std::string& query, const std::string& value) const;

  // The alerts of the program's own rules, pending or firing.
  std::vector<Json> Alerts() const;

 private:
  Process process_;
  std::string address_;
};

}  // namespace exporter::tests

#endif  // TESTS_SITES_SERVER_H_
