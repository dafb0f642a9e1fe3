// Reads and writes the bytes of one client for httplib. Limits the size of each request and the
// time until the response was sent. Does not parse HTTP (http_protocol.h).
//
// Waits with poll(), so high descriptor numbers work. The channel does TLS. The time of the TLS
// handshake counts towards the first request. Used by one thread.

#ifndef EXPORTER_WEB_CLIENT_STREAM_H_
#define EXPORTER_WEB_CLIENT_STREAM_H_

#include <httplib.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "exporter/web/channel.h"
#include "exporter/web/request_head.h"

namespace exporter::web {

class ClientStream : public httplib::Stream {
 public:
  using Clock = std::chrono::steady_clock;

  struct Limits {
    std::size_t head_bytes = 0;
    std::size_t body_bytes = 0;
  };

  // As Channel.
  ClientStream(int descriptor, SSL_CTX* context)
      : descriptor_(descriptor), channel_(descriptor, context) {}

  // Waits until a request begins. Returns false if none begins within `timeout`, or the client has
  // closed the connection.
  bool WaitForRequest(std::chrono::milliseconds timeout);

  // Starts the limits of the next request. Calls `responding` when the response begins.
  void StartExchange(Clock::time_point deadline, const Limits& limits,
                     std::function<void()> responding);

  // Receives the head of the request. httplib then reads the part of the head that is used, and
  // the body. Returns false if the head exceeds its limit or is not HTTP, or if the client or the
  // time has ended.
  bool ReceiveHead();

  // True if the head of this request exceeds its limit.
  bool IsTooLarge() const { return head_.size() > limits_.head_bytes; }

  // True if the client uses TLS, although the channel does not.
  bool IsTls() const { return head_.IsTls(); }

  // True if other programs may parse the head of this request differently (request_head.h).
  bool IsAmbiguous() const { return head_.ambiguous(); }

  // httplib::Stream. Beyond the limits, reading and writing fail as if the client had disconnected.
  bool is_readable() const override;
  bool is_writable() const override { return true; }  // write() waits
  ssize_t read(char* data, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  using httplib::Stream::write;
  // Not set, because httplib does not need the addresses.
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  socket_t socket() const override { return descriptor_; }

 private:
  // Waits for the event of poll() until the deadline.
  bool WaitFor(decltype(Step::wait_for) event) const;
  bool Fill();

  int descriptor_;
  Channel channel_;
  Clock::time_point deadline_;
  Limits limits_;
  RequestHead head_;
  std::string used_head_;
  std::size_t head_read_ = 0;         // bytes of `used_head_` that httplib has read
  std::function<void()> responding_;  // empty after it was called
  std::array<char, 4096> buffer_;
  std::size_t next_ = 0;  // the first unread byte of the buffer; the head comes before
  std::size_t end_ = 0;
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_CLIENT_STREAM_H_
