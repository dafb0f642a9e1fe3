#include "exporter/web/client_stream.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace exporter::web {

bool ClientStream::WaitForRequest(std::chrono::milliseconds timeout) {
  if (next_ < end_) return true;  // pipelined
  deadline_ = Clock::now() + timeout;
  return Fill();
}

void ClientStream::StartExchange(Clock::time_point deadline, const Limits& limits,
                                 std::function<void()> responding) {
  deadline_ = deadline;
  limits_ = limits;
  responding_ = std::move(responding);
  head_ = {};
  used_head_.clear();
  head_read_ = 0;
}

bool ClientStream::ReceiveHead() {
  while (!head_.ended()) {
    if (next_ == end_ && !Fill()) return false;
    next_ += head_.Take({buffer_.data() + next_, end_ - next_});
    if (IsTooLarge() || IsTls()) return false;
  }
  used_head_ = head_.UsedPart();
  return true;
}

bool ClientStream::is_readable() const {
  return head_read_ < used_head_.size() || next_ < end_ || WaitFor(POLLIN);
}

ssize_t ClientStream::read(char* data, std::size_t size) {
  if (head_read_ < used_head_.size()) {
    const std::size_t count = used_head_.copy(data, size, head_read_);
    head_read_ += count;
    return static_cast<ssize_t>(count);
  }
  if (limits_.body_bytes == 0 || (next_ == end_ && !Fill())) return -1;
  const std::size_t count = std::min({size, end_ - next_, limits_.body_bytes});
  std::copy_n(buffer_.data() + next_, count, data);
  next_ += count;
  limits_.body_bytes -= count;
  return static_cast<ssize_t>(count);
}

ssize_t ClientStream::write(const char* data, std::size_t size) {
  if (size == 0) return 0;
  if (responding_) std::exchange(responding_, nullptr)();
  while (true) {
    const Step step = channel_.Send(data, size);
    if (step.moved > 0) return static_cast<ssize_t>(step.moved);
    if (step.wait_for == 0 || !WaitFor(step.wait_for)) return -1;
  }
}

bool ClientStream::WaitFor(decltype(Step::wait_for) event) const {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
    if (left <= 0) return false;
    pollfd waiting = {.fd = descriptor_, .events = event, .revents = 0};
    const int ready = poll(&waiting, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool ClientStream::Fill() {
  while (true) {
    const Step step = channel_.Receive(buffer_.data(), buffer_.size());
    if (step.moved > 0) {
      next_ = 0;
      end_ = step.moved;
      return true;
    }
    if (step.wait_for == 0 || !WaitFor(step.wait_for)) return false;
  }
}

}  // namespace exporter::web
