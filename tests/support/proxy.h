// A proxy server on a loopback port, for tests: HTTP (CONNECT and plain requests) and SOCKS5 on the
// same port, both over TLS if there is a certificate.
//
// The proxy connects to 127.0.0.1 for every host name, so a test can use names that only the proxy
// resolves. Thread-safe. Stops promptly, also while it relays.

#ifndef TESTS_SUPPORT_PROXY_H_
#define TESTS_SUPPORT_PROXY_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/certificates.h"

namespace exporter::tests {

struct ProxyOptions {
  std::optional<CertificateAndKey> certificate = {};  // of the proxy; nullopt: no TLS
  std::string credentials = {};                       // "user:password"; empty: not required
  // Not 0: rejects every connection. HTTP clients get this status.
  int refusal = 0;
};

class ProxyServer {
 public:
  // Throws std::runtime_error if there is no free port or the certificate is invalid.
  explicit ProxyServer(ProxyOptions options = {});
  ~ProxyServer();
  ProxyServer(const ProxyServer&) = delete;
  ProxyServer& operator=(const ProxyServer&) = delete;

  int port() const;

  // The targets of the connections ("kube.example.com:6443"), in their order.
  std::vector<std::string> Targets() const;
  // The request heads that HTTP clients sent to the proxy, concatenated.
  std::string Heads() const;

 private:
  struct Running;

  std::unique_ptr<Running> running_;
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_PROXY_H_
