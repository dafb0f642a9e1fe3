// Bytes in and out of one connection, in the clear or through TLS, a step at a time and never
// waiting. One thread.

#ifndef EXPORTER_WEB_CHANNEL_H_
#define EXPORTER_WEB_CHANNEL_H_

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>

namespace exporter::web {

// What a step came to: some bytes, or an event of poll() to wait for before the next one. Neither:
// the connection is over.
struct Step {
  std::size_t moved = 0;
  short wait_for = 0;  // NOLINT(google-runtime-int): poll's type
};

class Channel {
 public:
  virtual ~Channel() = default;
  virtual Step Receive(char* data, std::size_t size) = 0;
  virtual Step Send(const char* data, std::size_t size) = 0;
};

// `descriptor` is a non-blocking socket that somebody else closes. REQUIRES with TLS: SIGPIPE is
// ignored. Without `context` in the clear; with it the handshake is a part of the first steps.
std::unique_ptr<Channel> OpenChannel(int descriptor, SSL_CTX* context);

}  // namespace exporter::web

#endif  // EXPORTER_WEB_CHANNEL_H_
