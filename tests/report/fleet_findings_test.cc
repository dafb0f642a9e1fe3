// The findings of a fleet, their order, and what one finding covers.

#include "exporter/report/fleet_findings.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "exporter/fleet/fleet_facts.h"
#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using fleet::ClusterView;
using testing::ElementsAre;

// A cluster that assigned addresses of a pool without limits.
ClusterView Assigning(const std::string& name, const std::vector<std::string>& addresses) {
  std::vector<metallb::Service> services;
  for (const std::string& address : addresses) {
    services.push_back(tests::MakeService("s-" + address, {address}));
  }
  return tests::MakeCluster(name, {}, std::move(services));
}

ClusterView WithPool(const std::string& name, const std::string& entry, int assigned = 0) {
  std::vector<metallb::Service> services;
  for (int i = 0; i < assigned; ++i) {
    const auto first = addresses::ParseRange(entry).value().first.ToString();
    services.push_back(tests::MakeService(
        "s" + std::to_string(i), {fmt::format("{}{}", first.substr(0, first.rfind('.') + 1), i)}));
  }
  return tests::MakeCluster(name, {tests::MakePool("p", {entry})}, std::move(services));
}

std::vector<FleetFinding> Find(std::vector<ClusterView> clusters) {
  const fleet::FleetView fleet{std::move(clusters), {}};
  return FindFleetFindings(fleet, fleet::Analyze(fleet, {}), kAlertThresholds);
}

std::vector<std::string> Sentences(std::vector<ClusterView> clusters) {
  std::vector<std::string> sentences;
  for (const FleetFinding& finding : Find(std::move(clusters))) {
    sentences.push_back(finding.sentence.Plain());
  }
  return sentences;
}

std::vector<std::string> AddressesFrom(const std::string& prefix, int first, int last) {
  std::vector<std::string> addresses;
  for (int i = first; i <= last; ++i) addresses.push_back(prefix + std::to_string(i));
  return addresses;
}

TEST(FleetFindings, FoldAdjacentDuplicatesOfTheSameClusters) {
  std::vector<std::string> shared = AddressesFrom("10.200.0.", 1, 255);
  for (const std::string& next : AddressesFrom("10.200.1.", 0, 44)) shared.push_back(next);
  shared.emplace_back("10.200.1.46");
  std::vector<std::string> third = {"10.200.1.47", "10.200.1.48"};
  std::vector<std::string> both = shared;
  both.insert(both.end(), third.begin(), third.end());
  const auto findings =
      Find({Assigning("site-01", third), Assigning("site-02", both), Assigning("site-03", shared)});
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].sentence.Plain(),
            "10.200.0.1-10.200.1.44 (300 addresses) are assigned by site-02 and site-03");
  EXPECT_EQ(findings[0].count, 300U);
  EXPECT_EQ(findings[1].sentence.Plain(),
            "10.200.1.46 is assigned by site-02 (shop/s-10.200.1.46), site-03 "
            "(shop/s-10.200.1.46)");
  EXPECT_EQ(findings[2].sentence.Plain(),
            "10.200.1.47-10.200.1.48 (2 addresses) are assigned by site-01 and site-02");
}

TEST(FleetFindings, FoldNeitherAcrossFamiliesNorAtTheHighestAddress) {
  const std::vector<std::string> addresses = {"255.255.255.254", "255.255.255.255", "::", "::1"};
  EXPECT_THAT(Sentences({Assigning("a", addresses), Assigning("b", addresses)}),
              ElementsAre("255.255.255.254-255.255.255.255 (2 addresses) are assigned by a and b",
                          "::-::1 (2 addresses) are assigned by a and b"));
}

TEST(FleetFindings, NameAtMostSixClustersOfADuplicateRange) {
  std::vector<ClusterView> clusters;
  for (int i = 0; i < 9; ++i) {
    clusters.push_back(Assigning("c" + std::to_string(i), {"10.0.0.1", "10.0.0.2"}));
  }
  EXPECT_THAT(Sentences(clusters),
              ElementsAre("10.0.0.1-10.0.0.2 (2 addresses) are assigned by c0, c1, c2, c3, c4, c5 "
                          "and 3 more"));
}

TEST(FleetFindings, ListAtMost1000DuplicatesOfANetworkAndCountAll) {
  std::vector<std::string> addresses;
  for (int i = 0; i < 1'003; ++i) {
    addresses.push_back(fmt::format("10.0.{}.{}", i / 100, 2 * (i % 100)));
  }
  const auto findings = Find({Assigning("a", addresses), Assigning("b", addresses)});
  ASSERT_EQ(findings.size(), 1'001U);
  EXPECT_EQ(findings[1'000].sentence.Plain(), "3 more duplicate addresses");
  EXPECT_EQ(findings[1'000].count, 3U);
  EXPECT_TRUE(findings[1'000].is_remainder);
}

TEST(FleetFindings, ReportAdjacentSharedRangesOnce) {
  EXPECT_THAT(Sentences({WithPool("a", "10.0.0.0-10.0.0.10"), WithPool("b", "10.0.0.5-10.0.0.15"),
                         WithPool("c", "10.0.0.8-10.0.0.20")}),
              ElementsAre("pools a/p, b/p and c/p overlap in 10.0.0.5-10.0.0.15 (11 addresses)"));
  std::vector<ClusterView> nested;
  for (int i = 0; i < 40; ++i) {
    nested.push_back(WithPool(fmt::format("c{:02}", i), fmt::format("10.0.0.0-10.0.0.{}", i)));
  }
  const auto sentences = Sentences(nested);
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_THAT(sentences[0], testing::StartsWith("pools c00/p, c01/p, "));
  EXPECT_THAT(sentences[0],
              testing::EndsWith(" and at least 20 more overlap in 10.0.0.0-10.0.0.38 (39 "
                                "addresses)"));
}

TEST(FleetFindings, NameFullPoolsByUtilization) {
  EXPECT_THAT(Sentences({WithPool("a", "10.0.1.0-10.0.1.9", 8), WithPool("b", "10.0.2.0/28", 14),
                         WithPool("c", "10.0.3.0-10.0.3.99", 96), WithPool("d", "10.0.4.0/30", 4),
                         WithPool("e", "10.0.5.0/32", 1), WithPool("f", "10.0.6.0/30", 3)}),
              ElementsAre("pool d/p is exhausted: 4 of 4 IPv4 addresses are assigned",
                          "pool c/p is at 96.0 %: 96 of 100 IPv4 addresses are assigned, 4 "
                          "available",
                          "pool b/p is at 87.5 %: 14 of 16 IPv4 addresses are assigned, 2 "
                          "available",
                          "pool a/p is at 80.0 %: 8 of 10 IPv4 addresses are assigned, 2 "
                          "available"));
}

TEST(FleetFindings, CountFullPoolsAboveTheBound) {
  std::vector<ClusterView> clusters;
  for (int i = 0; i < 1'002; ++i) {
    clusters.push_back(
        WithPool("c" + std::to_string(i), fmt::format("10.{}.{}.0/31", i / 250, i % 250), 2));
  }
  const auto findings = Find(clusters);
  ASSERT_EQ(findings.size(), 1'001U);
  EXPECT_EQ(findings[1'000].sentence.Plain(), "2 more pools at 95 % or more");
  EXPECT_EQ(findings[1'000].verdict, Verdict::kCritical);
}

TEST(FleetFindings, AreSortedBySeverity) {
  ClusterView down;
  down.name = "away";
  down.network = "default";
  down.record.polls = 1;
  down.record.last_error = Error{ErrorKind::kUnreachable, "refused"};
  fleet::ClusterObjects cloud;
  const auto findings = Find(
      {tests::MakeCluster("cloud", cloud), down, WithPool("a", "10.0.1.0-10.0.1.9", 8),
       WithPool("b", "10.0.1.0/30", 4),
       tests::MakeCluster("c", {tests::MakePool("none", {})}, {tests::MakeService("waits", {})})});
  std::vector<std::string> kinds;
  for (const FleetFinding& finding : findings) {
    kinds.push_back(fmt::format("{} {}", Name(finding.verdict), Name(finding.kind)));
  }
  EXPECT_THAT(kinds,
              ElementsAre("CRITICAL duplicate_address", "CRITICAL exhausted_pool",
                          "UNKNOWN cluster_down", "WARNING full_pool", "WARNING rejected_pool",
                          "WARNING overlap", "WARNING pending_services", "OK no_metallb"));
}

}  // namespace
}  // namespace exporter::report
