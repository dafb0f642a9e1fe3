// Thousands of Services in several pages, while other Services are created and deleted.

#include "tests/e2e/kubernetes/many_services.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <string>

#include "tests/e2e/kubernetes/cluster_test.h"

namespace exporter::tests {
namespace {

constexpr int kServices = 3000;
constexpr int kChangingServices = 80;
// MetalLB 0.14 assigns about 20 addresses per second.
constexpr std::chrono::minutes kTimeoutForMany{10};

class ManyServicesTest : public ClusterTest {
 protected:
  static double ServicesOf(const std::string& metrics, const std::string& state) {
    return ValueOf(metrics, Series("metallb_cluster_services", "state=\"" + state + "\"")).value();
  }
};

TEST_F(ManyServicesTest, CountsExactlyWhileServicesAreCreatedAndDeleted) {
  cluster().AddPool("web", {"10.0.0.0/20"});
  AddMany(cluster().control_plane(), kServices);
  const PoolUses rest = {{"web", {.ipv4 = {.capacity = 4096, .assigned = kServices}}}};
  ExpectSettled({.pools = rest, .assigned_services = kServices}, kTimeoutForMany);

  auto others = std::async(std::launch::async, [] {
    CreateAndDelete(cluster().control_plane(), kChangingServices, 10);
  });
  constexpr double kMax = kServices + kChangingServices;
  double min_assigned = kMax;
  double max_assigned = 0;
  double max_services = 0;
  while (others.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    const std::string metrics = exporter().Metrics();
    const PoolUses uses = UsesByExporter(metrics, "real");
    if (!uses.contains("web")) continue;  // no response
    const double assigned = ServicesOf(metrics, "assigned");
    min_assigned = std::min({min_assigned, assigned, uses.at("web").ipv4.assigned});
    max_assigned = std::max(max_assigned, uses.at("web").ipv4.assigned);
    max_services = std::max(max_services, assigned + ServicesOf(metrics, "pending"));
    ASSERT_EQ(uses.at("web").ipv4.capacity, 4096);
  }
  others.get();
  EXPECT_EQ(min_assigned, kServices);
  EXPECT_GT(max_assigned, kServices);
  EXPECT_LE(max_assigned, kMax);
  EXPECT_LE(max_services, kMax);
  EXPECT_EQ(exporter().ValueOf(
                Series("metallb_exporter_cluster_poll_errors_total", "reason=\"protocol\"")),
            0);
  ExpectSettled({.pools = rest, .assigned_services = kServices}, kTimeoutForMany);
}

}  // namespace
}  // namespace exporter::tests
