// Thousands of Services over several pages, while others come and go.

#include "tests/e2e/kubernetes/many_services.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <string>

#include "tests/e2e/kubernetes/cluster_test.h"

namespace exporter::tests {
namespace {

constexpr int kServices = 3000;
constexpr int kComingAndGoing = 80;
// MetalLB 0.14 gives some 20 addresses a second.
constexpr std::chrono::minutes kPatienceForMany{10};

class ManyServicesTest : public ClusterTest {
 protected:
  static double ServicesOf(const std::string& metrics, const std::string& state) {
    return ValueOf(metrics, Series("metallb_cluster_services", "state=\"" + state + "\"")).value();
  }
};

TEST_F(ManyServicesTest, NeverCountsMoreOrLessThanThereIs) {
  cluster().AddPool("web", {"10.0.0.0/20"});
  AddMany(cluster().control_plane(), kServices);
  const PoolUses rest = {{"web", {.ipv4 = {.capacity = 4096, .assigned = kServices}}}};
  ExpectRest({.pools = rest, .assigned_services = kServices}, kPatienceForMany);

  auto others = std::async(std::launch::async,
                           [] { ComeAndGo(cluster().control_plane(), kComingAndGoing, 10); });
  constexpr double kMost = kServices + kComingAndGoing;
  double least_held = kMost;
  double most_held = 0;
  double most_services = 0;
  while (others.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    const std::string metrics = exporter().Metrics();
    const PoolUses uses = UsesByExporter(metrics, "real");
    if (!uses.contains("web")) continue;  // nothing was answered
    const double assigned = ServicesOf(metrics, "assigned");
    least_held = std::min({least_held, assigned, uses.at("web").ipv4.assigned});
    most_held = std::max(most_held, uses.at("web").ipv4.assigned);
    most_services = std::max(most_services, assigned + ServicesOf(metrics, "pending"));
    ASSERT_EQ(uses.at("web").ipv4.capacity, 4096);
  }
  others.get();
  EXPECT_EQ(least_held, kServices);
  EXPECT_GT(most_held, kServices);
  EXPECT_LE(most_held, kMost);
  EXPECT_LE(most_services, kMost);
  EXPECT_EQ(exporter().ValueOf(
                Series("metallb_exporter_cluster_poll_errors_total", "reason=\"protocol\"")),
            0);
  ExpectRest({.pools = rest, .assigned_services = kServices}, kPatienceForMany);
}

}  // namespace
}  // namespace exporter::tests
