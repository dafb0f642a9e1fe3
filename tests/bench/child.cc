// Runs a command to its end and writes its resource usage, as the kernel counts it, to FILE.
//
//   bench_child FILE COMMAND [ARGUMENT…]
//
// This program is small, because the peak memory of a child starts with that of its parent. Its
// exit status is that of the command.

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

namespace exporter::bench {
namespace {

double Seconds(const timeval& time) {
  constexpr double kMicroseconds = 1e6;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / kMicroseconds;
}

int Run(const char* file, char* const* command) {
  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  if (posix_spawnp(&child, command[0], nullptr, nullptr, command, environ) != 0) return 127;
  int status = 0;
  rusage usage = {};
  if (wait4(child, &status, 0, &usage) != child) return 127;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  std::ofstream(file) << "{\"wall\": " << wall.count()
                      << ", \"cpu\": " << Seconds(usage.ru_utime) + Seconds(usage.ru_stime)
                      << ", \"peak_kib\": " << usage.ru_maxrss << "}\n";
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace
}  // namespace exporter::bench

int main(int count, char** arguments) {
  return count < 3 ? 2 : exporter::bench::Run(arguments[1], arguments + 2);
}
