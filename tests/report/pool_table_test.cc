// The rows of the table of pools: their order, their selection and their width.

#include "exporter/report/pool_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "exporter/text/text_columns.h"
#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using fleet::ClusterView;
using testing::ElementsAre;
using testing::HasSubstr;

ClusterView WithPools(const std::string& name, std::vector<metallb::AddressPool> pools,
                      const std::vector<std::string>& assigned = {}) {
  std::vector<metallb::Service> services;
  for (const std::string& address : assigned) {
    services.push_back(tests::MakeService("s-" + address, {address}));
  }
  return tests::MakeCluster(name, std::move(pools), std::move(services));
}

std::vector<std::string> Lines(std::vector<ClusterView> clusters, const TableStyle& style) {
  const fleet::FleetView fleet{std::move(clusters), {}};
  std::istringstream text(PoolTable(fleet, fleet::Analyze(fleet, {}), kAlertThresholds, style));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

// The rows, without their head and without all but the names.
std::vector<std::string> Names(std::vector<ClusterView> clusters, const TableStyle& style) {
  std::vector<std::string> names;
  for (const std::string& line : Lines(std::move(clusters), style)) {
    std::istringstream words(line);
    std::string cluster;
    std::string pool;
    words >> cluster >> pool;
    names.push_back(cluster.append("/").append(pool));
  }
  if (!names.empty()) names.erase(names.begin());
  return names;
}

TEST(PoolTable, SortsByNameUtilizationOrAvailableAddresses) {
  const std::vector<ClusterView> fleet = {
      WithPools("b", {tests::MakePool("none", {}), tests::MakePool("large", {"10.1.0.0/16"})},
                {"10.1.0.1"}),
      WithPools("a",
                {tests::MakePool("z", {"10.2.0.0/30"}), tests::MakePool("m", {"10.3.0.0/30"}),
                 tests::MakePool("half", {"10.4.0.0/29"})},
                {"10.2.0.0", "10.4.0.0", "10.4.0.1", "10.4.0.2", "10.4.0.3"})};
  EXPECT_THAT(Names(fleet, {.sort = SortOrder::kName}),
              ElementsAre("a/half", "a/m", "a/z", "b/large", "b/none"));
  EXPECT_THAT(Names(fleet, {.sort = SortOrder::kUtilization}),
              ElementsAre("a/half", "a/z", "b/large", "a/m", "b/none"));
  EXPECT_THAT(Names(fleet, {.sort = SortOrder::kAvailable}),
              ElementsAre("a/z", "a/half", "a/m", "b/large", "b/none"));
}

TEST(PoolTable, SelectsPoolsWithProblems) {
  const auto node = [](const std::string& name, const std::string& pool,
                       const std::string& address) {
    fleet::ClusterObjects objects;
    objects.metallb_installed = true;
    objects.pools = {tests::MakePool("p", {pool})};
    objects.nodes = {tests::MakeNode("n", {address})};
    return tests::MakeCluster(name, std::move(objects));
  };
  const std::vector<ClusterView> fleet = {
      WithPools("calm", {tests::MakePool("p", {"10.1.0.0/24"})}, {"10.1.0.1"}),
      WithPools("duplicate", {tests::MakePool("p", {"10.2.0.0/24"})}, {"10.2.0.1"}),
      WithPools("elsewhere", {}, {"10.2.0.1"}),
      WithPools("full", {tests::MakePool("p", {"10.3.0.0/31"})}, {"10.3.0.0", "10.3.0.1"}),
      WithPools("overlap",
                {tests::MakePool("p", {"10.4.0.0/24"}), tests::MakePool("q", {"10.4.0.8/32"}),
                 tests::MakePool("r", {"10.5.0.0/24"})}),
      WithPools("rejected", {tests::MakePool("none", {})}),
      node("with-node", "10.6.0.0/24", "10.6.0.1"),
      node("edge", "10.7.0.1/32", "10.7.0.1")};
  EXPECT_THAT(Names(fleet, {.only_problems = true}),
              ElementsAre("duplicate/p", "full/p", "overlap/p", "overlap/q", "rejected/none",
                          "with-node/p"));
  EXPECT_THAT(Lines({fleet[0]}, {.only_problems = true}), testing::IsEmpty());
  EXPECT_THAT(Lines({WithPools("a", {})}, {}), ElementsAre("no pools"));
}

TEST(PoolTable, ALongNameDoesNotWidenTheOtherRows) {
  const std::string longest(253, 'x');
  const auto lines = Lines({WithPools("a", {tests::MakePool("p", {"10.1.0.0/24"}),
                                            tests::MakePool(longest, {"10.2.0.0/24"})})},
                           {});
  EXPECT_EQ(lines[1],
            "a        p                                         ipv4           0       256"
            "  0.0  OK");
  EXPECT_THAT(lines[2], HasSubstr("a        " + longest + "  ipv4"));
}

TEST(PoolTable, FitsTheTerminal) {
  const std::string longest(253, 'x');
  const std::vector<ClusterView> fleet = {
      WithPools(
          longest,
          {tests::MakePool("10-" + longest + "-left", {"10.1.0.0/24", "2001:db8::/64"}),
           tests::MakePool("\u6771\u4eac\u6771\u4eac\u6771\u4eac\u6771\u4eac", {"10.3.0.0/24"})}),
      WithPools("a", {tests::MakePool("p", {"10.2.0.0/24"})})};
  for (const std::size_t columns : {75U, 80U, 100U, 101U, 200U, 1'000U}) {
    for (const std::string& line : Lines(fleet, {.bars = true, .columns = columns})) {
      EXPECT_LE(text::CountColumns(line), columns) << line;
    }
  }
  EXPECT_THAT(Lines(fleet, {.bars = true, .columns = 80})[2],
              HasSubstr("xxxxx\u2026xxxxx  10-xxx\u2026-left  ipv4"));
  EXPECT_EQ(Lines({fleet[1]}, {.bars = true, .columns = 200})[1],
            "a        p     ipv4           0       256  0.0  ....................  OK");
  EXPECT_EQ(Lines({fleet[1]}, {.bars = true, .columns = 1}).size(), 3U) << "no crash";
}

TEST(PoolTable, HasTwoLinesForEachPoolInANarrowTerminal) {
  const std::string longest(253, 'x');
  const std::vector<ClusterView> fleet = {
      WithPools(longest, {tests::MakePool("left", {"10.1.0.0/24", "2001:db8::/64"})}),
      WithPools("a", {tests::MakePool("p", {"10.2.0.0/24"})})};
  const std::string name = "xxxxxxxxxxxxxxxxxxxx\u2026xxxxxxxxxxxxxx/left";
  EXPECT_THAT(Lines(fleet, {.bars = true, .columns = 40}),
              ElementsAre("a/p", "  ipv4 0 of 256 assigned 0.0 % OK", name,
                          "  ipv4 0 of 256 assigned 0.0 % OK", name,
                          "  ipv6 0 of 18446744073709551616", "  assigned 0.0 % OK"));
  EXPECT_THAT(Lines({fleet[1]}, {.bars = true, .columns = 60})[0], HasSubstr("CLUSTER"));
}

}  // namespace
}  // namespace exporter::report
