// Two real clusters whose pools overlap until both assign the same address.

#include <gtest/gtest.h>

#include <string>

#include "tests/e2e/kubernetes/metallb_cluster.h"
#include "tests/e2e/kubernetes/running_exporter.h"
#include "tests/e2e/kubernetes/wait.h"
#include "tests/e2e/prometheus.h"

namespace exporter::tests {
namespace {

constexpr const char* kDuplicates = R"(metallb_fleet_duplicate_addresses{network="default"})";
constexpr const char* kOverlappingPools = R"(metallb_fleet_overlapping_pools{network="default"})";

std::string Holder(const std::string& cluster) {
  return "metallb_fleet_duplicate_address_info{network=\"default\",address=\"192.168.1.10\","
         "cluster=\"" +
         cluster + "\",holder=\"shop/web\"}";
}

std::string Alert(const std::string& name) { return "ALERTS{alertname=\"" + name + "\"}"; }

bool ComesTrue(const Prometheus& prometheus, const std::string& query) {
  return WaitFor([&] { return prometheus.ValueOf(query) == "1"; });
}

TEST(FleetTest, AnAddressOfTwoClustersIsReportedUntilRepaired) {
  MetallbCluster a;
  MetallbCluster b;
  const TemporaryFolder folder;
  const std::string kubeconfigs = folder.path() + "/clusters";
  folder.Write("clusters/.empty", "");
  a.control_plane().MakeReaderKubeconfig(kubeconfigs + "/a.yaml");
  b.control_plane().MakeReaderKubeconfig(kubeconfigs + "/b.yaml");
  const RunningExporter exporter(kubeconfigs);
  const Prometheus prometheus(folder, {exporter.address()}, {PROJECT "/k8s/alerts/rules.yaml"});

  a.AddPool("web", {"192.168.1.10-192.168.1.49"});
  b.AddPool("web", {"192.168.1.0/27"});
  b.AddPool("spare", {"10.0.0.0/28"}, {{"autoAssign", false}});
  EXPECT_TRUE(exporter.WaitForValue(
      "metallb_fleet_overlapping_addresses{network=\"default\",cluster=\"a\",pool=\"web\","
      "other_cluster=\"b\",other_pool=\"web\"}",
      22));
  EXPECT_EQ(exporter.ValueOf(kDuplicates), 0);

  a.AddService("web");
  b.AddService("web", {.annotations = {{"metallb.io/loadBalancerIPs", "192.168.1.10"}}});
  EXPECT_TRUE(exporter.WaitForValue(kDuplicates, 1));
  EXPECT_EQ(exporter.ValueOf(Holder("a")), 1);
  EXPECT_EQ(exporter.ValueOf(Holder("b")), 1);
  EXPECT_EQ(exporter.ValueOf(kOverlappingPools), 2);
  EXPECT_TRUE(ComesTrue(prometheus, Alert("MetalLBDuplicateAddress")));
  EXPECT_TRUE(ComesTrue(prometheus, Alert("MetalLBPoolsOverlap")));

  b.RemoveService("web");
  b.ChangePool("web", {{"addresses", {"192.168.2.0/27"}}});
  b.AddService("web");
  EXPECT_TRUE(exporter.WaitForValue(
      "metallb_pool_assigned_addresses{cluster=\"b\",pool=\"web\",family=\"ipv4\"}", 1));
  EXPECT_TRUE(exporter.WaitForValue(kDuplicates, 0));
  EXPECT_TRUE(exporter.WaitForValue(kOverlappingPools, 0));
  EXPECT_TRUE(ComesTrue(prometheus, "absent(" + Alert("MetalLBDuplicateAddress") + ")"));
  EXPECT_TRUE(ComesTrue(prometheus, "absent(" + Alert("MetalLBPoolsOverlap") + ")"));
}

}  // namespace
}  // namespace exporter::tests
