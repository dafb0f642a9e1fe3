#include "exporter/app/process_usage.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

namespace exporter::app {
namespace {

// Fields of /proc/self/stat, counted from 0 after the command's closing parenthesis.
constexpr std::size_t kUserTicks = 11;
constexpr std::size_t kSystemTicks = 12;
constexpr std::size_t kThreads = 17;
constexpr std::size_t kStartTicks = 19;
constexpr std::size_t kVirtualBytes = 20;
constexpr std::size_t kResidentPages = 21;
constexpr std::size_t kFields = 22;

std::string ReadFile(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::uint64_t> StatFields() {
  const std::string text = ReadFile("/proc/self/stat");
  const std::size_t end_of_command = text.rfind(") ");
  if (end_of_command == std::string::npos) return {};
  std::istringstream stream(text.substr(end_of_command + 2));
  std::string state;
  stream >> state;
  std::vector<std::uint64_t> fields = {0};  // the state is a letter
  for (std::string word; fields.size() < kFields && stream >> word;) {
    fields.push_back(std::strtoull(word.c_str(), nullptr, 10));
  }
  return fields;
}

std::optional<double> BootTime() {
  std::istringstream stream(ReadFile("/proc/stat"));
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("btime ")) return std::strtod(line.c_str() + 6, nullptr);
  }
  return std::nullopt;
}

std::optional<std::uint64_t> CountOpenFds() {
  // Since Linux 6.2, the size of the folder is the number of descriptors; earlier it is 0.
  struct stat folder = {};
  if (stat("/proc/self/fd", &folder) == 0 && folder.st_size > 0) {
    return static_cast<std::uint64_t>(folder.st_size);
  }
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  std::uint64_t count = 0;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) ++count;
  if (error || count == 0) return std::nullopt;
  return count - 1;  // without the descriptor that reads the folder
}

}  // namespace

metrics::ProcessUsage ReadProcessUsage() {
  metrics::ProcessUsage usage;
  usage.open_fds = CountOpenFds();
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) usage.max_fds = limit.rlim_cur;

  const std::vector<std::uint64_t> fields = StatFields();
  const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  if (fields.size() < kFields || ticks_per_second <= 0) return usage;
  usage.cpu_seconds =
      static_cast<double>(fields[kUserTicks] + fields[kSystemTicks]) / ticks_per_second;
  usage.threads = fields[kThreads];
  usage.virtual_bytes = fields[kVirtualBytes];
  usage.resident_bytes = fields[kResidentPages] * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  static const std::optional<double> boot_time = BootTime();
  if (boot_time) {
    usage.start_time_seconds =
        *boot_time + static_cast<double>(fields[kStartTicks]) / ticks_per_second;
  }
  return usage;
}

}  // namespace exporter::app
