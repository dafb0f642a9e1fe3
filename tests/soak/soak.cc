// Runs the real exporter under changing faults and attacks for thousands of polls. Prints the
// growth of its memory, threads and descriptors. Exits with 1 if a goal is missed.
//
//   soak [POLLS [SEED]]     default: 60,000 polls, and the same faults in every run

#include <crypt.h>
#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/soak/attacks.h"
#include "tests/support/faulty_cluster.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/watched_process.h"

namespace exporter::tests {
namespace {

constexpr int kClusters = 10;
constexpr double kPollsPerTurn = 500;
constexpr double kPollsToConnect = 3 * kClusters;
constexpr double kDefaultPolls = 60'000;
constexpr unsigned kDefaultSeed = 20'240'229;
constexpr std::chrono::seconds kAttackTime{5};

// Goals. Growth is per 1,000 polls.
constexpr double kMaxKibGrowth = 64;
constexpr double kMaxGrowth = 0.1;
constexpr double kMaxScrapeSeconds = 2;
constexpr double kMaxAttackedKib = 64 * 1024;

// Turns off glibc's cache of freed blocks in each thread. A cache contains at most seven blocks of
// each size up to 1 KiB, 231 KiB in all. Each fault needs blocks of other sizes, so the caches grow
// for more than 40,000 polls, by 2 MiB in all. That growth would hide a leak.
constexpr const char* kTunables = "glibc.malloc.tcache_count=0";

constexpr const char* kPassword = "password";
constexpr int kUsers = 1'000;

// The sum of all series of the metric.
double SumOf(const std::string& exposition, const std::string& metric) {
  double sum = 0;
  std::istringstream lines(exposition);
  for (std::string line; std::getline(lines, line);) {
    const bool counts = line.starts_with(metric + '{') || line.starts_with(metric + ' ');
    if (counts) sum += std::stod(line.substr(line.rfind(' ')));
  }
  return sum;
}

// The exporter and a scraper that measures the time of each scrape.
class MeasuredExporter {
 public:
  explicit MeasuredExporter(const std::string& kubeconfig, const std::string& interval = "20ms",
                            const std::string& web_config = "")
      : process_(ArgumentsFor(kubeconfig, interval, web_config), {{"GLIBC_TUNABLES", kTunables}}),
        address_(process_.WaitForOutput("msg=listening address=")) {}

  pid_t id() const { return process_.id(); }
  int port() const { return std::stoi(address_.substr(address_.rfind(':') + 1)); }

  // Scrapes on a new connection, with a password if `user` is not empty.
  std::string Scrape(const std::string& user = "") {
    const auto start = std::chrono::steady_clock::now();
    httplib::Client client("http://" + address_);
    if (!user.empty()) client.set_basic_auth(user, kPassword);
    const auto response = client.Get("/metrics");
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    slowest_ = std::max(slowest_, took.count());
    if (!response || response->status != 200) ++failed_;
    return response ? response->body : "";
  }

  double slowest() const { return slowest_; }
  int failed() const { return failed_; }
  void ForgetTimes() { slowest_ = failed_ = 0; }

 private:
  static std::vector<std::string> ArgumentsFor(const std::string& kubeconfig,
                                               const std::string& interval,
                                               const std::string& web_config) {
    std::vector<std::string> arguments = {EXPORTER,
                                          "serve",
                                          "--kubeconfig",
                                          kubeconfig,
                                          "--web.listen-address",
                                          "127.0.0.1:0",
                                          "--collector.interval",
                                          interval,
                                          "--collector.timeout",
                                          "1s"};
    if (!web_config.empty()) arguments.insert(arguments.end(), {"--web.config.file", web_config});
    return arguments;
  }

  Process process_;
  std::string address_;
  double slowest_ = 0;
  int failed_ = 0;
};

// Prints a line for a goal. True if the goal is met.
bool Report(const std::string& name, double value, double max, const std::string& unit) {
  const bool met = value <= max;
  std::cout << std::left << std::setw(44) << name << std::right << std::setw(12) << std::fixed
            << std::setprecision(3) << value << ' ' << unit << " (goal: at most " << max << ')'
            << (met ? "" : "   MISSED") << std::endl;
  return met;
}

// The usage that does not depend on running polls: the lowest memory, and the descriptors that stay
// open in all samples.
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

// Starts and ends faults. After each turn, when every cluster is up again, it records the usage.
bool SoakInFaults(MeasuredExporter& exporter, std::vector<std::unique_ptr<FaultyCluster>>& clusters,
                  double polls, unsigned seed) {
  const std::vector<ClusterFault> faults = ClusterFaults();
  std::mt19937 random(seed);
  std::vector<double> at;
  std::vector<double> memory;
  std::vector<double> threads;
  std::vector<double> descriptors;
  std::string text = exporter.Scrape();
  const auto polled = [&] { return SumOf(text, "metallb_exporter_cluster_polls_total"); };
  const double end = polled() + polls;
  while (polled() < end) {
    // The last cluster never has a fault.
    for (std::size_t i = 0; i + 1 < clusters.size(); ++i) {
      if (random() % 2 == 0) faults[random() % faults.size()].begin(*clusters[i]);
    }
    const double until = polled() + kPollsPerTurn;
    while (polled() < until) text = exporter.Scrape();
    for (const auto& cluster : clusters) cluster->Repair();
    // The repair closes the connections, so each cluster needs a new one.
    const double connected = polled() + kPollsToConnect;
    while (polled() < connected || SumOf(text, "metallb_exporter_cluster_up") < kClusters) {
      text = exporter.Scrape();
    }
    const ResourceUsage usage = RestingUsage(exporter);
    at.push_back(polled() / 1'000);
    memory.push_back(usage.memory_kib);
    threads.push_back(usage.threads);
    descriptors.push_back(usage.descriptors);
  }
  const double errors = SumOf(text, "metallb_exporter_cluster_poll_errors_total");
  std::cout << polled() << " polls, " << errors << " of them failed, " << at.size()
            << " turns; at the end " << memory.back() << " KiB, " << threads.back() << " threads, "
            << descriptors.back() << " descriptors" << std::endl;
  // Buffers and heaps grow at first and then stop. Only the second half of the run counts.
  const auto slope = [&](std::vector<double> y) {
    const auto skipped = static_cast<std::ptrdiff_t>(at.size() / 2);
    y.erase(y.begin(), y.begin() + skipped);
    return Slope({at.begin() + skipped, at.end()}, y);
  };
  bool met = Report("memory", slope(memory), kMaxKibGrowth, "KiB in 1,000 polls");
  met &= Report("threads", slope(threads), kMaxGrowth, "in 1,000 polls");
  met &= Report("descriptors", slope(descriptors), kMaxGrowth, "in 1,000 polls");
  return Report("slowest scrape during faults", exporter.slowest(), kMaxScrapeSeconds, "s") && met;
}

// Scrapes during the attack. The argument of `scrape` counts the scrapes.
bool SoakInAttack(const Attack& attack, MeasuredExporter& exporter,
                  const std::function<void(int number)>& scrape) {
  exporter.ForgetTimes();
  double max_descriptors = 0;
  int scrapes = 0;
  {
    const Attacker attacker(attack, exporter.port());
    const auto until = std::chrono::steady_clock::now() + kAttackTime;
    for (; std::chrono::steady_clock::now() < until; ++scrapes) {
      scrape(scrapes);
      max_descriptors = std::max(max_descriptors, UsageOf(exporter.id()).descriptors);
    }
  }
  std::cout << attack.name << ": " << scrapes << " scrapes, " << exporter.failed()
            << " failed, at most " << max_descriptors << " descriptors" << std::endl;
  return Report("  slowest scrape", exporter.slowest(), kMaxScrapeSeconds, "s") &&
         exporter.failed() == 0;
}

bool SoakInAttacks(MeasuredExporter& exporter) {
  bool met = true;
  for (const Attack& attack : Attacks()) {
    met &= SoakInAttack(attack, exporter, [&](int) { exporter.Scrape(); });
  }
  return Report("peak memory", PeakMemoryKib(exporter.id()), kMaxAttackedKib, "KiB") && met;
}

// Each scrape is the first of its user, so the server must hash its password as well as the
// guesses.
bool SoakInGuesses(const std::string& kubeconfig, const TemporaryFolder& folder) {
  crypt_data space = {};
  const std::string hash = crypt_r(kPassword, "$2y$10$abcdefghijklmnopqrstuu", &space);
  const auto user = [](int number) { return "user-" + std::to_string(number); };
  std::string web_config = "basic_auth_users:\n";
  for (int i = 0; i < kUsers; ++i) web_config += "  " + user(i) + ": " + hash + '\n';
  MeasuredExporter exporter(kubeconfig, "1s", folder.Write("web.yaml", web_config));
  const bool met = SoakInAttack(GuessedPasswords(user(0)), exporter,
                                [&](int number) { exporter.Scrape(user(number % kUsers)); });
  return Report("peak memory", PeakMemoryKib(exporter.id()), kMaxAttackedKib, "KiB") && met;
}

int Run(double polls, unsigned seed) {
  std::vector<std::unique_ptr<FaultyCluster>> clusters;
  for (int i = 0; i < kClusters; ++i) {
    clusters.push_back(std::make_unique<FaultyCluster>("c" + std::to_string(i)));
  }
  const TemporaryFolder folder;
  const std::string kubeconfig = WriteKubeconfig(clusters, folder);
  const bool guesses_met = SoakInGuesses(kubeconfig, folder);
  MeasuredExporter exporter(kubeconfig);
  // Attacks run first: one of the faults needs 64 MiB for a moment, which would hide their peak.
  const bool attacks_met = SoakInAttacks(exporter) && guesses_met;
  exporter.ForgetTimes();
  return SoakInFaults(exporter, clusters, polls, seed) && attacks_met ? 0 : 1;
}

}  // namespace
}  // namespace exporter::tests

int main(int count, char** arguments) {
  const double polls = count > 1 ? std::stod(arguments[1]) : exporter::tests::kDefaultPolls;
  const unsigned long seed =  // NOLINT(google-runtime-int): the type of std::stoul
      count > 2 ? std::stoul(arguments[2]) : exporter::tests::kDefaultSeed;
  return exporter::tests::Run(polls, static_cast<unsigned>(seed));
}
