#include "tests/support/watched_process.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace exporter::tests {
namespace {

std::string FolderOf(pid_t process) { return "/proc/" + std::to_string(process); }

// The number after a key such as "VmRSS:" in /proc/PID/status.
double StatusLine(pid_t process, const std::string& key) {
  std::ifstream status(FolderOf(process) + "/status");
  std::string word;
  while (status >> word) {
    double number = 0;
    if (word == key && status >> number) return number;
  }
  throw std::runtime_error("no " + key + " of process " + std::to_string(process));
}

double Mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

ResourceUsage UsageOf(pid_t process) {
  const std::filesystem::directory_iterator descriptors(FolderOf(process) + "/fd");
  return {.memory_kib = StatusLine(process, "VmRSS:"),
          .threads = StatusLine(process, "Threads:"),
          .descriptors = static_cast<double>(
              std::distance(begin(descriptors), std::filesystem::directory_iterator()))};
}

std::set<std::string> DescriptorsOf(pid_t process) {
  std::set<std::string> descriptors;
  for (const auto& each : std::filesystem::directory_iterator(FolderOf(process) + "/fd")) {
    std::error_code closed;
    const std::string file = std::filesystem::read_symlink(each.path(), closed).string();
    if (!closed) descriptors.insert(each.path().filename().string() + ' ' + file);
  }
  return descriptors;
}

double PeakMemoryKib(pid_t process) { return StatusLine(process, "VmHWM:"); }

double CpuSeconds(pid_t process) {
  std::ifstream file(FolderOf(process) + "/stat");
  const std::string stat{std::istreambuf_iterator<char>(file), {}};
  // The second field is the name, which may contain any character. Fields 14 and 15 are the times.
  std::istringstream fields(stat.substr(std::min(stat.size(), stat.rfind(')') + 1)));
  std::string field;
  constexpr int kBefore = 11;
  for (int i = 0; i < kBefore; ++i) fields >> field;
  double user = 0;
  double system = 0;
  if (!(fields >> user >> system)) throw std::runtime_error("no times of a process");
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double Slope(const std::vector<double>& x, const std::vector<double>& y) {
  const double mean_x = Mean(x);
  const double mean_y = Mean(y);
  double products = 0;
  double squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    products += (x[i] - mean_x) * (y[i] - mean_y);
    squares += (x[i] - mean_x) * (x[i] - mean_x);
  }
  return products / squares;
}

}  // namespace exporter::tests
