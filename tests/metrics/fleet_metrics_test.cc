// Renders whole fleets to the text that Prometheus reads.

#include "exporter/metrics/fleet_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "exporter/metrics/catalogue.h"
#include "exporter/metrics/fleet_text.h"
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

// The lines that begin with `prefix`, in their order.
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

// The series with the HELP and TYPE lines of the catalogue before each metric.
std::string WithHeaders(const std::string& series) {
  std::istringstream lines(series);
  std::string text;
  std::string last;
  for (std::string line; std::getline(lines, line); text += line + '\n') {
    const std::string name = line.substr(0, line.find_first_of("{ "));
    if (name == std::exchange(last, name)) continue;
    for (const Metric& metric : kMetrics) {
      if (metric.name != name) continue;
      text += "# HELP " + name + ' ' + std::string(metric.help) + "\n# TYPE " + name +
              (metric.type == MetricType::kCounter ? " counter\n" : " gauge\n");
    }
  }
  return text;
}

std::string Render(const FleetView& fleet, const std::string& cluster_label,
                   const fleet::FleetPolicy& policy = {}) {
  const auto shared_policy = std::make_shared<const fleet::FleetPolicy>(policy);
  return FactsText(cluster_label)
      .Render(fleet, fleet::Analyze(fleet, policy), shared_policy, nullptr)
      ->text();
}

std::string RenderRecord(const FleetView& fleet, const ExporterInfo& exporter,
                         const std::string& cluster_label) {
  return RecordText(cluster_label).Render(fleet, exporter)->text();
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

  EXPECT_EQ(
      Render(fleet, "cluster"),
      WithHeaders(
          R"(metallb_cluster_info{cluster="a",context="a-admin",network="default",location="",server_version="v1.32.4"} 1
metallb_cluster_metallb_installed{cluster="a"} 1
metallb_cluster_services{cluster="a",state="assigned"} 1
metallb_cluster_services{cluster="a",state="pending"} 1
metallb_cluster_unpooled_addresses{cluster="a"} 0
metallb_fleet_clusters{network="default",state="fresh"} 1
metallb_fleet_clusters{network="default",state="stale"} 0
metallb_fleet_clusters{network="default",state="unknown"} 0
metallb_fleet_conflict_series_dropped{network="default",metric="metallb_fleet_duplicate_address_info"} 0
metallb_fleet_conflict_series_dropped{network="default",metric="metallb_fleet_overlapping_addresses"} 0
metallb_fleet_duplicate_addresses{network="default"} 0
metallb_fleet_overlapping_pools{network="default"} 0
metallb_pool_assigned_addresses{cluster="a",pool="web",family="ipv4"} 1
metallb_pool_available_addresses{cluster="a",pool="web",family="ipv4"} 39
metallb_pool_capacity_addresses{cluster="a",pool="web",family="ipv4"} 40
metallb_pool_info{cluster="a",pool="web",auto_assign="false",avoid_buggy_ips="false",capacity_alerts="on"} 1
metallb_pool_invalid_entries{cluster="a",pool="web"} 1
metallb_pool_overlapping_entries{cluster="a",pool="web"} 1
metallb_pool_services{cluster="a",pool="web"} 1
metallb_pool_utilization_ratio{cluster="a",pool="web",family="ipv4"} 0.025
)"));
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

TEST(RenderFacts, OmitsUnknownValues) {
  fleet::ClusterObjects without_metallb;
  const FleetView fleet{{MakeCluster("a", without_metallb), Unknown("b")}, {}};
  const std::string text = Render(fleet, "cluster");
  EXPECT_EQ(Series(text, "metallb_"),
            "metallb_cluster_info{cluster=\"a\",context=\"a-admin\",network=\"default\",location="
            "\"\",server_version=\"\"} 1\n"
            "metallb_cluster_metallb_installed{cluster=\"a\"} 0\n"
            "metallb_fleet_clusters{network=\"default\",state=\"fresh\"} 1\n"
            "metallb_fleet_clusters{network=\"default\",state=\"stale\"} 0\n"
            "metallb_fleet_clusters{network=\"default\",state=\"unknown\"} 1\n");
}

TEST(RenderFacts, OmitsTheUtilizationOfAPoolWithoutCapacity) {
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

TEST(RenderFacts, SaysWhetherAPoolHasCapacityAlerts) {
  fleet::ClusterObjects objects;
  objects.metallb_installed = true;
  objects.pools = {MakePool("p", {"10.0.0.1/32"})};
  objects.pools[0].capacity_alerts = false;
  EXPECT_EQ(Series(Render({{MakeCluster("a", objects)}, {}}, "cluster"), "metallb_pool_info"),
            "metallb_pool_info{cluster=\"a\",pool=\"p\",auto_assign=\"true\",avoid_buggy_ips="
            "\"false\",capacity_alerts=\"off\"} 1\n");
}

TEST(RenderFacts, EscapesClusterNames) {
  const std::string text = Render({{MakeCluster("a\"b\\c\nd", {})}, {}}, "cluster");
  EXPECT_EQ(Series(text, "metallb_cluster_metallb"),
            "metallb_cluster_metallb_installed{cluster=\"a\\\"b\\\\c\\nd\"} 0\n");
}

TEST(RenderFacts, RenamesOnlyTheClusterLabel) {
  const std::string text = Render({{MakeCluster("a", {})}, {}}, "k8s");
  EXPECT_EQ(Series(text, "metallb_cluster_info"),
            "metallb_cluster_info{k8s=\"a\",context=\"a-admin\",network=\"default\",location=\"\","
            "server_version=\"\"} 1\n");
}

// Two clusters that have both assigned 10.0.0.7 and whose pools share 10.0.0.0-10.0.0.9, and a
// third cluster in another network.
FleetView Conflicting() {
  fleet::ClusterObjects a;
  a.pools = {MakePool("web", {"10.0.0.0-10.0.0.9", "10.1.0.0/31"})};
  a.services = {MakeService("x", {"10.0.0.7"}), MakeService("y", {"10.0.0.7", "10.0.0.1"})};
  a.local_asns = {{64500, 64501}};
  fleet::ClusterObjects b;
  b.pools = {MakePool("all", {"10.0.0.0/24"})};
  b.services = {MakeService("z", {"10.0.0.7"})};
  b.local_asns = {{64501}};
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
metallb_fleet_overlapping_pools{network="default"} 2
metallb_fleet_overlapping_pools{network="elsewhere"} 0
metallb_fleet_shared_asn_clusters{network="default",asn="64501"} 2
)");
}

TEST(RenderFacts, LimitsTheSeriesAndCountsDroppedOnes) {
  const std::string text =
      Render(Conflicting(), "cluster", {.max_conflict_series = 0, .max_address_series = 2});
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

TEST(RenderFacts, WritesAddressesWithoutHoldersOnRequest) {
  fleet::FleetPolicy policy;
  policy.max_address_series = 2;
  policy.address_holders = fleet::ListedHolders::kClusters;
  const std::string text = Render(Conflicting(), "k8s", policy);
  EXPECT_EQ(Series(text, "metallb_address_info"),
            R"(metallb_address_info{network="default",address="10.0.0.1",k8s="a"} 1
metallb_address_info{network="elsewhere",address="10.0.0.1",k8s="c"} 1
metallb_address_info{network="elsewhere",address="10.0.0.7",k8s="c"} 1
)");
  EXPECT_THAT(text,
              testing::HasSubstr("metallb_fleet_conflict_series_dropped{network=\"default\",metric="
                                 "\"metallb_address_info\"} 2\n"));
  EXPECT_THAT(Series(text, "metallb_fleet_duplicate_address_info"),
              testing::HasSubstr("k8s=\"a\",holder=\"shop/y\"} 1\n"));
}

TEST(RenderFacts, LimitsTheSeriesOfDuplicatesFromTheLowestAddressUp) {
  const FleetView fleet{
      {MakeCluster("a", {}, {MakeService("x", {"10.0.0.1", "10.0.0.2", "10.0.0.3"})}),
       MakeCluster("b", {},
                   {MakeService("y", {"10.0.0.1", "10.0.0.2", "10.0.0.3"}),
                    MakeService("z", {"10.0.0.2"})})},
      {}};
  const std::pair<std::size_t, std::pair<int, int>> cases[] = {
      {0, {0, 7}}, {1, {0, 7}}, {2, {2, 5}}, {4, {2, 5}}, {5, {5, 2}}, {6, {5, 2}}, {7, {7, 0}}};
  for (const auto& [most, expected] : cases) {
    const std::string text = Render(fleet, "cluster", {.max_conflict_series = most});
    const std::string series = Series(text, "metallb_fleet_duplicate_address_info");
    EXPECT_EQ(std::count(series.begin(), series.end(), '\n'), expected.first) << most;
    EXPECT_THAT(text, testing::HasSubstr("metric=\"metallb_fleet_duplicate_address_info\"} " +
                                         std::to_string(expected.second) + '\n'))
        << most;
    EXPECT_EQ(Series(text, "metallb_fleet_duplicate_addresses"),
              "metallb_fleet_duplicate_addresses{network=\"default\"} 3\n");
  }
}

TEST(RenderFacts, WritesUnplannedAddresses) {
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

fleet::ClusterView WithNode(const std::string& name, const std::string& network,
                            const std::vector<std::string>& node_addresses) {
  fleet::ClusterObjects objects;
  objects.pools = {MakePool("web", {"10.0.0.0/24"})};
  objects.nodes = {tests::MakeNode("n1", node_addresses)};
  ClusterView cluster = MakeCluster(name, std::move(objects));
  cluster.network = network;
  return cluster;
}

TEST(RenderFacts, WritesNodeAddressesInPools) {
  const ClusterView other = WithNode("c", "other", {"10.0.0.1"});
  ClusterView without = MakeCluster("d", {MakePool("web", {"10.0.0.0/24"})}, {});
  without.network = "none";
  const FleetView fleet{{WithNode("a", "rack", {"10.0.0.2", "10.0.0.1"}),
                         WithNode("b", "rack", {"10.0.0.2"}), other, without},
                        {}};
  const std::string text = Render(fleet, "k8s", {.max_conflict_series = 4});
  EXPECT_EQ(
      Series(text, "metallb_fleet_node_conflict_info"),
      R"(metallb_fleet_node_conflict_info{network="other",address="10.0.0.1",k8s="c",pool="web",node_cluster="c",node="n1"} 1
metallb_fleet_node_conflict_info{network="rack",address="10.0.0.1",k8s="a",pool="web",node_cluster="a",node="n1"} 1
metallb_fleet_node_conflict_info{network="rack",address="10.0.0.1",k8s="b",pool="web",node_cluster="a",node="n1"} 1
)");
  EXPECT_EQ(Series(text, "metallb_pool_node_addresses"),
            R"(metallb_pool_node_addresses{k8s="c",pool="web"} 1
metallb_pool_node_addresses{k8s="a",pool="web"} 2
metallb_pool_node_addresses{k8s="b",pool="web"} 2
)") << "absent in a network whose nodes are unknown";
  EXPECT_EQ(Series(text, "metallb_cluster_nodes"), R"(metallb_cluster_nodes{k8s="a"} 1
metallb_cluster_nodes{k8s="b"} 1
metallb_cluster_nodes{k8s="c"} 1
)");
  const std::string dropped = R"(,metric="metallb_fleet_node_conflict_info"} )";
  EXPECT_NE(text.find("{network=\"rack\"" + dropped + "4\n"), std::string::npos) << text;
  EXPECT_NE(text.find("{network=\"other\"" + dropped + "0\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("{network=\"none\"" + dropped), std::string::npos) << text;
}

TEST(RenderRecord, WritesAnOptionalResourceOnlyIfItIsRead) {
  const std::string series =
      "metallb_exporter_cluster_partial{cluster=\"a\",resource=\"servicel2statuses\"}";
  const auto render = [](const ClusterView& cluster) {
    return RenderRecord({{cluster}, {}}, {}, "cluster");
  };
  fleet::ClusterObjects objects;
  ClusterView cluster = Unknown("a");
  cluster.record.last_success = std::chrono::system_clock::time_point(std::chrono::seconds(100));
  cluster.snapshot = std::make_shared<const fleet::ClusterSnapshot>(objects, "");
  EXPECT_THAT(render(cluster), testing::Not(testing::HasSubstr(series)));
  objects.l2_announcements = {{{"shop", "web", "n"}}};
  cluster.snapshot = std::make_shared<const fleet::ClusterSnapshot>(objects, "");
  EXPECT_THAT(render(cluster), testing::HasSubstr(series + " 0\n"));
  cluster.snapshot = nullptr;
  cluster.record.unread = {{fleet::OptionalResource::kServiceL2Statuses, Error()}};
  EXPECT_THAT(render(cluster), testing::HasSubstr(series + " 1\n"));
}

TEST(RenderRecord, WritesPollsReloadsAndTheBuild) {
  ClusterView cluster = Unknown("a");
  cluster.record.polls = 3;
  cluster.record.up = false;
  cluster.record.CountErrors(ErrorKind::kTls, 2);
  cluster.record.last_duration = std::chrono::milliseconds(250);
  cluster.record.last_success = std::chrono::system_clock::time_point(std::chrono::seconds(100));
  cluster.record.unread = {{fleet::OptionalResource::kBgpPeers, Error()}};
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
            "metallb_exporter_cluster_partial{cluster=\"a\",resource=\"bgppeers\"} 1\n"
            "metallb_exporter_cluster_partial{cluster=\"a\",resource=\"namespaces\"} 0\n"
            "metallb_exporter_cluster_partial{cluster=\"a\",resource=\"nodes\"} 0\n"
            "metallb_exporter_cluster_partial{cluster=\"a\",resource=\"version\"} 0\n"
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

TEST(RenderRecord, WritesEveryWatchAndEveryReasonInWatchMode) {
  ClusterView cluster = Unknown("a");
  EXPECT_THAT(RenderRecord({{cluster}, {}}, {}, "cluster"),
              testing::Not(testing::HasSubstr("watch_")));
  cluster.record.watches.emplace();
  fleet::WatchRecord& pools = cluster.record.watches->at(1);
  pools = {.open = true, .events = 7, .missed_changes = 2};
  pools.restarts.at(static_cast<std::size_t>(fleet::WatchEnd::kExpired)) = 3;
  const std::string text = RenderRecord({{cluster}, {}}, {}, "cluster");
  const std::string prefix = "metallb_exporter_cluster_watch_";
  const auto series = [&](const std::string& name) {
    std::string values;
    std::istringstream lines(Series(text, prefix + name));
    for (std::string line; std::getline(lines, line);) {
      values += line.substr(line.find('{')) + '\n';
    }
    return values;
  };
  EXPECT_EQ(series("open"), R"({cluster="a",resource="services"} 0
{cluster="a",resource="ipaddresspools"} 1
{cluster="a",resource="bgppeers"} 0
)");
  EXPECT_EQ(series("events_total"), R"({cluster="a",resource="services"} 0
{cluster="a",resource="ipaddresspools"} 7
{cluster="a",resource="bgppeers"} 0
)");
  EXPECT_EQ(series("missed_changes_total"), R"({cluster="a",resource="services"} 0
{cluster="a",resource="ipaddresspools"} 2
{cluster="a",resource="bgppeers"} 0
)");
  std::string restarts;
  for (const char* resource : {"services", "ipaddresspools", "bgppeers"}) {
    for (const std::string reason : {"ended", "lost", "expired", "silent", "invalid", "refused"}) {
      const bool counted = resource == std::string("ipaddresspools") && reason == "expired";
      restarts += "{cluster=\"a\",resource=\"" + std::string(resource) + "\",reason=\"" + reason +
                  "\"} " + (counted ? "3" : "0") + '\n';
    }
  }
  EXPECT_EQ(series("restarts_total"), restarts);
}

TEST(RenderRecord, WritesOnlyCountersBeforeTheFirstPoll) {
  const std::string text = RenderRecord({{Unknown("a")}, {}}, {}, "cluster");
  EXPECT_EQ(Series(text, "metallb_exporter_cluster_up"), "");
  EXPECT_EQ(Series(text, "metallb_exporter_cluster_poll_duration_seconds"), "");
  EXPECT_EQ(Series(text, "metallb_exporter_cluster_last_success"), "");
  EXPECT_EQ(Series(text, "metallb_exporter_cluster_partial"), "");
  EXPECT_EQ(Series(text, "metallb_exporter_cluster_polls_total"),
            "metallb_exporter_cluster_polls_total{cluster=\"a\"} 0\n");
}

TEST(RenderProcess, OmitsUnknownStatistics) {
  EXPECT_EQ(RenderProcess({}), "");
  ProcessUsage usage;
  usage.open_fds = 9;
  EXPECT_EQ(RenderProcess(usage), WithHeaders("process_open_fds 9\n"));
}

TEST(RenderRecord, AClusterOfASourceHasNoCountersOfPolls) {
  FleetView fleet{{MakeCluster("a", {})}, {}};
  fleet.clusters[0].record.polls = 1;
  fleet.clusters[0].record.up = true;
  const std::string own = RenderRecord(fleet, {}, "cluster");
  fleet.clusters[0].source = "http://east:1";
  const std::string repeated = RenderRecord(fleet, {}, "cluster");
  for (const char* name : {"polls_total", "poll_errors_total", "poll_duration_seconds"}) {
    const std::string series = std::string("metallb_exporter_cluster_") + name + '{';
    EXPECT_NE(own.find(series), std::string::npos) << name;
    EXPECT_EQ(repeated.find(series), std::string::npos) << name;
  }
  EXPECT_NE(repeated.find("metallb_exporter_cluster_up{cluster=\"a\"} 1\n"), std::string::npos);
}

}  // namespace
}  // namespace exporter::metrics
