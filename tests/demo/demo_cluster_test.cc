#include "exporter/demo/demo_cluster.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace exporter::demo {
namespace {

bool Assigns(const DemoCluster& cluster, const std::string& address) {
  return std::any_of(cluster.services.begin(), cluster.services.end(),
                     [&](const DemoService& service) { return service.address == address; });
}

TEST(DemoCluster, GoesThroughEachStateOfInterest) {
  std::set<std::size_t> pool_a_sizes;
  std::set<bool> duplicates;
  std::set<bool> pending;
  std::set<std::string> pool_b_ranges;
  for (int step = 0; step < 120; ++step) {
    const auto clusters = ClustersAt(step);
    ASSERT_EQ(clusters.size(), 3);
    pool_a_sizes.insert(clusters[0].services.size());
    duplicates.insert(Assigns(clusters[0], "192.168.1.49") && Assigns(clusters[1], "192.168.1.49"));
    pending.insert(Assigns(clusters[2], ""));
    pool_b_ranges.insert(clusters[1].pools[0].addresses[0]);
  }
  EXPECT_EQ(*pool_a_sizes.begin(), 24) << "60 % of 40 addresses";
  EXPECT_EQ(*pool_a_sizes.rbegin(), 36) << "90 %";
  EXPECT_EQ(duplicates, (std::set<bool>{false, true}));
  EXPECT_EQ(pending, (std::set<bool>{false, true}));
  EXPECT_EQ(pool_b_ranges,
            (std::set<std::string>{"192.168.1.46-192.168.1.89", "192.168.1.50-192.168.1.89"}));
}

TEST(DemoCluster, AnswersAsAnApiServer) {
  const DemoCluster cluster{.name = "a",
                            .pools = {{"p", {"192.0.2.0/30"}, false}},
                            .services = {{"web", "192.0.2.1", "p"}, {"waiting", "", ""}},
                            .local_asn = 64501,
                            .node_address = "192.0.2.9"};
  EXPECT_EQ(BodyAt(cluster, "/version"), R"({"gitVersion":"v1.32.4"})");
  EXPECT_EQ(BodyAt(cluster, "/api/v1/namespaces/kube-system"),
            R"({"kind":"Namespace","apiVersion":"v1",)"
            R"("metadata":{"name":"kube-system","uid":"demo-uid-of-a"}})");
  EXPECT_EQ(
      BodyAt(cluster, "/api/v1/services"),
      R"({"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[)"
      R"({"metadata":{"name":"web","namespace":"shop",)"
      R"("annotations":{"metallb.io/ip-allocated-from-pool":"p"}},)"
      R"("spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}},)"
      R"({"metadata":{"name":"waiting","namespace":"shop"},)"
      R"("spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{}}}]})");
  EXPECT_EQ(
      BodyAt(cluster, "/apis/metallb.io/v1beta1/ipaddresspools"),
      R"({"kind":"IPAddressPoolList","apiVersion":"metallb.io/v1beta1",)"
      R"("metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"p",)"
      R"("namespace":"metallb-system"},"spec":{"autoAssign":false,"addresses":["192.0.2.0/30"]}}]})");
  EXPECT_EQ(BodyAt(cluster, "/apis/metallb.io/v1beta2/bgppeers"),
            R"({"kind":"BGPPeerList","apiVersion":"metallb.io/v1beta2",)"
            R"("metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"router",)"
            R"("namespace":"metallb-system"},"spec":{"myASN":64501}}]})");
  EXPECT_EQ(BodyAt(cluster, "/api/v1/nodes"),
            R"({"kind":"NodeList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[)"
            R"({"metadata":{"name":"node-1"},"status":{"addresses":[)"
            R"({"type":"InternalIP","address":"192.0.2.9"}]}}]})");
  EXPECT_EQ(BodyAt(cluster, "/api/v1/secrets"), "");
}

}  // namespace
}  // namespace exporter::demo
