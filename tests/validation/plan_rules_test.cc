#include "exporter/validation/plan_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/validation/findings_of.h"

namespace exporter::validation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kPlan = R"(clusters:
  a: {metallb_range: 192.168.1.10-192.168.1.49, capacity: 40}
  b: {metallb_range: [192.168.1.50-192.168.1.89, "2001:db8::/32"]}
  reserved: {range: 192.168.1.130-192.168.1.254, purpose: routers}
)";

TEST(Plan, NothingIsFoundWhereClustersKeepToIt) {
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {"192.168.1.10-192.168.1.49"})},
                          {"b", PoolText("p", {"192.168.1.60/30", "2001:db8::/32"})}},
                         kPlan),
              IsEmpty());
}

TEST(Plan, AnEntryWithoutManifestsIsNoFault) { EXPECT_THAT(FindingsOf({}, kPlan), IsEmpty()); }

TEST(PlanOutside, TellsTheRangeAndHowManyAddresses) {
  EXPECT_THAT(
      FindingsOf({{"a", PoolText("p", {"192.168.1.9-192.168.1.50"})}}, kPlan),
      ElementsAre("a.yaml:6 plan-outside: pool \"p\" of cluster \"a\" has 192.168.1.9 and 1 more "
                  "(2 addresses) outside its cluster's range in the plan, "
                  "192.168.1.10-192.168.1.49 (40 addresses) (plan.yaml:2)"));
  EXPECT_THAT(FindingsOf({{"b", PoolText("p", {"'2001:db7:ffff::-2001:db8::'"})}}, kPlan),
              ElementsAre(HasSubstr("has 2001:db7:ffff::-2001:db7:ffff:ffff:ffff:ffff:ffff:ffff ("
                                    "1208925819614629174706176 addresses) outside")));
}

TEST(PlanReserved, TellsWhatItIsSetAsideFor) {
  EXPECT_THAT(
      FindingsOf({{"a", PoolText("p", {"192.168.1.129-192.168.1.130"})}}, kPlan),
      ElementsAre(StartsWith("a.yaml:6 plan-outside: "),
                  "a.yaml:6 plan-reserved: pool \"p\" of cluster \"a\" has 192.168.1.130 (1 "
                  "address), which the plan sets aside as \"reserved\", routers (plan.yaml:4)"));
}

TEST(PlanMissing, IsToldInThePlan) {
  EXPECT_THAT(FindingsOf({{"c", PoolText("p", {"192.168.1.200/32"})}, {"reserved", ""}}, kPlan),
              ElementsAre(StartsWith("c.yaml:6 plan-reserved"),
                          "plan.yaml:1 plan-missing: cluster \"c\" has no entry in the plan; give "
                          "it a metallb_range there",
                          "plan.yaml:4 plan-missing: the entry of cluster \"reserved\" in the plan "
                          "has a range, which is set aside for nobody; give it a metallb_range, or "
                          "call one of the two something else"));
}

TEST(PlanOverlap, ReservedRangesAndRangesOfOneEntryCountToo) {
  EXPECT_THAT(
      FindingsOf({},
                 "clusters:\n  a: {metallb_range: 10.0.0.0-10.0.0.9}\n"
                 "  b: {metallb_range: 10.0.0.9-10.0.0.19}\n"
                 "  r: {range: 10.0.0.19-10.0.0.29}\n"
                 "  d:\n    metallb_range:\n    - 10.0.1.0/24\n    - 10.0.1.255\n"
                 "  e: {metallb_range: 10.0.0.30}\n"),
      ElementsAre("plan.yaml:3 plan-overlap: the plan gives 10.0.0.9 (1 address) both to \"b\" and "
                  "to \"a\" (plan.yaml:2)",
                  StartsWith("plan.yaml:4 plan-overlap: the plan gives 10.0.0.19 (1 address) both "
                             "to \"r\" and to \"b\""),
                  "plan.yaml:8 plan-overlap: the plan gives 10.0.1.255 (1 address) twice to \"d\" "
                  "(plan.yaml:7)"));
}

TEST(PlanOverlap, ClustersOfTwoNetworksAndSharedAddressesDoNotConflict) {
  const std::string plan =
      "clusters:\n  a: {metallb_range: 10.9.0.0/28}\n  b: {metallb_range: 10.9.0.0/28}\n";
  EXPECT_THAT(FindingsOf({}, plan), ElementsAre(StartsWith("plan.yaml:3 plan-overlap")));
  EXPECT_THAT(FindingsOf({}, plan, "clusters: [{name: a, network: other}]"), IsEmpty());
  EXPECT_THAT(FindingsOf({}, plan, "networks: [{name: default, shared_addresses: 10.9.0.0/28}]"),
              IsEmpty());
}

TEST(PlanCapacity, IsExactAtItsBoundaries) {
  const auto with = [](const std::string& capacity) {
    return FindingsOf(
        {}, "clusters:\n  a:\n    metallb_range: 192.168.1.0/26\n    capacity: " + capacity + "\n");
  };
  EXPECT_THAT(with("64"), IsEmpty());
  EXPECT_THAT(with("~"), IsEmpty());
  EXPECT_THAT(with("63"), ElementsAre("plan.yaml:4 plan-capacity: the plan gives \"a\" a capacity "
                                      "of 63, and its range holds 64 addresses"));
  EXPECT_THAT(with("65"), ElementsAre(HasSubstr("capacity of 65, and")));
  EXPECT_THAT(with("64.5"), ElementsAre(HasSubstr("capacity of 64.5, and")));
}

TEST(PlanCapacity, ARangeListedTwiceCountsOnce) {
  EXPECT_THAT(
      FindingsOf({}, "clusters: {a: {metallb_range: [10.0.0.0/30, 10.0.0.2/31], capacity: 4}}\n"),
      ElementsAre(StartsWith("plan.yaml:1 plan-overlap")));
  EXPECT_THAT(FindingsOf({},
                         "clusters: {a: {metallb_range: '2001:db8::/64', capacity: "
                         "18446744073709551616}}\n"),
              IsEmpty());
}

TEST(PlanCapacity, IsExactAboveWhatADoubleHolds) {
  for (const char* capacity : {"18446744073709551614", "18446744073709551615",
                               "18446744073709551617", "18446744073709550000"}) {
    EXPECT_THAT(FindingsOf({}, "clusters: {a: {metallb_range: '2001:db8::/64', capacity: " +
                                   std::string(capacity) + "}}\n"),
                ElementsAre("plan.yaml:1 plan-capacity: the plan gives \"a\" a capacity of " +
                            std::string(capacity) +
                            ", and its range holds 18446744073709551616 addresses"));
  }
}

TEST(Plan, FindingsAreBoundedAndTheRestIsCounted) {
  std::string plan = "clusters:\n  a: {metallb_range: 10.9.0.0/16}\n  b: {range: 10.0.0.0/8}\n";
  for (int i = 0; i < 200; ++i) plan += "  r" + std::to_string(i) + ": {range: 10.0.0.0/8}\n";
  const std::vector<std::string> entries(100, "10.1.0.0/32");
  const auto findings =
      FindingsOf({{"a", PoolText("p", entries)}, {"b", PoolText("p", entries)}}, plan);
  const auto count = [&](const std::string& rule) {
    return std::count_if(findings.begin(), findings.end(), [&](const std::string& finding) {
      return finding.find(' ' + rule + ": ") != std::string::npos;
    });
  };
  constexpr int kMost = 10'000 + 203 + 1;  // beside the bound each entry once, and the rest
  EXPECT_LE(count("plan-reserved"), kMost);
  EXPECT_LE(count("plan-overlap"), kMost);
  ASSERT_GE(findings.size(), 3U);
  EXPECT_THAT(std::vector<std::string>(findings.end() - 3, findings.end()),
              testing::Contains(HasSubstr(" more entries in ranges that the plan sets aside, which "
                                          "are not told one by one")));
}

}  // namespace
}  // namespace exporter::validation
