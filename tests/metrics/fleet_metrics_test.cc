// From a fleet to the whole text that Prometheus reads.

#include "exporter/metrics/fleet_metrics.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::metrics {
namespace {

using fleet::ClusterView;
using fleet::DataState;
using fleet::FleetView;
using tests::MakeCluster;
using tests::MakePool;
using tests::MakeService;

ClusterView Unknown(const std::string& name) {
  ClusterView cluster;
  cluster.name = name;
  cluster.network = "default";
  return cluster;
}

// Only the series, no HELP or TYPE, sorted as they come.
std::string Series(const std::string& text, const std::string& prefix) {
  std::string series;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = text.find('\n', start);
    const std::string line = text.substr(start, end - start + 1);
    if (line.starts_with(prefix)) series += line;
    start = end + 1;
  }
  return series;
}

std::string Render(const FleetView& fleet, const std::string& cluster_label,
                   const fleet::FleetPolicy& policy = {}) {
  return RenderFacts(fleet, fleet::Analyze(fleet, policy), policy, cluster_label);
}

TEST(RenderFacts, WritesAWholeCluster) {
  fleet::ClusterObjects objects;
  objects.server_version = "v1.32.4";
  objects.metallb_installed = true;
  objects.pools = {MakePool("web", {"192.168.1.10-192.168.1.49", "bad", "192.168.1.49/32"})};
  objects.pools[0].auto_assign = false;
  objects.services = {MakeService("a", {"192.168.1.10"}), MakeService("b", {})};
  FleetView fleet{{MakeCluster("a", objects)}, {}};
  fleet.clusters[0].record.polls = 1;

  EXPECT_EQ(Render(fleet, "cluster"),
            R"(# HELP metallb_cluster_info Always 1; what is known of the cluster as labels.
# TYPE metallb_cluster_info gauge
metallb_cluster_info{cluster="a",context="a-admin",network="default",location="",server_version="v1.32.4"} 1
# HELP metallb_cluster_metallb_installed 1 if the cluster serves IPAddressPools, else 0.
# TYPE metallb_cluster_metallb_installed gauge
metallb_cluster_metallb_installed{cluster="a"} 1
# HELP metallb_cluster_services Services of type LoadBalancer that are MetalLB's to serve, by state: assigned, or pending (no ingress yet).
# TYPE metallb_cluster_services gauge
metallb_cluster_services{cluster="a",state="assigned"} 1
metallb_cluster_services{cluster="a",state="pending"} 1
# HELP metallb_cluster_unpooled_addresses Addresses that MetalLB marked as allocated from a pool and that lie in no pool now.
# TYPE metallb_cluster_unpooled_addresses gauge
metallb_cluster_unpooled_addresses{cluster="a"} 0
# HELP metallb_fleet_clusters Clusters of the network by the state of their data: fresh, stale (the last poll failed, the last good data is in use) or unknown (no data).
# TYPE metallb_fleet_clusters gauge
metallb_fleet_clusters{network="default",state="fresh"} 1
metallb_fleet_clusters{network="default",state="stale"} 0
metallb_fleet_clusters{network="default",state="unknown"} 0
# HELP metallb_fleet_conflict_series_dropped Series of the metric that its bound leaves out: --metrics.max-conflict-series, --metrics.max-address-series.
# TYPE metallb_fleet_conflict_series_dropped gauge
metallb_fleet_conflict_series_dropped{network="default",metric="metallb_fleet_duplicate_address_info"} 0
metallb_fleet_conflict_series_dropped{network="default",metric="metallb_fleet_overlapping_addresses"} 0
# HELP metallb_fleet_duplicate_addresses Distinct addresses that Services of two or more clusters of the network hold; absent until each of its clusters has been polled once.
# TYPE metallb_fleet_duplicate_addresses gauge
metallb_fleet_duplicate_addresses{network="default"} 0
# HELP metallb_fleet_overlapping_pools Pairs of pools of the network that share addresses.
# TYPE metallb_fleet_overlapping_pools gauge
metallb_fleet_overlapping_pools{network="default"} 0
# HELP metallb_pool_assigned_addresses Distinct addresses of the pool that Services of type LoadBalancer held at the last good poll.
# TYPE metallb_pool_assigned_addresses gauge
metallb_pool_assigned_addresses{cluster="a",pool="web",family="ipv4"} 1
# HELP metallb_pool_available_addresses Addresses of the pool that MetalLB can assign and no Service held at the last good poll.
# TYPE metallb_pool_available_addresses gauge
metallb_pool_available_addresses{cluster="a",pool="web",family="ipv4"} 39
# HELP metallb_pool_capacity_addresses Addresses that MetalLB can assign from the pool, after avoidBuggyIPs, computed exactly from its ranges at the last good poll.
# TYPE metallb_pool_capacity_addresses gauge
metallb_pool_capacity_addresses{cluster="a",pool="web",family="ipv4"} 40
# HELP metallb_pool_info Always 1; the pool's settings as labels.
# TYPE metallb_pool_info gauge
metallb_pool_info{cluster="a",pool="web",auto_assign="false",avoid_buggy_ips="false"} 1
# HELP metallb_pool_invalid_entries Entries of the pool's spec.addresses that MetalLB rejects; they add no capacity.
# TYPE metallb_pool_invalid_entries gauge
metallb_pool_invalid_entries{cluster="a",pool="web"} 1
# HELP metallb_pool_overlapping_entries Entries of the pool's spec.addresses that overlap an earlier one, for which MetalLB rejects its whole configuration.
# TYPE metallb_pool_overlapping_entries gauge
metallb_pool_overlapping_entries{cluster="a",pool="web"} 1
# HELP metallb_pool_services Services that hold an address of the pool.
# TYPE metallb_pool_services gauge
metallb_pool_services{cluster="a",pool="web"} 1
# HELP metallb_pool_utilization_ratio Assigned addresses by capacity; over 1 only where held addresses were left out later, absent where the capacity is 0.
# TYPE metallb_pool_utilization_ratio gauge
metallb_pool_utilization_ratio{cluster="a",pool="web",family="ipv4"} 0.025
)");
}

TEST(RenderFacts, WritesLargeSizesToSixteenDigits) {
  fleet::ClusterObjects objects;
  objects.pools = {MakePool("v6", {"::/0"}), MakePool("v75", {"2001:db8::/75"}),
                   MakePool("v96", {"::/76"})};
  const std::string text = Render({{MakeCluster("a", objects)}, {}}, "cluster");
  EXPECT_EQ(Series(text, "metallb_pool_capacity_addresses"),
            "metallb_pool_capacity_addresses{cluster=\"a\",pool=\"v6\",family=\"ipv6\"} "
            "3.402823669209385e+38\n"
            "metallb_pool_capacity_addresses{cluster=\"a\",pool=\"v75\",family=\"ipv6\"} "
            "9007199254740992\n"
            "metallb_pool_capacity_addresses{cluster=\"a\",pool=\"v96\",family=\"ipv6\"} "
            "4503599627370496\n");
}

TEST(RenderFacts, LeavesOutWhatIsNotKnown) {
  fleet::ClusterObjects without_metallb;
  const FleetView fleet{{MakeCluster("a", without_metallb), Unknown("b")}, {}};
  const std::string text = Render(fleet, "cluster");
  EXPECT_EQ(Series(text, "metallb_"),
            "metallb_cluster_info{cluster=\"a\",context=\"a-admin\",network=\"default\",location="
            "\"\",server_version=\"\"} 1\n"
            "metallb_cluster_metallb_installed{cluster=\"a\"} 0\n"
            "metallb_cluster_unpooled_addresses{cluster=\"a\"} 0\n"
            "metallb_fleet_clusters{network=\"default\",state=\"fresh\"} 1\n"
            "metallb_fleet_clusters{network=\"default\",state=\"stale\"} 0\n"
            "metallb_fleet_clusters{network=\"default\",state=\"unknown\"} 1\n");
}

TEST(RenderFacts, APoolWithoutCapacityHasNoUtilization) {
  fleet::ClusterObjects objects;
  objects.metallb_installed = true;
  objects.pools = {MakePool("p", {"10.0.0.255/32"})};
  objects.pools[0].avoid_buggy_ips = true;
  objects.services = {MakeService("a", {"10.0.0.255"})};
  const std::string text = Render({{MakeCluster("a", objects)}, {}}, "cluster");
  EXPECT_EQ(Series(text, "metallb_pool_capacity"),
            "metallb_pool_capacity_addresses{cluster=\"a\",pool=\"p\",family=\"ipv4\"} 0\n");
  EXPECT_EQ(Series(text, "metallb_pool_assigned"),
            "metallb_pool_assigned_addresses{cluster=\"a\",pool=\"p\",family=\"ipv4\"} 1\n");
  EXPECT_EQ(Series(text, "metallb_pool_utilization"), "");
}

TEST(RenderFacts, EscapesWhatAClusterIsCalled) {
  const std::string text = Render({{MakeCluster("a\"b\\c\nd", {})}, {}}, "cluster");
  EXPECT_EQ(Series(text, "metallb_cluster_metallb"),
            "metallb_cluster_metallb_installed{cluster=\"a\\\"b\\\\c\\nd\"} 0\n");
}

TEST(RenderFacts, CallsTheClusterLabelAsToldAndNoOther) {
  const std::string text = Render({{MakeCluster("a", {})}, {}}, "k8s");
  EXPECT_EQ(Series(text, "metallb_cluster_info"),
            "metallb_cluster_info{k8s=\"a\",context=\"a-admin\",network=\"default\",location=\"\","
            "server_version=\"\"} 1\n");
}

// Two clusters that hold 10.0.0.7 and claim 10.0.0.0 to 10.0.0.9, and one on another network.
FleetView Conflicting() {
  fleet::ClusterObjects a;
  a.pools = {MakePool("web", {"10.0.0.0-10.0.0.9", "10.1.0.0/31"})};
  a.services = {MakeService("x", {"10.0.0.7"}), MakeService("y", {"10.0.0.7", "10.0.0.1"})};
  a.own_asns = {{64500, 64501}};
  fleet::ClusterObjects b;
  b.pools = {MakePool("all", {"10.0.0.0/24"})};
  b.services = {MakeService("z", {"10.0.0.7"})};
  b.own_asns = {{64501}};
  FleetView fleet{{MakeCluster("a", a), MakeCluster("b", b), MakeCluster("c", a)}, {}};
  fleet.clusters[2].network = "elsewhere";
  for (ClusterView& cluster : fleet.clusters) cluster.record.polls = 1;
  return fleet;
}

TEST(RenderFacts, WritesTheConflictsOfANetwork) {
  EXPECT_EQ(Series(Render(Conflicting(), "k8s"), "metallb_fleet_"),
            R"(metallb_fleet_clusters{network="default",state="fresh"} 2
metallb_fleet_clusters{network="default",state="stale"} 0
metallb_fleet_clusters{network="default",state="unknown"} 0
metallb_fleet_clusters{network="elsewhere",state="fresh"} 1
metallb_fleet_clusters{network="elsewhere",state="stale"} 0
metallb_fleet_clusters{network="elsewhere",state="unknown"} 0
metallb_fleet_conflict_series_dropped{network="default",metric="metallb_fleet_duplicate_address_info"} 0
metallb_fleet_conflict_series_dropped{network="default",metric="metallb_fleet_overlapping_addresses"} 0
metallb_fleet_conflict_series_dropped{network="elsewhere",metric="metallb_fleet_duplicate_address_info"} 0
metallb_fleet_conflict_series_dropped{network="elsewhere",metric="metallb_fleet_overlapping_addresses"} 0
metallb_fleet_duplicate_address_info{network="default",address="10.0.0.7",k8s="a",holder="shop/x"} 1
metallb_fleet_duplicate_address_info{network="default",address="10.0.0.7",k8s="a",holder="shop/y"} 1
metallb_fleet_duplicate_address_info{network="default",address="10.0.0.7",k8s="b",holder="shop/z"} 1
metallb_fleet_duplicate_addresses{network="default"} 1
metallb_fleet_duplicate_addresses{network="elsewhere"} 0
metallb_fleet_overlapping_addresses{network="default",k8s="a",pool="web",other_k8s="b",other_pool="all"} 10
metallb_fleet_overlapping_pools{network="default"} 1
metallb_fleet_overlapping_pools{network="elsewhere"} 0
metallb_fleet_shared_asn_clusters{network="default",asn="64501"} 2
)");
}

TEST(RenderFacts, BoundsTheSeriesAndSaysWhatIsDropped) {
  const std::string text =
      Render(Conflicting(), "cluster", {.most_conflicts = 0, .most_address_holders = 2});
  EXPECT_EQ(
      Series(text, "metallb_fleet_conflict_series_dropped{network=\"default\""),
      R"(metallb_fleet_conflict_series_dropped{network="default",metric="metallb_address_info"} 3
metallb_fleet_conflict_series_dropped{network="default",metric="metallb_fleet_duplicate_address_info"} 3
metallb_fleet_conflict_series_dropped{network="default",metric="metallb_fleet_overlapping_addresses"} 1
)");
  EXPECT_EQ(Series(text, "metallb_address_info{network=\"default\""),
            "metallb_address_info{network=\"default\",address=\"10.0.0.1\",cluster=\"a\",holder="
            "\"shop/y\"} 1\n")
      << "all holders of an address or none";
  EXPECT_EQ(Series(text, "metallb_fleet_duplicate_address_info"), "");
  EXPECT_EQ(Series(text, "metallb_fleet_overlapping_addresses"), "");
}

TEST(RenderFacts, WritesWhatLiesOutsideOfThePlan) {
  const auto addresses = [](const char* text) {
    return addresses::AddressSet::FromRanges({addresses::ParseRange(text).value()});
  };
  fleet::FleetPolicy policy;
  policy.plan = {{"a", {"rack-1", addresses("10.0.0.0/24")}}, {"b", {"", addresses("::/0")}}};
  const std::string text = Render(Conflicting(), "cluster", policy);
  EXPECT_EQ(Series(text, "metallb_plan_"),
            R"(metallb_plan_unplanned_addresses{cluster="a",pool="web"} 2
metallb_plan_unplanned_addresses{cluster="b",pool="all"} 256
metallb_plan_unplanned_addresses{cluster="c",pool="web"} 12
)");
  EXPECT_NE(text.find("location=\"rack-1\""), std::string::npos);
}

TEST(RenderRecord, WritesThePollsOfAClusterAndTheExporterItself) {
  ClusterView cluster = Unknown("a");
  cluster.record.polls = 3;
  cluster.record.up = false;
  cluster.record.CountErrors(ErrorKind::kTls, 2);
  cluster.record.last_duration = std::chrono::milliseconds(250);
  cluster.record.last_success = std::chrono::system_clock::time_point(std::chrono::seconds(100));
  const std::string text = RenderRecord(
      {{cluster}, {{"a", "a-copy"}}},
      {.version = "1.2.3",
       .revision = "abc",
       .last_reload_successful = true,
       .last_reload_success = std::chrono::system_clock::time_point(std::chrono::seconds(50))},
      "cluster");
  EXPECT_EQ(Series(text, "metallb_"),
            "metallb_exporter_build_info{version=\"1.2.3\",revision=\"abc\"} 1\n"
            "metallb_exporter_cluster_last_success_timestamp_seconds{cluster=\"a\"} 100\n"
            "metallb_exporter_cluster_poll_duration_seconds{cluster=\"a\"} 0.25\n"
            "metallb_exporter_cluster_poll_errors_total{cluster=\"a\",reason=\"config\"} 0\n"
            "metallb_exporter_cluster_poll_errors_total{cluster=\"a\",reason=\"unreachable\"} 0\n"
            "metallb_exporter_cluster_poll_errors_total{cluster=\"a\",reason=\"tls\"} 2\n"
            "metallb_exporter_cluster_poll_errors_total{cluster=\"a\",reason=\"unauthorized\"} 0\n"
            "metallb_exporter_cluster_poll_errors_total{cluster=\"a\",reason=\"forbidden\"} 0\n"
            "metallb_exporter_cluster_poll_errors_total{cluster=\"a\",reason=\"timeout\"} 0\n"
            "metallb_exporter_cluster_poll_errors_total{cluster=\"a\",reason=\"throttled\"} 0\n"
            "metallb_exporter_cluster_poll_errors_total{cluster=\"a\",reason=\"protocol\"} 0\n"
            "metallb_exporter_cluster_poll_errors_total{cluster=\"a\",reason=\"no_metallb\"} 0\n"
            "metallb_exporter_cluster_poll_errors_total{cluster=\"a\",reason=\"internal\"} 0\n"
            "metallb_exporter_cluster_polls_total{cluster=\"a\"} 3\n"
            "metallb_exporter_cluster_up{cluster=\"a\"} 0\n"
            "metallb_exporter_config_last_reload_success_timestamp_seconds 50\n"
            "metallb_exporter_config_last_reload_successful 1\n"
            "metallb_exporter_context_alias_info{cluster=\"a\",context=\"a-copy\"} 1\n");
  EXPECT_NE(text.find("# TYPE metallb_exporter_cluster_polls_total counter\n"), std::string::npos);
}

TEST(RenderRecord, BeforeTheFirstPollOnlyCountersAreThere) {
  const std::string text = RenderRecord({{Unknown("a")}, {}}, {}, "cluster");
  EXPECT_EQ(Series(text, "metallb_exporter_cluster_up"), "");
  EXPECT_EQ(Series(text, "metallb_exporter_cluster_poll_duration_seconds"), "");
  EXPECT_EQ(Series(text, "metallb_exporter_cluster_last_success"), "");
  EXPECT_EQ(Series(text, "metallb_exporter_cluster_polls_total"),
            "metallb_exporter_cluster_polls_total{cluster=\"a\"} 0\n");
}

TEST(RenderProcess, LeavesOutWhatTheSystemDoesNotTell) {
  EXPECT_EQ(RenderProcess({}), "");
  ProcessUsage usage;
  usage.open_fds = 9;
  EXPECT_EQ(RenderProcess(usage),
            "# HELP process_open_fds Number of open file descriptors.\n"
            "# TYPE process_open_fds gauge\nprocess_open_fds 9\n");
}

}  // namespace
}  // namespace exporter::metrics
