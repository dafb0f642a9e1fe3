#include "tests/soak/measured_exporter.h"

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iomanip>
#include <iostream>
#include <set>
#include <sstream>
#include <utility>

namespace exporter::tests {
namespace {

// Growth is per 1,000.
constexpr double kMaxKibGrowth = 64;
constexpr double kMaxGrowth = 0.1;

// Turns off glibc's cache of freed blocks in each thread. A cache contains at most seven blocks of
// each size up to 1 KiB, 231 KiB in all. Each fault needs blocks of other sizes, so the caches grow
// for more than 40,000 polls, by 2 MiB in all. That growth would hide a leak.
constexpr const char* kTunables = "glibc.malloc.tcache_count=0";

std::vector<std::string> CommandLine(const std::string& kubeconfig,
                                     const std::vector<std::string>& options) {
  std::vector<std::string> arguments = {
      EXPORTER, "serve", "--kubeconfig", kubeconfig, "--web.listen-address", "127.0.0.1:0"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return arguments;
}

}  // namespace

double SumOf(const std::string& exposition, const std::string& metric) {
  double sum = 0;
  std::istringstream lines(exposition);
  for (std::string line; std::getline(lines, line);) {
    const bool counts = line.starts_with(metric + '{') || line.starts_with(metric + ' ');
    if (counts) sum += std::stod(line.substr(line.rfind(' ')));
  }
  return sum;
}

MeasuredExporter::MeasuredExporter(const std::string& kubeconfig,
                                   const std::vector<std::string>& options, std::string password)
    : process_(CommandLine(kubeconfig, options), {{"GLIBC_TUNABLES", kTunables}}),
      address_(process_.WaitForOutput("msg=listening address=")),
      password_(std::move(password)) {}

std::string MeasuredExporter::Scrape(const std::string& user) {
  const auto start = std::chrono::steady_clock::now();
  httplib::Client client("http://" + address_);
  if (!user.empty()) client.set_basic_auth(user, password_);
  const auto response = client.Get("/metrics");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  slowest_ = std::max(slowest_, took.count());
  if (!response || response->status != 200) ++failed_;
  return response ? response->body : "";
}

bool Report(const std::string& name, double value, double max, const std::string& unit) {
  const bool met = value <= max;
  std::cout << std::left << std::setw(44) << name << std::right << std::setw(12) << std::fixed
            << std::setprecision(3) << value << ' ' << unit << " (goal: at most " << max << ')'
            << (met ? "" : "   MISSED") << std::endl;
  return met;
}

ResourceUsage RestingUsage(MeasuredExporter& exporter) {
  constexpr int kSamples = 300;
  ResourceUsage lowest = UsageOf(exporter.id());
  std::set<std::string> open = DescriptorsOf(exporter.id());
  for (int i = 1; i < kSamples; ++i) {
    exporter.Scrape();
    const ResourceUsage now = UsageOf(exporter.id());
    lowest.memory_kib = std::min(lowest.memory_kib, now.memory_kib);
    lowest.threads = std::min(lowest.threads, now.threads);
    const std::set<std::string> open_now = DescriptorsOf(exporter.id());
    std::erase_if(open, [&](const std::string& each) { return !open_now.contains(each); });
  }
  lowest.descriptors = static_cast<double>(open.size());
  return lowest;
}

void UsageSeries::Add(double count, const ResourceUsage& usage) {
  at_.push_back(count / 1'000);
  memory_.push_back(usage.memory_kib);
  threads_.push_back(usage.threads);
  descriptors_.push_back(usage.descriptors);
}

double UsageSeries::Growth(std::vector<double> values) const {
  const auto skipped = static_cast<std::ptrdiff_t>(at_.size() / 2);
  values.erase(values.begin(), values.begin() + skipped);
  return Slope({at_.begin() + skipped, at_.end()}, values);
}

bool UsageSeries::ReportGrowth(const std::string& counted) const {
  std::cout << at_.size() << " turns; at the end " << memory_.back() << " KiB, " << threads_.back()
            << " threads, " << descriptors_.back() << " descriptors" << std::endl;
  const std::string of = "in 1,000 " + counted;
  bool met = Report("memory", Growth(memory_), kMaxKibGrowth, "KiB " + of);
  met &= Report("threads", Growth(threads_), kMaxGrowth, of);
  return Report("descriptors", Growth(descriptors_), kMaxGrowth, of) && met;
}

}  // namespace exporter::tests
