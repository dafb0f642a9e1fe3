#include "exporter/web/channel.h"

#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <new>

namespace exporter::web {
namespace {

Step PlainStep(ssize_t count, decltype(Step::wait_for) event) {
  if (count > 0) return {.moved = static_cast<std::size_t>(count)};
  const bool later = count < 0 && (errno == EAGAIN || errno == EINTR);
  return {.wait_for = later ? event : decltype(event){0}};
}

int Limited(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

}  // namespace

Channel::Channel(int descriptor, SSL_CTX* context) : descriptor_(descriptor) {
  if (context == nullptr) return;
  ssl_.reset(SSL_new(context));
  if (ssl_ == nullptr || SSL_set_fd(ssl_.get(), descriptor) != 1) throw std::bad_alloc();
  SSL_set_accept_state(ssl_.get());
  SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

Channel::~Channel() {
  if (ssl_ == nullptr) return;
  if (!failed_) SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

Step Channel::Receive(char* data, std::size_t size) {
  if (ssl_ == nullptr) return PlainStep(recv(descriptor_, data, size, 0), POLLIN);
  ERR_clear_error();
  return TlsStep(SSL_read(ssl_.get(), data, Limited(size)));
}

Step Channel::Send(const char* data, std::size_t size) {
  if (ssl_ == nullptr) return PlainStep(send(descriptor_, data, size, MSG_NOSIGNAL), POLLOUT);
  ERR_clear_error();
  return TlsStep(SSL_write(ssl_.get(), data, Limited(size)));
}

// The handshake may have to write while we read, and to read while we write.
Step Channel::TlsStep(int count) {
  if (count > 0) return {.moved = static_cast<std::size_t>(count)};
  switch (SSL_get_error(ssl_.get(), count)) {
    case SSL_ERROR_WANT_READ:
      return {.wait_for = POLLIN};
    case SSL_ERROR_WANT_WRITE:
      return {.wait_for = POLLOUT};
    case SSL_ERROR_ZERO_RETURN:
      return {};
    default:
      failed_ = true;  // after a failure, OpenSSL forbids SSL_shutdown
      return {};
  }
}

}  // namespace exporter::web
