// A proxy on a loopback port: HTTP with CONNECT, the same over TLS, and SOCKS5 on the same port.
//
// It connects to 127.0.0.1 for every host name, so a test can use names that only the proxy knows.
// Thread-safe. Stops promptly, also while it relays.

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
  std::string credentials = {};                       // "user:password"; empty: not required
  int refusal = 0;  // the status of every response; 0: none is refused
};

class ProxyServer {
 public:
  // Throws std::runtime_error if there is no free port or the certificate is invalid.
  explicit ProxyServer(ProxyOptions options = {});
  ~ProxyServer();
  ProxyServer(const ProxyServer&) = delete;
  ProxyServer& operator=(const ProxyServer&) = delete;

  int port() const;

  // The targets that it connected to ("kube.example.com:6443"), in order.
  std::vector<std::string> Targets() const;
  // The request heads that HTTP clients sent to the proxy itself, joined.
  std::string Heads() const;

 private:
  struct Running;

  std::unique_ptr<Running> running_;
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_PROXY_H_
