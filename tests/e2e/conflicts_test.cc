// Conflicts between clusters, from API servers to a real Prometheus.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/e2e/prometheus.h"
#include "tests/e2e/two_clusters.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class ConflictsTest : public TwoClustersTest {
 protected:
  void AddDuplicate() {
    b_.state().Put(standin::kServices,
                   standin::MakeService("shop", "clash", {.addresses = {"192.168.1.12"}}));
  }
};

TEST_F(ConflictsTest, ADuplicateAppearsAndDisappearsWithAPoll) {
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  EXPECT_THAT(Scrape(address),
              HasSubstr("metallb_fleet_duplicate_addresses{network=\"default\"} 0\n"));
  AddDuplicate();
  const std::string text =
      WaitForSeries(address, "metallb_fleet_duplicate_addresses{network=\"default\"} 1\n");
  EXPECT_THAT(text, HasSubstr("metallb_fleet_duplicate_address_info{network=\"default\",address="
                              "\"192.168.1.12\",cluster=\"prod-a\",holder=\"shop/web-2\"} 1\n"));
  b_.state().Remove(standin::kServices, "shop", "clash");
  EXPECT_THAT(WaitForSeries(address, "metallb_fleet_duplicate_addresses{network=\"default\"} 0\n"),
              Not(HasSubstr("metallb_fleet_duplicate_address_info{")));
}

TEST_F(ConflictsTest, AStaleClusterStillCounts) {
  AddDuplicate();
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  b_.SetTokens({"another"});
  EXPECT_THAT(WaitForSeries(address, "metallb_exporter_cluster_up{cluster=\"prod-b\"} 0\n"),
              HasSubstr("metallb_fleet_duplicate_addresses{network=\"default\"} 1\n"));
}

TEST_F(ConflictsTest, NetworksAndSharedAddressesComeFromTheConfiguration) {
  AddDuplicate();
  const std::string config = folder_.Write(
      "exporter.yaml",
      "clusters: [{context: prod-a, network: rack}, {context: prod-b, network: rack}]\n"
      "networks: [{name: rack, shared_addresses: [192.168.1.12]}, {name: spare}]\n");
  const auto exporter = Start({"--config.file", config});
  const std::string text = Scrape(AddressOf(*exporter));
  for (const char* network : {"rack", "spare"}) {
    EXPECT_THAT(text, HasSubstr("metallb_fleet_duplicate_addresses{network=\"" +
                                std::string(network) + "\"} 0\n"));
  }
}

TEST_F(ConflictsTest, ANodeOfAnotherClusterInAPoolIsReported) {
  b_.state().Put(standin::kNodes, standin::MakeNode("worker-1", {"192.168.1.30", "10.9.9.9"}));
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  const std::string text = Scrape(address);
  EXPECT_THAT(text, HasSubstr("metallb_pool_node_addresses{cluster=\"prod-a\",pool=\"web\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("metallb_cluster_nodes{cluster=\"prod-b\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("metallb_fleet_node_conflict_info{network=\"default\",address="
                              "\"192.168.1.30\",cluster=\"prod-a\",pool=\"web\",node_cluster="
                              "\"prod-b\",node=\"worker-1\"} 1\n"));
  httplib::Client client("http://" + address);
  EXPECT_THAT(client.Get("/")->body, HasSubstr("Node addresses in pools <span>1</span>"));

  const Finished checked = RunProgram({EXPORTER, "check", "--kubeconfig", kubeconfig_});
  EXPECT_EQ(checked.status, 1) << checked.output;
  EXPECT_THAT(checked.output,
              HasSubstr("WARNING   network default: pool prod-a/web contains 192.168.1.30, the "
                        "address of node worker-1 of cluster prod-b\n"));
  const Finished without = RunProgram(
      {EXPORTER, "check", "--kubeconfig", kubeconfig_, "--collector.nodes-interval", "0"});
  EXPECT_EQ(without.status, 0) << without.output;
}

// As after an upgrade, before the new right is granted.
TEST_F(ConflictsTest, NodesThatMayNotBeReadChangeNothingElse) {
  for (standin::ApiServer* const server : {&a_, &b_}) server->SetForbiddenPaths({"/api/v1/nodes"});
  const auto exporter = Start({});
  const std::string text = Scrape(AddressOf(*exporter));
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_partial{cluster=\"prod-a\",resource="
                              "\"nodes\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("metallb_fleet_duplicate_addresses{network=\"default\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("metallb_cluster_nodes{")));
  EXPECT_THAT(text, Not(HasSubstr("metallb_pool_node_addresses{")));
  EXPECT_THAT(text, Not(HasSubstr("metric=\"metallb_fleet_node_conflict_info\"")));
}

// Several exporters: each reads one cluster, and Prometheus scrapes both.
TEST_F(ConflictsTest, DuplicatesAcrossExportersAreFoundByAQuery) {
  AddDuplicate();
  const auto a = Start({"--context", "prod-a", "--metrics.address-info"});
  const auto b = Start({"--context", "prod-b", "--metrics.address-info=addresses"});
  const Prometheus prometheus(folder_, {AddressOf(*a), AddressOf(*b)});
  EXPECT_EQ(prometheus.WaitForValue("count(up == 1) == 2"), "2");
  EXPECT_EQ(prometheus.WaitForValue("count by (network, address) (count by (network, address, "
                                    "cluster) (metallb_address_info)) > 1"),
            "2");
  EXPECT_EQ(prometheus.WaitForValue("count(metallb_address_info)"), "13");
  EXPECT_EQ(prometheus.WaitForValue("count(metallb_address_info{holder=\"\"})"), "3");
}

TEST(DemoConflicts, AppearAndDisappear) {
  Process demo(
      {EXPORTER, "demo", "--web.listen-address", kAnyPort, "--collector.interval", "50ms"});
  const std::string address = demo.WaitForOutput("msg=listening address=");
  WaitForSeries(address, "metallb_fleet_overlapping_pools{network=\"default\"} 2\n");
  WaitForSeries(address, "metallb_fleet_duplicate_addresses{network=\"default\"} 1\n");
  WaitForSeries(address, "metallb_fleet_duplicate_addresses{network=\"default\"} 0\n");
  WaitForSeries(address, "metallb_fleet_overlapping_pools{network=\"default\"} 0\n");
  const std::string text = Scrape(address);
  EXPECT_THAT(text, HasSubstr("metallb_fleet_shared_asn_clusters{network=\"default\",asn="
                              "\"64501\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("metallb_plan_unplanned_addresses{cluster=\"cluster-c\",pool="
                              "\"cluster-c-edge\"} 8\n"));
}

}  // namespace
}  // namespace exporter::tests
