// Services that request addresses, and pools that change while Services use them.

#include <gmock/gmock.h>

#include <string>

#include "tests/e2e/kubernetes/cluster_test.h"

namespace exporter::tests {
namespace {

using testing::ElementsAre;

constexpr const char* kWanted = "metallb.io/loadBalancerIPs";

PoolUse OfIpv4(double assigned, double capacity) {
  return {.ipv4 = {.capacity = capacity, .assigned = assigned}};
}

TEST_F(ClusterTest, CountsRequestedAddresses) {
  cluster().AddPool("web", {"192.168.1.10-192.168.1.49"});
  cluster().AddService("by-annotation", {.annotations = {{kWanted, "192.168.1.20"}}});
  cluster().AddService("by-field", {.spec = {{"loadBalancerIP", "192.168.1.30"}}});
  cluster().AddService("of-no-pool", {.annotations = {{kWanted, "192.168.9.9"}}});
  ExpectSettled({.pools = {{"web", OfIpv4(2, 40)}}, .assigned_services = 2, .pending_services = 1});
  EXPECT_THAT(cluster().AddressesOf("by-annotation"), ElementsAre("192.168.1.20"));
  EXPECT_THAT(cluster().AddressesOf("by-field"), ElementsAre("192.168.1.30"));
}

TEST_F(ClusterTest, CountsServicesThatWaitForAnExhaustedPool) {
  cluster().AddPool("small", {"192.168.1.10-192.168.1.12"});
  for (int i = 0; i < 5; ++i) cluster().AddService("web-" + std::to_string(i));
  ExpectSettled(
      {.pools = {{"small", OfIpv4(3, 3)}}, .assigned_services = 3, .pending_services = 2});
  cluster().RemoveService("web-0");
  cluster().RemoveService("web-4");
  ExpectSettled({.pools = {{"small", OfIpv4(3, 3)}}, .assigned_services = 3});
}

TEST_F(ClusterTest, FollowsAPoolThatGrowsAndShrinks) {
  cluster().AddPool("web", {"192.168.1.1-192.168.1.4"});
  for (const char* last : {"1", "2", "3", "4"}) {
    cluster().AddService(std::string("web-") + last,
                         {.annotations = {{kWanted, std::string("192.168.1.") + last}}});
  }
  ExpectSettled({.pools = {{"web", OfIpv4(4, 4)}}, .assigned_services = 4});
  cluster().ChangePool("web", {{"addresses", {"192.168.1.1-192.168.1.4", "192.168.2.0/24"}}});
  ExpectSettled({.pools = {{"web", OfIpv4(4, 260)}}, .assigned_services = 4});
  cluster().ChangePool("web", {{"addresses", {"192.168.1.1-192.168.1.2"}}});
  ExpectSettled({.pools = {{"web", OfIpv4(2, 2)}}, .assigned_services = 2, .pending_services = 2});
}

TEST_F(ClusterTest, FollowsAPoolThatIsRenamed) {
  cluster().AddPool("old", {"192.168.1.10-192.168.1.49"});
  cluster().AddService("web-0");
  cluster().AddService("web-1");
  ExpectSettled({.pools = {{"old", OfIpv4(2, 40)}}, .assigned_services = 2});
  cluster().RemovePool("old");
  cluster().AddPool("new", {"192.168.1.10-192.168.1.49"});
  ExpectSettled({.pools = {{"new", OfIpv4(2, 40)}}, .assigned_services = 2});
}

TEST_F(ClusterTest, FollowsServicesFromADeletedPoolToAnother) {
  cluster().AddPool("gone", {"192.168.1.10-192.168.1.49"});
  cluster().AddService("web-0");
  cluster().AddService("web-1");
  ExpectSettled({.pools = {{"gone", OfIpv4(2, 40)}}, .assigned_services = 2});
  cluster().AddPool("stays", {"10.0.0.0/30"});
  cluster().RemovePool("gone");
  ExpectSettled({.pools = {{"stays", OfIpv4(2, 4)}}, .assigned_services = 2});
}

TEST_F(ClusterTest, ForgetsAServiceThatBecomesAClusterIp) {
  cluster().AddPool("web", {"192.168.1.10-192.168.1.49"});
  cluster().AddService("web-0");
  cluster().AddService("web-1");
  ExpectSettled({.pools = {{"web", OfIpv4(2, 40)}}, .assigned_services = 2});
  cluster().ChangeService("web-0", {{"spec", {{"type", "ClusterIP"}}}});
  ExpectSettled({.pools = {{"web", OfIpv4(1, 40)}}, .assigned_services = 1});
}

TEST_F(ClusterTest, IgnoresServicesOfOtherClasses) {
  cluster().AddPool("web", {"192.168.1.10-192.168.1.49"});
  cluster().AddService("other", {.spec = {{"loadBalancerClass", "example.com/other"}}});
  cluster().AddService("ours");
  ExpectSettled({.pools = {{"web", OfIpv4(1, 40)}}, .assigned_services = 1});
  cluster().ChangeServiceStatus(
      "other", {{"loadBalancer", {{"ingress", {{{"hostname", "lb.example.com"}}}}}}});
  // A poll that shows the next Service has also read this status.
  cluster().AddService("ours-too");
  ExpectSettled({.pools = {{"web", OfIpv4(2, 40)}}, .assigned_services = 2});
}

// MetalLB keeps using the previous configuration, so its numbers do not change.
TEST_F(ClusterTest, ReportsPoolsThatMetallbRejectsForOverlapping) {
  cluster().AddPool("first", {"192.168.1.0/28"});
  cluster().AddService("web");
  ExpectSettled({.pools = {{"first", OfIpv4(1, 16)}}, .assigned_services = 1});
  cluster().AddPool("second", {"192.168.1.8-192.168.1.40"});
  const std::string overlap =
      "metallb_fleet_overlapping_addresses{network=\"default\",cluster=\"real\",pool=\"first\","
      "other_cluster=\"real\",other_pool=\"second\"}";
  EXPECT_TRUE(exporter().WaitForValue(overlap, 8));
  EXPECT_EQ(cluster().UsesByMetrics(), WithBoth({{"first", OfIpv4(1, 16)}}));
}

TEST_F(ClusterTest, CountsTheEntriesThatMetallbRejects) {
  cluster().AddPool("rejected", {"192.168.1.0/28", "192.168.2.1-5", "10.0.0.300/24"});
  EXPECT_TRUE(
      exporter().WaitForValue(Series("metallb_pool_invalid_entries", "pool=\"rejected\""), 2));
  EXPECT_EQ(UsesByExporter(exporter().Metrics(), "real"), (PoolUses{{"rejected", OfIpv4(0, 16)}}));
  EXPECT_EQ(cluster().UsesByMetrics(), PoolUses{});
}

}  // namespace
}  // namespace exporter::tests
