// The real exporter under changing faults and attacks, for thousands of polls: what it holds, and
// how its memory, threads and descriptors grow. Prints figures; 1 where a goal is missed.
//
//   soak [POLLS]     10,000 polls where it is not told

#include <crypt.h>
#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/soak/attacks.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/troubled_cluster.h"
#include "tests/support/watched_process.h"

namespace exporter::tests {
namespace {

constexpr int kClusters = 10;
constexpr double kPollsOfATurn = 100;
constexpr double kUsualPolls = 10'000;
constexpr unsigned kSeed = 20'240'229;  // the same troubles every time
constexpr std::chrono::seconds kAttackTime{5};

// Goals. Growth is for 1,000 polls.
constexpr double kMostKibGrowth = 64;
constexpr double kMostGrowth = 0.1;
constexpr double kSlowestScrape = 2;
constexpr double kMostAttackedKib = 64 * 1024;

constexpr const char* kPassword = "password";
constexpr int kUsers = 1'000;

// Of all the metric's series.
double SumOf(const std::string& exposition, const std::string& metric) {
  double sum = 0;
  std::istringstream lines(exposition);
  for (std::string line; std::getline(lines, line);) {
    const bool counts = line.starts_with(metric + '{') || line.starts_with(metric + ' ');
    if (counts) sum += std::stod(line.substr(line.rfind(' ')));
  }
  return sum;
}

// The exporter, and a scraper of it that keeps the time.
class Soaked {
 public:
  explicit Soaked(const std::string& kubeconfig, const std::string& interval = "20ms",
                  const std::string& web_config = "")
      : process_(ArgumentsFor(kubeconfig, interval, web_config)),
        address_(process_.WaitForOutput("msg=listening address=")) {}

  pid_t id() const { return process_.id(); }
  int port() const { return std::stoi(address_.substr(address_.rfind(':') + 1)); }

  // On a connection of its own, as one who comes anew; with a password if there is a user.
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

// A goal's line, and whether it is met.
bool Tell(const std::string& what, double value, double most, const std::string& unit) {
  const bool met = value <= most;
  std::cout << std::left << std::setw(44) << what << std::right << std::setw(12) << std::fixed
            << std::setprecision(3) << value << ' ' << unit << " (goal: at most " << most << ')'
            << (met ? "" : "   MISSED") << std::endl;
  return met;
}

// What it holds between polls, each of which has a few descriptors of its own while it runs.
Holdings LeastHoldings(Soaked& exporter) {
  constexpr int kLooks = 300;
  Holdings least = HoldingsOf(exporter.id());
  for (int i = 1; i < kLooks; ++i) {
    exporter.Scrape();
    const Holdings now = HoldingsOf(exporter.id());
    least = {.memory_kib = std::min(least.memory_kib, now.memory_kib),
             .threads = std::min(least.threads, now.threads),
             .descriptors = std::min(least.descriptors, now.descriptors)};
  }
  return least;
}

// Troubles come and go; after each turn, with every cluster read again, the holdings are noted.
bool SoakInTroubles(Soaked& exporter, std::vector<std::unique_ptr<TroubledCluster>>& clusters,
                    double polls) {
  const std::vector<Trouble> troubles = Troubles();
  std::mt19937 random(kSeed);
  std::vector<double> at;
  std::vector<double> memory;
  std::vector<double> threads;
  std::vector<double> descriptors;
  std::string text = exporter.Scrape();
  const auto polled = [&] { return SumOf(text, "metallb_exporter_cluster_polls_total"); };
  const double end = polled() + polls;
  while (polled() < end) {
    // The last cluster is always sound.
    for (std::size_t i = 0; i + 1 < clusters.size(); ++i) {
      if (random() % 2 == 0) troubles[random() % troubles.size()].begin(*clusters[i]);
    }
    const double until = polled() + kPollsOfATurn;
    while (polled() < until) text = exporter.Scrape();
    for (const auto& cluster : clusters) cluster->Mend();
    while (SumOf(text, "metallb_exporter_cluster_up") < kClusters) text = exporter.Scrape();
    const Holdings holdings = LeastHoldings(exporter);
    at.push_back(polled() / 1'000);
    memory.push_back(holdings.memory_kib);
    threads.push_back(holdings.threads);
    descriptors.push_back(holdings.descriptors);
  }
  const double errors = SumOf(text, "metallb_exporter_cluster_poll_errors_total");
  std::cout << polled() << " polls, " << errors << " of them failed, " << at.size()
            << " turns; at the end " << memory.back() << " KiB, " << threads.back() << " threads, "
            << descriptors.back() << " descriptors" << std::endl;
  // What is filled once (buffers, caches, heaps) is no growth: the first half does not count.
  const auto slope = [&](std::vector<double> y) {
    const auto skipped = static_cast<std::ptrdiff_t>(at.size() / 2);
    y.erase(y.begin(), y.begin() + skipped);
    return Slope({at.begin() + skipped, at.end()}, y);
  };
  bool met = Tell("memory", slope(memory), kMostKibGrowth, "KiB in 1,000 polls");
  met &= Tell("threads", slope(threads), kMostGrowth, "in 1,000 polls");
  met &= Tell("descriptors", slope(descriptors), kMostGrowth, "in 1,000 polls");
  return Tell("slowest scrape meanwhile", exporter.slowest(), kSlowestScrape, "s") && met;
}

// Scrapes beside the attack, each with the number of those before it.
bool SoakInAttack(const Attack& attack, Soaked& exporter,
                  const std::function<void(int number)>& scrape) {
  exporter.ForgetTimes();
  double most_descriptors = 0;
  int scrapes = 0;
  {
    const Attacker attacker(attack, exporter.port());
    const auto until = std::chrono::steady_clock::now() + kAttackTime;
    for (; std::chrono::steady_clock::now() < until; ++scrapes) {
      scrape(scrapes);
      most_descriptors = std::max(most_descriptors, HoldingsOf(exporter.id()).descriptors);
    }
  }
  std::cout << attack.name << ": " << scrapes << " scrapes beside it, " << exporter.failed()
            << " failed, at most " << most_descriptors << " descriptors" << std::endl;
  return Tell("  slowest scrape", exporter.slowest(), kSlowestScrape, "s") &&
         exporter.failed() == 0;
}

bool SoakInAttacks(Soaked& exporter) {
  bool met = true;
  for (const Attack& attack : Attacks()) {
    met &= SoakInAttack(attack, exporter, [&](int) { exporter.Scrape(); });
  }
  return Tell("memory at its peak", PeakMemoryKib(exporter.id()), kMostAttackedKib, "KiB") && met;
}

// Every scrape is the first of its user, whose password must be hashed beside all that are guessed.
bool SoakInGuesses(const std::string& kubeconfig, const TemporaryFolder& folder) {
  crypt_data space = {};
  const std::string hash = crypt_r(kPassword, "$2y$10$abcdefghijklmnopqrstuu", &space);
  const auto user = [](int number) { return "user-" + std::to_string(number); };
  std::string web_config = "basic_auth_users:\n";
  for (int i = 0; i < kUsers; ++i) web_config += "  " + user(i) + ": " + hash + '\n';
  Soaked exporter(kubeconfig, "1s", folder.Write("web.yaml", web_config));
  const bool met = SoakInAttack(GuessedPasswords(user(0)), exporter,
                                [&](int number) { exporter.Scrape(user(number % kUsers)); });
  return Tell("memory at its peak", PeakMemoryKib(exporter.id()), kMostAttackedKib, "KiB") && met;
}

int Run(double polls) {
  std::vector<std::unique_ptr<TroubledCluster>> clusters;
  for (int i = 0; i < kClusters; ++i) {
    clusters.push_back(std::make_unique<TroubledCluster>("c" + std::to_string(i)));
  }
  const TemporaryFolder folder;
  const std::string kubeconfig = WriteKubeconfig(clusters, folder);
  const bool guesses_met = SoakInGuesses(kubeconfig, folder);
  Soaked exporter(kubeconfig);
  // Attacks first: a huge page among the troubles takes 64 MiB for a moment, and would hide theirs.
  const bool attacks_met = SoakInAttacks(exporter) && guesses_met;
  exporter.ForgetTimes();
  return SoakInTroubles(exporter, clusters, polls) && attacks_met ? 0 : 1;
}

}  // namespace
}  // namespace exporter::tests

int main(int count, char** arguments) {
  return exporter::tests::Run(count > 1 ? std::stod(arguments[1]) : exporter::tests::kUsualPolls);
}
