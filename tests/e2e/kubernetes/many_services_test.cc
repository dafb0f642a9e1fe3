// Thousands of Services over several pages, while others come and go.

#include "tests/e2e/kubernetes/many_services.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include "tests/e2e/kubernetes/cluster_test.h"

namespace exporter::tests {
namespace {

constexpr int kServices = 3000;
constexpr int kComingAndGoing = 80;

TEST_F(ClusterTest, NeverCountsMoreOrLessThanThereIs) {
  cluster().AddPool("web", {"10.0.0.0/20"});
  AddMany(cluster().control_plane(), kServices);
  const PoolUses rest = {{"web", {.ipv4 = {.capacity = 4096, .assigned = kServices}}}};
  ExpectRest({.pools = rest, .assigned_services = kServices});

  std::atomic<bool> busy = true;
  std::thread others([&] {
    ComeAndGo(cluster().control_plane(), kComingAndGoing, 10);
    busy = false;
  });
  constexpr int kMost = kServices + kComingAndGoing;
  double least_seen = kMost;
  double most_seen = 0;
  while (busy) {
    const std::string metrics = exporter().Metrics();
    const double assigned =
        ValueOf(metrics, Series("metallb_cluster_services", "state=\"assigned\"")).value();
    const double pending =
        ValueOf(metrics, Series("metallb_cluster_services", "state=\"pending\"")).value();
    const PoolUses uses = UsesByExporter(metrics, "real");
    ASSERT_EQ(uses.at("web").ipv4.capacity, 4096);
    least_seen = std::min({least_seen, assigned, uses.at("web").ipv4.assigned});
    most_seen = std::max(most_seen, assigned + pending);
  }
  others.join();
  EXPECT_EQ(least_seen, kServices);
  EXPECT_GT(most_seen, kServices);
  EXPECT_LE(most_seen, kMost);
  EXPECT_EQ(exporter().ValueOf(
                Series("metallb_exporter_cluster_poll_errors_total", "reason=\"protocol\"")),
            0);
  ExpectRest({.pools = rest, .assigned_services = kServices});
}

}  // namespace
}  // namespace exporter::tests
