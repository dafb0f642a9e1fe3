// A server-side connection to one client, with or without TLS. For one thread.

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

// nullptr without a certificate. Throws std::runtime_error if the certificate is invalid.
TlsContext MakeTlsContext(const std::optional<CertificateAndKey>& certificate);

class ClientStream {
 public:
  // Does not close the descriptor. If `context` is nullptr, there is no TLS.
  ClientStream(int descriptor, SSL_CTX* context);

  bool Handshake();

  // Up to `max_bytes` bytes; empty at the end.
  std::string Read(std::size_t max_bytes);
  // Exactly `count` bytes; fewer at the end.
  std::string ReadExactly(std::size_t count);
  // 0 at the end.
  std::size_t ReadByte();
  void Write(const std::string& bytes);

  // Relays in both directions until either side ends.
  void Relay(int upstream);

 private:
  int descriptor_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;  // nullptr: no TLS
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_CLIENT_STREAM_H_
