// From a fleet to the table that `check` prints, and to its exit status.

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/fleet_findings.h"
#include "exporter/report/fleet_table.h"
#include "exporter/report/verdict.h"
#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using addresses::AddressCount;
using fleet::ClusterView;
using fleet::FleetView;

constexpr Thresholds kThresholds{{8'000}, {9'500}};

// A cluster with one pool, and `assigned` addresses from 10.0.`block`.0 up.
ClusterView Cluster(const std::string& name, int block, const std::string& entry, int assigned) {
  std::vector<metallb::Service> services;
  for (int i = 0; i < assigned; ++i) {
    services.push_back(
        tests::MakeService("web-" + std::to_string(i), {fmt::format("10.0.{}.{}", block, i)}));
  }
  return tests::MakeCluster(name, {tests::MakePool("pool", {entry})}, std::move(services));
}

ClusterView Down(const std::string& name) {
  ClusterView cluster;
  cluster.name = name;
  cluster.network = "default";
  cluster.record.polls = 1;
  cluster.record.last_error = Error{ErrorKind::kUnreachable, "https://h:6443: refused"};
  return cluster;
}

// A cluster without pools, where MetalLB assigned these addresses to a Service.
ClusterView Unpooled(const std::string& name, const std::vector<std::string>& addresses) {
  metallb::Service service = tests::MakeService("web", addresses);
  service.from_metallb_pool = true;
  return tests::MakeCluster(name, {}, {service});
}

Verdict Judge(const FleetView& fleet) {
  return JudgeFleet(fleet, fleet::Analyze(fleet, {}), kThresholds);
}

std::string Table(const FleetView& fleet, const TableStyle& style = {}) {
  return RenderTable(fleet, fleet::Analyze(fleet, {}), kThresholds, style);
}

fleet::FamilyUsage Usage(std::uint64_t assigned, std::uint64_t capacity) {
  fleet::FamilyUsage usage;
  usage.assigned = AddressCount(assigned);
  usage.capacity = AddressCount(capacity);
  return usage;
}

TEST(Verdict, ThresholdsAreInclusiveAndExact) {
  EXPECT_EQ(JudgePool(Usage(31, 40), kThresholds), Verdict::kOk);
  EXPECT_EQ(JudgePool(Usage(32, 40), kThresholds), Verdict::kWarning);
  EXPECT_EQ(JudgePool(Usage(37, 40), kThresholds), Verdict::kWarning);
  EXPECT_EQ(JudgePool(Usage(38, 40), kThresholds), Verdict::kCritical);
  EXPECT_EQ(JudgePool(Usage(29, 100), {{2'900}, {9'500}}), Verdict::kWarning)
      << "0.29 * 100 is less than 29 in doubles";
  constexpr std::uint64_t kLarge = std::uint64_t{1} << 62;
  EXPECT_EQ(JudgePool(Usage(kLarge - 1, kLarge), {{10'000}, {10'000}}), Verdict::kOk)
      << "the nearest double is all of it";
}

TEST(Verdict, IsOkForPoolsWithOneAddressOrNone) {
  EXPECT_EQ(JudgePool(Usage(1, 1), kThresholds), Verdict::kOk);
  EXPECT_EQ(JudgePool(Usage(1, 0), kThresholds), Verdict::kOk);
  EXPECT_EQ(JudgePool(Usage(2, 2), kThresholds), Verdict::kCritical);
}

TEST(Verdict, IsOkForPoolsWithoutCapacityAlerts) {
  fleet::FamilyUsage usage = Usage(40, 40);
  EXPECT_EQ(JudgePool(usage, kThresholds), Verdict::kCritical);
  usage.capacity_alerts = false;
  EXPECT_EQ(JudgePool(usage, kThresholds), Verdict::kOk);
}

TEST(Verdict, IsTheWorstOfAll) {
  const ClusterView calm = Cluster("calm", 1, "10.0.1.0/28", 1);
  const ClusterView busy = Cluster("busy", 2, "10.0.2.0/28", 13);
  const ClusterView full = Cluster("full", 3, "10.0.3.0/28", 16);
  const ClusterView overlapping = Cluster("overlapping", 1, "10.0.1.8/29", 0);
  ClusterView clashing = Cluster("clashing", 1, "10.0.9.0/28", 1);
  EXPECT_EQ(Judge({{calm}, {}}), Verdict::kOk);
  EXPECT_EQ(Judge({{calm, busy}, {}}), Verdict::kWarning);
  EXPECT_EQ(Judge({{calm, overlapping}, {}}), Verdict::kWarning);
  EXPECT_EQ(Judge({{busy, Down("away")}, {}}), Verdict::kUnknown);
  EXPECT_EQ(Judge({{full, Down("away")}, {}}), Verdict::kCritical);
  EXPECT_EQ(Judge({{calm, clashing}, {}}), Verdict::kCritical);
  clashing.network = "elsewhere";
  EXPECT_EQ(Judge({{calm, clashing}, {}}), Verdict::kOk);
  const auto lacks_entries = tests::MakeCluster("lacks-entries", {tests::MakePool("pool", {})}, {});
  EXPECT_EQ(Judge({{lacks_entries}, {}}), Verdict::kWarning);
  const auto pending = tests::MakeCluster("pending", {}, {tests::MakeService("web", {})});
  EXPECT_EQ(Judge({{pending}, {}}), Verdict::kWarning);
  EXPECT_EQ(Judge({{Unpooled("unpooled", {"10.0.5.1"})}, {}}), Verdict::kWarning);
  const auto overlaps_itself = tests::MakeCluster(
      "overlaps-itself",
      {tests::MakePool("one", {"10.0.6.0/28"}), tests::MakePool("two", {"10.0.6.8/29"})}, {});
  EXPECT_EQ(Judge({{overlaps_itself}, {}}), Verdict::kWarning)
      << "MetalLB rejects its whole configuration";

  const int statuses[] = {ExitStatusOf(Verdict::kOk), ExitStatusOf(Verdict::kWarning),
                          ExitStatusOf(Verdict::kCritical), ExitStatusOf(Verdict::kUnknown)};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(statuses[i], i);
}

TEST(Table, ListsPoolsConflictsAndClustersThatAreDown) {
  const FleetView fleet{{Cluster("cluster-a", 1, "10.0.1.0-10.0.1.39", 32),
                         Cluster("b", 1, "10.0.1.39-10.0.1.44", 1), Down("away")},
                        {{"b", "b-copy"}}};
  EXPECT_EQ(
      Table(fleet),
      R"(CRITICAL: 1 of 2 pools at 80 % or more, 1 duplicate address, 2 overlapping pools, 1 of 3 clusters down

Problems
  CRITICAL  network default: 10.0.1.0 is assigned by cluster-a (shop/web-0), b (shop/web-0)
  UNKNOWN   away: unreachable: https://h:6443: refused
  WARNING   pool cluster-a/pool is at 80.0 %: 32 of 40 IPv4 addresses are assigned, 8 available
  WARNING   network default: pools b/pool and cluster-a/pool share 10.0.1.39 (1 address)

CLUSTER    POOL  FAMILY  ASSIGNED  CAPACITY     %  STATE
b          pool  ipv4           0         6   0.0  OK
cluster-a  pool  ipv4          32        40  80.0  WARNING

Notes
  NOTE      context b-copy leads to cluster b
)");
}

TEST(Table, HasNoCountsIfNoClusterHasData) {
  const FleetView fleet{{Down("a"), Down("b")}, {}};
  EXPECT_EQ(Table(fleet), R"(UNKNOWN: no data: 0 of 2 clusters could be read

Problems
  UNKNOWN   a: unreachable: https://h:6443: refused
  UNKNOWN   b: unreachable: https://h:6443: refused
)");
}

TEST(Table, ShowsAPoolWithoutAddresses) {
  ClusterView cluster = Cluster("a", 1, "10.0.1.0/28", 0);
  fleet::ClusterObjects objects = cluster.snapshot->objects();
  objects.pools.push_back({.name = "none", .name_space = "metallb-system", .entries = {}});
  objects.pools.push_back({.name = "wrong",
                           .name_space = "metallb-system",
                           .entries = {{"10.0.0.9", addresses::ParseRange("10.0.0.9"), 0}}});
  fleet::Normalize(objects);
  cluster.snapshot = std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), "");
  EXPECT_EQ(
      Table({{cluster}, {}}),
      R"(WARNING: 0 of 3 pools at 80 % or more, 0 duplicate addresses, 0 overlapping pools, 2 rejected pools

Problems
  WARNING   pool a/none has no addresses; MetalLB rejects the cluster's whole configuration
  WARNING   pool a/wrong has an invalid entry: "10.0.0.9" has no prefix length; write 10.0.0.9/32; MetalLB rejects the cluster's whole configuration

CLUSTER  POOL   FAMILY  ASSIGNED  CAPACITY    %  STATE
a        none   -              0         0    -  -
a        pool   ipv4           0        16  0.0  OK
a        wrong  -              0         0    -  -
)");
}

TEST(Table, NamesPendingServicesAndUnpooledAddresses) {
  std::vector<metallb::Service> services = {tests::MakeService("api", {"10.0.9.1"}),
                                            tests::MakeService("web", {"10.0.9.1", "10.0.9.2"})};
  for (metallb::Service& service : services) service.from_metallb_pool = true;
  for (int i = 0; i < 8; ++i) {
    services.push_back(tests::MakeService("waits-" + std::to_string(i), {}));
  }
  const ClusterView cluster =
      tests::MakeCluster("a", {tests::MakePool("pool", {"10.0.1.0/28"})}, services);
  EXPECT_EQ(
      Table({{cluster}, {}}),
      R"(WARNING: 0 of 1 pool at 80 % or more, 0 duplicate addresses, 0 overlapping pools, 8 pending Services, 2 addresses outside every pool

Problems
  WARNING   cluster a has 8 pending Services: shop/waits-0, shop/waits-1, shop/waits-2, shop/waits-3, shop/waits-4, shop/waits-5 and 2 more
  WARNING   10.0.9.1 is outside every pool of cluster a, but assigned to shop/api and shop/web
  WARNING   10.0.9.2 is outside every pool of cluster a, but assigned to shop/web

CLUSTER  POOL  FAMILY  ASSIGNED  CAPACITY    %  STATE
a        pool  ipv4           0        16  0.0  OK
)");
}

TEST(FleetFindings, ListAtMost100UnpooledAddressesOfACluster) {
  std::vector<std::string> addresses;
  for (int i = 0; i < 102; ++i) addresses.push_back("10.0.5." + std::to_string(i));
  const FleetView fleet{{Unpooled("a", addresses)}, {}};
  const auto findings = FindFleetFindings(fleet, fleet::Analyze(fleet, {}), kThresholds);
  ASSERT_EQ(findings.size(), 101U);
  EXPECT_EQ(findings[99].sentence.Plain(),
            "10.0.5.99 is outside every pool of cluster a, but assigned to shop/web");
  EXPECT_EQ(findings[100].sentence.Plain(), "2 more addresses outside every pool of cluster a");
  EXPECT_EQ(findings[100].count, 2U);
}

TEST(FleetFindings, DoNotReportPendingServicesWithoutMetallb) {
  fleet::ClusterObjects objects;
  objects.services = {tests::MakeService("web", {})};
  const FleetView fleet{{tests::MakeCluster("cloud", objects)}, {}};
  EXPECT_EQ(Judge(fleet), Verdict::kOk);
}

ClusterView WithNodes(const std::string& name, const std::string& entry,
                      std::vector<metallb::Node> nodes) {
  fleet::ClusterObjects objects;
  objects.metallb_installed = true;
  objects.pools = {tests::MakePool("pool", {entry})};
  objects.nodes = std::move(nodes);
  return tests::MakeCluster(name, std::move(objects));
}

TEST(Table, WarnsAboutNodeAddressesInPools) {
  const ClusterView a = WithNodes("a", "10.0.1.0/28", {tests::MakeNode("n1", {"10.0.2.1"})});
  const ClusterView b = WithNodes(
      "b", "10.0.2.0/28",
      {tests::MakeNode("n1", {"10.0.1.3", "10.0.9.9"}), tests::MakeNode("n2", {"10.0.1.4"})});
  EXPECT_EQ(
      Table({{a, b}, {}}),
      R"(WARNING: 0 of 2 pools at 80 % or more, 0 duplicate addresses, 0 overlapping pools, 2 pools with node addresses

Problems
  WARNING   network default: pool a/pool contains 10.0.1.3, the address of node n1 of cluster b
  WARNING   network default: pool a/pool contains 10.0.1.4, the address of node n2 of cluster b
  WARNING   network default: pool b/pool contains 10.0.2.1, the address of node n1 of cluster a

CLUSTER  POOL  FAMILY  ASSIGNED  CAPACITY    %  STATE
a        pool  ipv4           0        16  0.0  OK
b        pool  ipv4           0        16  0.0  OK
)");
}

TEST(Table, NotesTheNodeThatIsThePoolOfItsCluster) {
  const ClusterView single =
      WithNodes("edge", "10.0.1.7/32", {tests::MakeNode("n1", {"10.0.1.7"})});
  EXPECT_EQ(Table({{single}, {}}),
            R"(OK: 0 of 1 pool at 80 % or more, 0 duplicate addresses, 0 overlapping pools

CLUSTER  POOL  FAMILY  ASSIGNED  CAPACITY    %  STATE
edge     pool  ipv4           0         1  0.0  OK

Notes
  NOTE      network default: pool edge/pool contains 10.0.1.7, the address of the only node n1 of cluster edge
)");
}

TEST(FleetFindings, ListAtMost1000NodeAddressesOfANetwork) {
  std::vector<metallb::Node> nodes;
  for (int i = 0; i < 1'002; ++i) {
    nodes.push_back(
        tests::MakeNode("n" + std::to_string(i), {fmt::format("10.0.{}.{}", i / 256, i % 256)}));
  }
  const FleetView fleet{{WithNodes("a", "10.0.0.0/16", std::move(nodes))}, {}};
  const auto findings = FindFleetFindings(fleet, fleet::Analyze(fleet, {}), kThresholds);
  ASSERT_EQ(findings.size(), 1'001U);
  EXPECT_EQ(findings[1'000].sentence.Plain(), "2 more node addresses in pools");
  EXPECT_EQ(findings[1'000].verdict, Verdict::kWarning);
  EXPECT_EQ(findings[1'000].count, 2U);
}

TEST(Table, ListsThePoolsOfASharedRangeOnce) {
  const auto pool = tests::MakePool("p", {"10.0.0.0/30"});
  std::vector<ClusterView> clusters;
  for (const char* name : {"a", "b", "c"}) {
    clusters.push_back(tests::MakeCluster(name, {pool}, {}));
  }
  EXPECT_THAT(Table({clusters, {}}),
              testing::HasSubstr(
                  "  WARNING   network default: pools a/p, b/p and c/p share 10.0.0.0-10.0.0.3 (4 "
                  "addresses)\n"));
  for (int i = 0; i < 20; ++i) {
    clusters.push_back(tests::MakeCluster("d" + std::to_string(10 + i), {pool}, {}));
  }
  EXPECT_THAT(Table({clusters, {}}), testing::HasSubstr("d25/p, d26/p and 3 more share 10.0.0.0"));
}

TEST(Table, SaysWhichClustersShareAnAsn) {
  const auto asns = [](const std::vector<std::string>& names) {
    std::vector<ClusterView> clusters;
    for (const std::string& name : names) {
      clusters.push_back(tests::MakeCluster(name, {}, {}, {{64501}}));
    }
    return Table({clusters, {}});
  };
  EXPECT_THAT(asns({"a", "b"}), testing::HasSubstr(": a and b both use AS 64501 (myASN)\n"));
  EXPECT_THAT(asns({"a", "b", "c"}), testing::HasSubstr(": a, b and c all use AS 64501 (myASN)\n"));
}

TEST(Table, NamesTheEntriesOfAPoolThatOverlap) {
  const auto problems = [](const std::vector<std::string>& entries) {
    fleet::ClusterObjects objects;
    objects.metallb_installed = true;
    metallb::AddressPool& pool = objects.pools.emplace_back();
    pool.name = "p";
    for (const std::string& entry : entries) {
      pool.entries.push_back({entry, addresses::ParseRange(entry), 0});
    }
    ClusterView cluster = Cluster("a", 1, "10.0.1.0/28", 0);
    cluster.snapshot = std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), "");
    const std::string table = Table({{cluster}, {}});
    const std::size_t start = table.find("Problems\n");
    return table.substr(start, table.find("\n\n", start) + 1 - start);
  };
  EXPECT_EQ(problems({"10.0.0.1-10.0.0.9", "10.0.0.5-10.0.0.20"}),
            "Problems\n"
            "  WARNING   pool a/p has 10.0.0.5-10.0.0.9 (5 addresses) in two entries, "
            "\"10.0.0.1-10.0.0.9\" and \"10.0.0.5-10.0.0.20\" (they count once); MetalLB rejects "
            "the cluster's whole configuration\n");
  const std::string zeros = "10.0.0.0/" + std::string(100'000, '0');
  const std::string quoted = "\"10.0.0.0/" + std::string(91, '0') + "…\"";
  EXPECT_THAT(problems({zeros + "8", zeros + "9"}),
              testing::HasSubstr("in two entries, " + quoted + " and " + quoted + " (they count"));
  EXPECT_THAT(problems({"10.0.0.0/30", "10.0.0.0/32", "10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32"}),
              testing::EndsWith("\n  WARNING   pool a/p has 1 more overlapping entry; MetalLB "
                                "rejects the cluster's whole configuration\n"));
}

TEST(Table, HasBarsAndColoursOnRequest) {
  const FleetView fleet{{Cluster("a", 1, "10.0.1.0-10.0.1.39", 39)}, {}};
  EXPECT_EQ(Table(fleet, {.bars = true, .colour = true}),
            "\x1b[31mCRITICAL\x1b[0m: 1 of 1 pool at 80 % or more, 0 duplicate addresses, 0 "
            "overlapping pools\n\nProblems\n  \x1b[31mCRITICAL\x1b[0m  pool a/pool is at 97.5 %: "
            "39 of 40 IPv4 "
            "addresses are assigned, 1 available\n\n"
            "CLUSTER  POOL  FAMILY  ASSIGNED  CAPACITY     %                        STATE\n"
            "a        pool  ipv4          39        40  97.5  ###################.  "
            "\x1b[31mCRITICAL\x1b[0m\n");
}

TEST(Table, NeverRoundsUpToAThreshold) {
  fleet::ClusterObjects objects;
  const FleetView fleet{{Cluster("a", 1, "10.0.0.0-10.0.3.231", 200)}, {}};  // 200 of 1000
  EXPECT_NE(Table(fleet).find("  20.0  OK"), std::string::npos);
  const FleetView less{{Cluster("a", 1, "10.0.0.0-10.0.3.232", 200)}, {}};  // 200 of 1001
  EXPECT_NE(Table(less).find("  19.9  OK"), std::string::npos);
}

TEST(Table, MakesControlCharactersVisible) {
  const FleetView fleet{{Cluster("\u00e9\x1b[2J", 1, "10.0.1.0/28", 0)}, {{"b", "x\n\u200f"}}};
  EXPECT_EQ(Table(fleet),
            "OK: 0 of 1 pool at 80 % or more, 0 duplicate addresses, 0 overlapping pools\n\n"
            "CLUSTER       POOL  FAMILY  ASSIGNED  CAPACITY    %  STATE\n"
            "\u00e9[U+001B][2J  pool  ipv4           0        16  0.0  OK\n\n"
            "Notes\n"
            "  NOTE      context x[U+000A][U+200F] leads to cluster b\n");
}

}  // namespace
}  // namespace exporter::report
