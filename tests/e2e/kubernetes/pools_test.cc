// Capacity and assigned addresses of pools, compared with MetalLB's own numbers.

#include <string>

#include "tests/e2e/kubernetes/cluster_test.h"

namespace exporter::tests {
namespace {

// 2^64 and 2^63 with the 16 digits of the exporter's metrics, and as MetalLB computes them.
constexpr double kTwoTo64 = 1.844674407370955e+19;
constexpr double kMetallbEndless = 9.223372036854775807e+18;

const nlohmann::json kNotByItself = {{"autoAssign", false}};

ServiceFields FromPool(const std::string& pool) {
  return {.annotations = {{"metallb.io/address-pool", pool}}};
}

ServiceFields OfFamilies(const nlohmann::json& families, const std::string& policy) {
  return {.spec = {{"ipFamilyPolicy", policy}, {"ipFamilies", families}}};
}

TEST_F(ClusterTest, CountsARangeAndACidr) {
  cluster().AddPool("range", {"192.168.1.10-192.168.1.49"});
  cluster().AddPool("cidr", {"10.20.30.0/28"}, kNotByItself);
  for (int i = 0; i < 5; ++i) cluster().AddService("web-" + std::to_string(i));
  cluster().AddService("chosen", FromPool("cidr"));
  ExpectSettled({.pools = {{"range", {.ipv4 = {.capacity = 40, .assigned = 5}}},
                           {"cidr", {.ipv4 = {.capacity = 16, .assigned = 1}}}},
                 .assigned_services = 6});
}

TEST_F(ClusterTest, AddsUpSeveralEntries) {
  cluster().AddPool("entries", {"192.168.1.1-192.168.1.1", "192.168.2.40/29",
                                "192.168.3.5 - 192.168.3.8", "10.20.30.40/024"});
  for (int i = 0; i < 11; ++i) cluster().AddService("web-" + std::to_string(i));
  ExpectSettled({.pools = {{"entries", {.ipv4 = {.capacity = 1 + 8 + 4 + 256, .assigned = 11}}}},
                 .assigned_services = 11});
}

TEST_F(ClusterTest, SeparatesTheFamiliesOfADualStackPool) {
  cluster().AddPool("both", {"192.168.1.0/30", "2001:db8::/120"});
  cluster().AddService("four", OfFamilies({"IPv4"}, "SingleStack"));
  cluster().AddService("six", OfFamilies({"IPv6"}, "SingleStack"));
  cluster().AddService("dual", OfFamilies({"IPv4", "IPv6"}, "RequireDualStack"));
  ExpectSettled({.pools = {{"both",
                            {.ipv4 = {.capacity = 4, .assigned = 2},
                             .ipv6 = {.capacity = 256, .assigned = 2}}}},
                 .assigned_services = 3});
  EXPECT_EQ(cluster().AddressesOf("dual").size(), 2U);
}

TEST_F(ClusterTest, CountsIpv6PoolsBeyondMetallbsArithmetic) {
  cluster().AddPool("endless", {"2001:db8::/64"});
  cluster().AddPool("overflow", {"2001:db8:a::/64", "2001:db8:b::/120"}, kNotByItself);
  cluster().AddService("six", OfFamilies({"IPv6"}, "SingleStack"));
  ExpectSettled(
      {.pools = {{"endless", {.ipv6 = {.capacity = kTwoTo64, .assigned = 1}}},
                 {"overflow", {.ipv6 = {.capacity = kTwoTo64}}}},
       .assigned_services = 1,
       .metallb_counts = {{"endless", {.ipv6 = {.capacity = kMetallbEndless, .assigned = 1}}},
                          {"overflow", {.ipv6 = {.capacity = -kMetallbEndless}}}}});
}

TEST_F(ClusterTest, CountsASharedAddressOnce) {
  cluster().AddPool("shared", {"192.168.1.10-192.168.1.13"});
  for (const int port : {80, 443, 8080}) {
    cluster().AddService("sharing-" + std::to_string(port),
                         {.spec = {{"ports", {{{"port", port}}}}},
                          .annotations = {{"metallb.io/allow-shared-ip", "one"},
                                          {"metallb.io/loadBalancerIPs", "192.168.1.11"}}});
  }
  cluster().AddService("alone");
  ExpectSettled(
      {.pools = {{"shared", {.ipv4 = {.capacity = 4, .assigned = 2}}}}, .assigned_services = 4});
  EXPECT_EQ(exporter().ValueOf(Series("metallb_pool_services", "pool=\"shared\"")), 4);
}

TEST_F(ClusterTest, ExcludesBuggyAddresses) {
  const nlohmann::json avoiding = {{"avoidBuggyIPs", true}};
  cluster().AddPool("avoiding", {"10.1.0.0/23", "10.2.0.254-10.2.1.1"}, avoiding);
  ExpectSettled({.pools = {{"avoiding", {.ipv4 = {.capacity = 508 + 2}}}}});
}

TEST_F(ClusterTest, CountsASingleBuggyAddressAsNone) {
  cluster().AddPool("single", {"10.2.0.1-10.2.0.10", "10.2.1.255-10.2.1.255"},
                    {{"avoidBuggyIPs", true}});
  cluster().AddService("web");
  ExpectSettled({.pools = {{"single", {.ipv4 = {.capacity = 10, .assigned = 1}}}},
                 .assigned_services = 1,
                 .metallb_counts = {{"single", {.ipv4 = {.capacity = 9, .assigned = 1}}}}});
}

TEST_F(ClusterTest, CountsAPoolWithoutAutoAssign) {
  cluster().AddPool("by-hand", {"192.168.1.0/29"}, kNotByItself);
  cluster().AddService("waiting");
  cluster().AddService("chosen", FromPool("by-hand"));
  ExpectSettled({.pools = {{"by-hand", {.ipv4 = {.capacity = 8, .assigned = 1}}}},
                 .assigned_services = 1,
                 .pending_services = 1});
  EXPECT_EQ(exporter().ValueOf(Series("metallb_pool_info",
                                      "pool=\"by-hand\",auto_assign=\"false\",avoid_buggy_ips="
                                      "\"false\",capacity_alerts=\"on\"")),
            1);
}

}  // namespace
}  // namespace exporter::tests
