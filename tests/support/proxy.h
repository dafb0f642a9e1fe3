// A stand-in for a company's proxy, on a loopback port: HTTP with CONNECT, the same behind TLS, and
// SOCKS5 on the same port.
//
// For tests. Whatever host it is asked for, it goes to that port of 127.0.0.1: a name that only the
// proxy knows works through it and nowhere else. Thread-safe. Stops promptly, also while it relays.

#ifndef TESTS_SUPPORT_PROXY_H_
#define TESTS_SUPPORT_PROXY_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/certificates.h"

namespace exporter::tests {

struct ProxyOptions {
  std::optional<CertificateAndKey> certificate = {};  // TLS, with this certificate
  std::string credentials = {};                       // "user:password"; empty: nobody is asked
  int refusal = 0;  // the status of every answer; 0: none is refused
};

class ProxyServer {
 public:
  // Throws std::runtime_error where no port can be had or the certificate is none.
  explicit ProxyServer(ProxyOptions options = {});
  ~ProxyServer();
  ProxyServer(const ProxyServer&) = delete;
  ProxyServer& operator=(const ProxyServer&) = delete;

  int port() const;

  // What it was asked for and let through, "kube.example.com:6443", in order.
  std::vector<std::string> Targets() const;
  // What HTTP clients said to the proxy itself: heads of requests, one after the other.
  std::string Heads() const;

 private:
  struct Running;

  std::unique_ptr<Running> running_;
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_PROXY_H_
