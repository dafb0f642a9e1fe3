// One client's bytes, within bounds: a request has so much time and so many bytes, an answer so
// much time to be taken.
//
// Waits with poll(), so that no descriptor number is too high. In the clear or through TLS, as its
// channel is; a handshake counts into the first request's time. One thread.

#ifndef EXPORTER_WEB_CLIENT_STREAM_H_
#define EXPORTER_WEB_CLIENT_STREAM_H_

#include <httplib.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "exporter/web/channel.h"
#include "exporter/web/request_bytes.h"

namespace exporter::web {

class ClientStream : public httplib::Stream {
 public:
  using Clock = std::chrono::steady_clock;

  // `descriptor` is the channel's socket.
  ClientStream(int descriptor, std::unique_ptr<Channel> channel)
      : descriptor_(descriptor), channel_(std::move(channel)) {}

  // Waits until a request begins. False: none came within `patience`, or the client is gone.
  bool WaitForRequest(std::chrono::milliseconds patience);

  // From here on the request and its answer have until `deadline`, and the request `most_bytes`.
  // Calls `answering` when the answer begins.
  void StartExchange(Clock::time_point deadline, std::size_t most_bytes,
                     std::function<void()> answering);

  // Does the head of this exchange's request hold what others may read otherwise (request_bytes.h)?
  bool IsOdd() const { return request_.odd(); }

  // httplib::Stream. Past the bounds reading and writing fail, as if the client were gone.
  bool is_readable() const override;
  bool is_writable() const override { return true; }  // write() waits
  ssize_t read(char* data, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  using httplib::Stream::write;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return descriptor_; }

 private:
  // Waits for the event of poll() until the deadline.
  bool WaitFor(decltype(Step::wait_for) event) const;
  bool Fill();

  int descriptor_;
  std::unique_ptr<Channel> channel_;
  Clock::time_point deadline_;
  std::size_t bytes_left_ = 0;
  RequestBytes request_;
  std::function<void()> answering_;  // empty once it has been called
  std::array<char, 4096> buffer_;
  std::size_t next_ = 0;  // of the buffer's bytes, the first that has not been taken
  std::size_t end_ = 0;
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_CLIENT_STREAM_H_
