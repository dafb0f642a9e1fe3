// Runs the real exporter under changing faults and attacks for thousands of polls. Prints the
// growth of its memory, threads and descriptors. Exits with 1 if a goal is missed.
//
//   soak [POLLS [SEED]]           default: 60,000 polls, and the same faults in every run
//   soak watch [SECONDS [SEED]]   default: 300 s of watches that servers end (flaps.h)

#include <crypt.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/soak/attacks.h"
#include "tests/soak/flaps.h"
#include "tests/soak/measured_exporter.h"
#include "tests/support/faulty_cluster.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/watched_process.h"

namespace exporter::tests {
namespace {

constexpr int kClusters = 10;
constexpr double kPollsPerTurn = 500;
constexpr double kPollsToConnect = 3 * kClusters;
constexpr double kDefaultPolls = 60'000;
constexpr int kDefaultSeconds = 300;
constexpr unsigned kDefaultSeed = 20'240'229;
constexpr std::chrono::seconds kAttackTime{5};

// Goals.
constexpr double kMaxScrapeSeconds = 2;
constexpr double kMaxAttackedKib = 64 * 1024;

constexpr const char* kPassword = "password";
constexpr int kUsers = 1'000;

// Starts and ends faults. After each turn, when every cluster is up again, it records the usage.
bool SoakInFaults(MeasuredExporter& exporter, std::vector<std::unique_ptr<FaultyCluster>>& clusters,
                  double polls, unsigned seed) {
  const std::vector<ClusterFault> faults = ClusterFaults();
  std::mt19937 random(seed);
  UsageSeries usage;
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
    usage.Add(polled(), RestingUsage(exporter));
  }
  const double errors = SumOf(text, "metallb_exporter_cluster_poll_errors_total");
  std::cout << polled() << " polls, " << errors << " of them failed" << std::endl;
  const bool met = usage.ReportGrowth("polls");
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
  MeasuredExporter exporter(kubeconfig,
                            {"--collector.interval", "1s", "--collector.timeout", "1s",
                             "--web.config.file", folder.Write("web.yaml", web_config)},
                            kPassword);
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
  MeasuredExporter exporter(kubeconfig,
                            {"--collector.interval", "20ms", "--collector.timeout", "1s"});
  // Attacks run first: one of the faults needs 64 MiB for a moment, which would hide their peak.
  const bool attacks_met = SoakInAttacks(exporter) && guesses_met;
  exporter.ForgetTimes();
  return SoakInFaults(exporter, clusters, polls, seed) && attacks_met ? 0 : 1;
}

}  // namespace
}  // namespace exporter::tests

int main(int count, char** arguments) {
  std::vector<std::string> words(arguments + 1, arguments + count);
  const bool watches = !words.empty() && words.front() == "watch";
  if (watches) words.erase(words.begin());
  const std::string seed_word =
      words.size() > 1 ? words[1] : std::to_string(exporter::tests::kDefaultSeed);
  const auto seed = static_cast<unsigned>(std::stoul(seed_word));
  if (watches) {
    const int seconds = words.empty() ? exporter::tests::kDefaultSeconds : std::stoi(words.front());
    return exporter::tests::SoakInFlaps(std::chrono::seconds(seconds), seed) ? 0 : 1;
  }
  const double polls = words.empty() ? exporter::tests::kDefaultPolls : std::stod(words.front());
  return exporter::tests::Run(polls, seed);
}
