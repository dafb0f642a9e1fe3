// The server's end of a connection to one client, with or without TLS, for stand-in servers and
// proxies. Blocking. Not thread-safe.

#ifndef TESTS_SUPPORT_CLIENT_STREAM_H_
#define TESTS_SUPPORT_CLIENT_STREAM_H_

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "tests/support/certificates.h"

namespace exporter::tests {

using TlsContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

// The context of a TLS server; nullptr if there is no certificate. Throws std::runtime_error if the
// certificate is invalid.
TlsContext MakeTlsContext(const std::optional<CertificateAndKey>& certificate);

class ClientStream {
 public:
  // Does not close the descriptor. If `context` is nullptr, there is no TLS.
  ClientStream(int descriptor, SSL_CTX* context);

  // Performs the TLS handshake. Returns false if it fails; true if there is no TLS.
  bool Handshake();

  // Up to `max_bytes` bytes; empty if the connection has ended.
  std::string Read(std::size_t max_bytes);
  // Exactly `count` bytes; fewer if the connection has ended.
  std::string ReadExactly(std::size_t count);
  // The value of one byte; 0 if the connection has ended.
  std::size_t ReadByte();
  void Write(const std::string& bytes);

  // Relays bytes between the client and the descriptor `upstream` until one of them ends.
  void Relay(int upstream);

 private:
  int descriptor_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;  // nullptr: no TLS
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_CLIENT_STREAM_H_
