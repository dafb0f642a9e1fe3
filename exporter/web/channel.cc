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

class PlainChannel : public Channel {
 public:
  explicit PlainChannel(int descriptor) : descriptor_(descriptor) {}

  Step Receive(char* data, std::size_t size) override {
    return ToStep(recv(descriptor_, data, size, 0), POLLIN);
  }
  Step Send(const char* data, std::size_t size) override {
    return ToStep(send(descriptor_, data, size, MSG_NOSIGNAL), POLLOUT);
  }

 private:
  static Step ToStep(ssize_t count, decltype(Step::wait_for) event) {
    if (count > 0) return {.moved = static_cast<std::size_t>(count)};
    const bool later = count < 0 && (errno == EAGAIN || errno == EINTR);
    return {.wait_for = later ? event : decltype(event){0}};
  }

  int descriptor_;
};

class TlsChannel : public Channel {
 public:
  TlsChannel(int descriptor, SSL_CTX* context) : ssl_(SSL_new(context)) {
    if (ssl_ == nullptr || SSL_set_fd(ssl_.get(), descriptor) != 1) throw std::bad_alloc();
    SSL_set_accept_state(ssl_.get());
    SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  }
  ~TlsChannel() override {
    if (!failed_) SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }
  TlsChannel(const TlsChannel&) = delete;
  TlsChannel& operator=(const TlsChannel&) = delete;

  Step Receive(char* data, std::size_t size) override {
    ERR_clear_error();
    return ToStep(SSL_read(ssl_.get(), data, Limited(size)));
  }
  Step Send(const char* data, std::size_t size) override {
    ERR_clear_error();
    return ToStep(SSL_write(ssl_.get(), data, Limited(size)));
  }

 private:
  static int Limited(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
  }

  // The handshake may have to write while we read, and to read while we write.
  Step ToStep(int count) {
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

  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  std::unique_ptr<SSL, Free> ssl_;
  bool failed_ = false;
};

}  // namespace

std::unique_ptr<Channel> OpenChannel(int descriptor, SSL_CTX* context) {
  if (context == nullptr) return std::make_unique<PlainChannel>(descriptor);
  return std::make_unique<TlsChannel>(descriptor, context);
}

}  // namespace exporter::web
