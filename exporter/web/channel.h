// Sends and receives the bytes of one connection, as plain text or through TLS. Never blocks or
// waits: the caller does (client_stream.h). Used by one thread.

#ifndef EXPORTER_WEB_CHANNEL_H_
#define EXPORTER_WEB_CHANNEL_H_

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>

namespace exporter::web {

// The result of a step: a number of bytes, or an event of poll() to wait for before the next step.
// If both are 0, the connection has ended.
struct Step {
  std::size_t moved = 0;
  short wait_for = 0;  // NOLINT(google-runtime-int): poll's type
};

class Channel {
 public:
  // `descriptor` is a non-blocking socket, which the caller closes. If `context` is nullptr, bytes
  // are plain text; otherwise the first steps do the TLS handshake. REQUIRES for TLS: SIGPIPE is
  // ignored.
  Channel(int descriptor, SSL_CTX* context);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  Step Receive(char* data, std::size_t size);
  Step Send(const char* data, std::size_t size);

 private:
  Step TlsStep(int count);

  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  const int descriptor_;
  std::unique_ptr<SSL, Free> ssl_;  // nullptr: plain text
  bool failed_ = false;
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_CHANNEL_H_
