#include "exporter/processes/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>

#include "exporter/processes/start_program.h"

namespace exporter::processes {
namespace {

// The longest delay until the end of the program or a stop is noticed. Usually the closed pipe
// reveals the end at once.
constexpr std::chrono::milliseconds kTick{10};

template <typename T>
using ChildResult = tl::expected<T, ChildError>;

tl::unexpected<ChildError> Fail(ChildEnd end, std::string message) {
  return tl::unexpected(ChildError{end, std::move(message)});
}

std::string Describe(int error) { return std::generic_category().message(error); }

class Descriptor {
 public:
  Descriptor() = default;
  ~Descriptor() { Close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  void Set(int number) {
    Close();
    number_ = number;
  }
  void Close() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

bool HasEnded(pid_t leader) {
  siginfo_t info = {};
  const int failed = waitid(P_PID, static_cast<id_t>(leader), &info, WEXITED | WNOHANG | WNOWAIT);
  return failed != 0 ? errno != EINTR : info.si_pid == leader;
}

std::optional<int> WaitFor(pid_t leader) {
  int status = 0;
  while (waitpid(leader, &status, 0) < 0) {
    if (errno != EINTR) return std::nullopt;
  }
  return status;
}

// Checks every tick for one second. Returns false if the condition did not become true.
bool BecomesTrue(const std::function<bool()>& condition) {
  constexpr int kTicks = 100;
  for (int i = 0; i < kTicks; ++i) {
    if (condition()) return true;
    poll(nullptr, 0, static_cast<int>(kTick.count()));
  }
  return false;
}

// As process 1 of a container we become the parent of the group's orphans. Returns true if no
// orphan is left to wait for.
bool HasNoOrphan(pid_t group) {
  pid_t ended = 0;
  do {
    ended = waitpid(-group, nullptr, WNOHANG);
  } while (ended > 0 || (ended < 0 && errno == EINTR));
  return ended < 0;
}

// Kills the group, waits for its leader and then for our other children in the group. The kernel
// cannot reuse the group's number before the leader was waited for. Returns the leader's wait
// status. Returns nullopt if the leader does not die, because it runs as another user (sudo) or
// hangs in the kernel. A detached thread waits for such a leader.
std::optional<int> KillGroup(pid_t leader) {
  kill(-leader, SIGKILL);
  if (!BecomesTrue([leader] { return HasEnded(leader); })) {
    std::thread([leader] { WaitFor(leader); }).detach();
    return std::nullopt;
  }
  const auto status = WaitFor(leader);
  // The number of a group without a leader stays in use while the group has members. The kernel
  // reuses a number only after all others.
  BecomesTrue([leader] { return HasNoOrphan(leader); });
  return status;
}

// Calls `take` with the available parts. Returns false at the end of the pipe, or if `take` does.
// The number of parts is limited, because a fast program may never let the pipe become empty.
bool ReadAvailable(int descriptor, const std::function<bool(std::string_view)>& take) {
  constexpr int kMaxParts = 64;
  std::array<char, 16'384> part{};
  for (int i = 0; i < kMaxParts; ++i) {
    const ssize_t count = read(descriptor, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return true;
    if (count <= 0) return false;
    if (!take({part.data(), static_cast<std::size_t>(count)})) return false;
  }
  return true;
}

// The two pipes of a program. The second one is not opened if standard error is /dev/null.
class Pipes {
 public:
  // Returns 0, or an error number.
  int Open(bool with_errors) {
    const int error = OpenPipe(output_, output_input_);
    return error != 0 || !with_errors ? error : OpenPipe(errors_, errors_input_);
  }

  int output_input() const { return output_input_.number(); }
  int errors_input() const { return errors_input_.number(); }

  // The program has its own copies.
  void CloseInputs() {
    output_input_.Close();
    errors_input_.Close();
  }

  // Stops reading the output above `max` bytes. Reads all errors, but stores only the first ones,
  // because a program with a full pipe would hang.
  void Read(std::size_t max) {
    const auto read = [](Descriptor& pipe, const std::function<bool(std::string_view)>& take) {
      if (pipe.number() >= 0 && !ReadAvailable(pipe.number(), take)) pipe.Close();
    };
    read(output_, [&](std::string_view part) {
      output_text.append(part);
      return output_text.size() <= max;
    });
    read(errors_, [&](std::string_view part) {
      errors_text.append(part.substr(0, kMaxErrors - errors_text.size()));
      return true;
    });
  }

  void WaitForMore(std::chrono::milliseconds time) const {
    std::array<pollfd, 2> waited = {{{.fd = output_.number(), .events = POLLIN, .revents = 0},
                                     {.fd = errors_.number(), .events = POLLIN, .revents = 0}}};
    poll(waited.data(), waited.size(), static_cast<int>(time.count()));  // ignores negative numbers
  }

  std::string output_text;
  std::string errors_text;

 private:
  static constexpr std::size_t kMaxErrors = 16'384;

  static int OpenPipe(Descriptor& output, Descriptor& input) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
    output.Set(ends[0]);
    input.Set(ends[1]);
    fcntl(output.number(), F_SETFL, O_NONBLOCK);
    return 0;
  }

  Descriptor output_;
  Descriptor output_input_;
  Descriptor errors_;
  Descriptor errors_input_;
};

ChildResult<pid_t> Start(const ChildCommand& command, const Pipes& pipes) {
  const auto leader = StartProgram(command, pipes.output_input(), pipes.errors_input());
  if (leader) return *leader;
  const bool in_path = command.program.find('/') == std::string::npos;
  return Fail(ChildEnd::kNotStarted, leader.error() == ENOENT && in_path
                                         ? "was not found in PATH"
                                         : "cannot be started: " + Describe(leader.error()));
}

// Reads until the leader ends, even if other processes still have the pipes open.
tl::expected<void, ChildError> ReadUntilEnd(pid_t leader, Pipes& pipes, std::size_t max_output,
                                            std::chrono::steady_clock::time_point end,
                                            const std::stop_token& stop) {
  while (true) {
    const bool ended = HasEnded(leader);
    pipes.Read(max_output);
    if (pipes.output_text.size() > max_output) {
      return Fail(ChildEnd::kFailed, "printed more than " + std::to_string(max_output) + " bytes");
    }
    if (ended) return {};
    if (stop.stop_requested()) return Fail(ChildEnd::kTimedOut, "was stopped");
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Fail(ChildEnd::kTimedOut, "did not end in time");
    pipes.WaitForMore(std::min(left, kTick));
  }
}

tl::expected<void, ChildError> CheckStatus(const std::optional<int>& status) {
  if (!status) return Fail(ChildEnd::kFailed, "ended with an unknown status");
  if (WIFSIGNALED(*status)) {
    return Fail(ChildEnd::kFailed, "was killed by signal " + std::to_string(WTERMSIG(*status)));
  }
  if (WEXITSTATUS(*status) == 0) return {};
  return Fail(ChildEnd::kFailed, "ended with status " + std::to_string(WEXITSTATUS(*status)));
}

}  // namespace

ChildResult<std::string> RunChild(const ChildCommand& command,
                                  std::chrono::steady_clock::time_point end,
                                  const std::stop_token& stop) {
  if (stop.stop_requested()) return Fail(ChildEnd::kTimedOut, "was stopped");
  Pipes pipes;
  if (const int error = pipes.Open(command.keep_errors); error != 0) {
    return Fail(ChildEnd::kFailed, "cannot be started: no pipe: " + Describe(error));
  }
  const auto leader = Start(command, pipes);
  if (!leader) return tl::unexpected(leader.error());
  pipes.CloseInputs();
  auto result = ReadUntilEnd(*leader, pipes, command.max_output, end, stop);
  const auto status = KillGroup(*leader);
  if (result) result = CheckStatus(status);
  if (result) return std::move(pipes.output_text);
  result.error().errors = std::move(pipes.errors_text);
  return tl::unexpected(std::move(result.error()));
}

}  // namespace exporter::processes
