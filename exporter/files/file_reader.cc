#include "exporter/files/file_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

namespace exporter::files {
namespace {

// Long enough for a program such as `helm template` to begin its output.
constexpr std::chrono::seconds kPipeWait{60};

tl::unexpected<Error> FailedWith(int error) {
  return Fail(ErrorKind::kConfig, std::generic_category().message(error));
}

// True if the writer of a pipe has written or has closed it.
bool WaitForWriter(int descriptor) {
  pollfd pipe = {.fd = descriptor, .events = POLLIN, .revents = 0};
  const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(kPipeWait);
  return poll(&pipe, 1, static_cast<int>(limit.count())) != 0;
}

Result<std::string> ReadAll(int descriptor, std::size_t max_bytes) {
  std::string content;
  std::array<char, 65'536> part{};
  while (true) {
    const ssize_t count = read(descriptor, part.data(), part.size());
    if (count == 0) return content;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) {
      if (WaitForWriter(descriptor)) continue;
      return Fail(ErrorKind::kConfig,
                  "no data from the pipe in " + std::to_string(kPipeWait.count()) + " seconds");
    }
    if (count < 0) return FailedWith(errno);
    content.append(part.data(), static_cast<std::size_t>(count));
    if (content.size() > max_bytes) {
      return Fail(ErrorKind::kConfig, "is larger than " + std::to_string(max_bytes >> 20) + " MiB");
    }
  }
}

}  // namespace

Result<std::string> ReadContent(const std::string& path, std::size_t max_bytes) {
  // Non-blocking: opening a named pipe without a writer must not hang.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return FailedWith(errno);
  struct stat info = {};
  if (fstat(descriptor, &info) == 0 && S_ISDIR(info.st_mode)) {
    close(descriptor);
    return FailedWith(EISDIR);
  }
  auto content = ReadAll(descriptor, max_bytes);
  close(descriptor);
  return content;
}

Result<std::string> ReadFile(const std::string& path, std::size_t max_bytes) {
  return ReadContent(path, max_bytes).map_error([&path](const Error& error) {
    return error.Within(path);
  });
}

Result<std::string> ReadStandardInput(std::size_t max_bytes) {
  return ReadAll(STDIN_FILENO, max_bytes);
}

}  // namespace exporter::files
