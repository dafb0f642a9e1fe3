#include "tests/soak/flaps.h"

#include <cstddef>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/soak/measured_exporter.h"
#include "tests/standin/cluster_state.h"
#include "tests/standin/watch_hub.h"
#include "tests/support/faulty_cluster.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

using Clusters = std::vector<std::unique_ptr<FaultyCluster>>;
using Clock = std::chrono::steady_clock;

constexpr int kClusters = 10;
constexpr double kWatchesOfCluster = 3;
constexpr int kServices = 20;  // which come and go in each cluster
constexpr int kFlapsPerTurn = 100;
constexpr int kWarmUps = 3;
constexpr double kMaxScrapeSeconds = 2;

std::vector<std::function<void(FaultyCluster&)>> Flaps() {
  const auto hub = [](auto action) {
    return [action](FaultyCluster& cluster) { action(cluster.server().watches()); };
  };
  const auto raw = [hub](const std::string& resource, const std::string& text) {
    return hub([resource, text](standin::WatchHub& watches) { watches.SendRaw(resource, text); });
  };
  return {
      hub([](standin::WatchHub& watches) { watches.EndWatches(); }),
      hub([](standin::WatchHub& watches) { watches.EndWatches(standin::kServices); }),
      hub([](standin::WatchHub& watches) { watches.CutWatches(); }),
      hub([](standin::WatchHub& watches) { watches.CutWatches(standin::kPools); }),
      hub([](standin::WatchHub& watches) { watches.SendBookmarks(); }),
      hub([](standin::WatchHub& watches) { watches.Hold(true); }),
      hub([](standin::WatchHub& watches) { watches.DropNextEvent(standin::kServices); }),
      hub([](standin::WatchHub& watches) {
        watches.CompactHistory();
        watches.EndWatches();
      }),
      hub([](standin::WatchHub& watches) {
        watches.SetExpiryAsStatus(true);
        watches.CompactHistory();
        watches.CutWatches();
      }),
      raw(standin::kServices, "{\"type\":\"ADD"),
      raw(standin::kServices, "<html>\n"),
      raw(standin::kPools, std::string(1'000'000, '[') + '\n'),
      raw(standin::kPeers,
          R"({"type":"ERROR","object":{"kind":"Status","code":500,"message":"etcd"}})"
          "\n"),
      [](FaultyCluster& cluster) { cluster.Break(Wire::Fault::kRefused); },
      [](FaultyCluster& cluster) { cluster.Break(Wire::Fault::kReset); },
      [](FaultyCluster& cluster) {
        cluster.Forbid(kServicesPath);
        cluster.server().watches().EndWatches();
      },
  };
}

void Change(FaultyCluster& cluster, std::mt19937& random) {
  const auto number = static_cast<int>(random() % kServices);
  const std::string name = "web-" + std::to_string(number);
  if (random() % 3 == 0) return cluster.server().state().Remove(standin::kServices, "soak", name);
  standin::ServiceOptions options;
  options.addresses = {"192.168.1." + std::to_string(20 + number)};
  cluster.server().state().Put(standin::kServices, standin::MakeService("soak", name, options));
}

// Returns the scrape after which all clusters are watched again, and their Services are right.
std::string Recover(MeasuredExporter& exporter, const Clusters& clusters) {
  double services = 0;
  for (const auto& cluster : clusters) {
    cluster->server().watches().SetExpiryAsStatus(false);
    cluster->server().watches().Hold(false);
    cluster->Repair();
    services +=
        static_cast<double>(cluster->server().state().List(standin::kServices).objects.size());
  }
  std::string text;
  WaitUntil(
      [&] {
        // Changes that the servers omitted are found by a list and repaired after a bookmark, which
        // comes only once a minute.
        for (const auto& cluster : clusters) cluster->server().watches().SendBookmarks();
        text = exporter.Scrape();
        return SumOf(text, "metallb_exporter_cluster_up") == kClusters &&
               SumOf(text, "metallb_exporter_cluster_watch_open") ==
                   kClusters * kWatchesOfCluster &&
               SumOf(text, "metallb_cluster_services") == services;
      },
      [&] {
        return "all clusters to be watched, with " + std::to_string(services) + " Services:\n" +
               text;
      });
  return text;
}

// Each cluster meets each flap. The heaps of the threads grow to what the largest event needs, and
// the growth is measured only after that.
void WarmUp(MeasuredExporter& exporter, const Clusters& clusters, std::mt19937& random) {
  for (int i = 0; i < kWarmUps; ++i) {
    for (const auto& flap : Flaps()) {
      for (const auto& cluster : clusters) {
        flap(*cluster);
        Change(*cluster, random);
      }
      exporter.Scrape();
      Recover(exporter, clusters);
    }
  }
}

}  // namespace

bool SoakInFlaps(std::chrono::seconds time, unsigned seed) {
  Clusters clusters;
  for (int i = 0; i < kClusters; ++i) {
    clusters.push_back(std::make_unique<FaultyCluster>("c" + std::to_string(i)));
  }
  const TemporaryFolder folder;
  MeasuredExporter exporter(WriteKubeconfig(clusters, folder),
                            {"--collector.mode", "watch", "--collector.interval", "500ms",
                             "--collector.resync", "2s", "--collector.timeout", "1s"});
  const auto flaps = Flaps();
  std::mt19937 random(seed);
  UsageSeries usage;
  std::string text = Recover(exporter, clusters);
  WarmUp(exporter, clusters, random);
  exporter.ForgetTimes();
  for (const Clock::time_point end = Clock::now() + time; Clock::now() < end;) {
    for (int i = 0; i < kFlapsPerTurn; ++i) {
      FaultyCluster& cluster = *clusters[random() % clusters.size()];
      if (random() % 2 == 0) flaps[random() % flaps.size()](cluster);
      Change(*clusters[random() % clusters.size()], random);
      exporter.Scrape();
    }
    text = Recover(exporter, clusters);
    usage.Add(SumOf(text, "metallb_exporter_cluster_watch_restarts_total"), RestingUsage(exporter));
  }
  std::cout << SumOf(text, "metallb_exporter_cluster_watch_restarts_total") << " ends of watches, "
            << SumOf(text, "metallb_exporter_cluster_watch_events_total") << " events, "
            << SumOf(text, "metallb_exporter_cluster_watch_missed_changes_total")
            << " missed changes, which the servers omitted" << std::endl;
  const bool met = usage.ReportGrowth("ends of watches");
  return Report("slowest scrape", exporter.slowest(), kMaxScrapeSeconds, "s") &&
         exporter.failed() == 0 && met;
}

}  // namespace exporter::tests
