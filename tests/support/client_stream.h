// The bytes between a stand-in and one of its clients, with TLS or without. One thread.

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

// nullptr without a certificate. Throws std::runtime_error where it is none.
TlsContext MakeTlsContext(const std::optional<CertificateAndKey>& certificate);

class ClientStream {
 public:
  // The descriptor stays its owner's. No TLS where `context` is nullptr.
  ClientStream(int descriptor, SSL_CTX* context);

  bool Handshake();

  // What comes, up to `most` bytes; empty at the end.
  std::string Read(std::size_t most);
  // Exactly so many bytes; fewer at the end.
  std::string ReadExactly(std::size_t count);
  // 0 at the end.
  std::size_t ReadByte();
  void Write(const std::string& bytes);

  // Both ways, until either side ends.
  void Relay(int upstream);

 private:
  int descriptor_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;  // nullptr: no TLS
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_CLIENT_STREAM_H_
