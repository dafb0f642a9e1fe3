#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(Plan, HasNoFindingIfClustersFollowIt) {
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {"192.168.1.10-192.168.1.49"})},
                          {"b", PoolText("p", {"192.168.1.60/30", "2001:db8::/32"})}},
                         kPlan),
              IsEmpty());
}

TEST(Plan, AnEntryWithoutManifestsIsNotAFinding) { EXPECT_THAT(FindingsOf({}, kPlan), IsEmpty()); }

TEST(PlanOutside, NamesTheRangeAndTheNumberOfAddresses) {
  EXPECT_THAT(
      FindingsOf({{"a", PoolText("p", {"192.168.1.9-192.168.1.50"})}}, kPlan),
      ElementsAre("a.yaml:6 plan-outside: pool \"p\" of cluster \"a\" has 192.168.1.9 and 1 more "
                  "(2 addresses) outside its cluster's range in the plan, "
                  "192.168.1.10-192.168.1.49 (40 addresses) (plan.yaml:2)"));
  EXPECT_THAT(FindingsOf({{"b", PoolText("p", {"'2001:db7:ffff::-2001:db8::'"})}}, kPlan),
              ElementsAre(HasSubstr("has 2001:db7:ffff::-2001:db7:ffff:ffff:ffff:ffff:ffff:ffff ("
                                    "1208925819614629174706176 addresses) outside")));
}

TEST(PlanReserved, NamesThePurpose) {
  EXPECT_THAT(
      FindingsOf({{"a", PoolText("p", {"192.168.1.129-192.168.1.130"})}}, kPlan),
      ElementsAre(StartsWith("a.yaml:6 plan-outside: "),
                  "a.yaml:6 plan-reserved: pool \"p\" of cluster \"a\" has 192.168.1.130 (1 "
                  "address), which the plan reserves as \"reserved\" (routers, plan.yaml:4)"));
}

TEST(PlanMissing, IsAtTheLineOfThePlan) {
  EXPECT_THAT(
      FindingsOf({{"c", PoolText("p", {"192.168.1.200/32"})}, {"reserved", ""}}, kPlan),
      ElementsAre(StartsWith("c.yaml:6 plan-reserved"),
                  "plan.yaml:1 plan-missing: cluster \"c\" has no entry in the plan; add "
                  "one with metallb_range",
                  "plan.yaml:4 plan-missing: the plan's entry \"reserved\" has the name of a "
                  "cluster, but is reserved; write metallb_range instead of range, or "
                  "rename the entry"));
}

TEST(PlanOverlap, IncludesReservedRangesAndRangesOfOneEntry) {
  EXPECT_THAT(
      FindingsOf({},
                 "clusters:\n  a: {metallb_range: 10.0.0.0-10.0.0.9}\n"
                 "  b: {metallb_range: 10.0.0.9-10.0.0.19}\n"
                 "  r: {range: 10.0.0.19-10.0.0.29}\n"
                 "  d:\n    metallb_range:\n    - 10.0.1.0/24\n    - 10.0.1.255\n"
                 "  e: {metallb_range: 10.0.0.30}\n"),
      ElementsAre(
          "plan.yaml:3 plan-overlap: the plan assigns 10.0.0.9 (1 address) to \"b\" and also "
          "to \"a\" (plan.yaml:2)",
          StartsWith("plan.yaml:4 plan-overlap: the plan assigns 10.0.0.19 (1 address) to "
                     "\"r\" and also to \"b\" (plan.yaml:3)"),
          "plan.yaml:8 plan-overlap: the plan assigns 10.0.1.255 (1 address) to \"d\" and also "
          "to \"d\" (plan.yaml:7)"));
}

TEST(PlanOverlap, ClustersOfTwoNetworksAndSharedAddressesDoNotConflict) {
  const std::string plan =
      "clusters:\n  a: {metallb_range: 10.9.0.0/28}\n  b: {metallb_range: 10.9.0.0/28}\n";
  EXPECT_THAT(FindingsOf({}, plan), ElementsAre(StartsWith("plan.yaml:3 plan-overlap")));
  EXPECT_THAT(FindingsOf({}, plan, "clusters: [{name: a, network: other}]"), IsEmpty());
  EXPECT_THAT(FindingsOf({}, plan, "networks: [{name: default, shared_addresses: 10.9.0.0/28}]"),
              IsEmpty());
}

TEST(PlanOverlap, ReservedRangesApplyToEveryNetwork) {
  EXPECT_THAT(FindingsOf({},
                         "clusters:\n  a: {metallb_range: 10.0.0.0-10.0.0.9}\n"
                         "  r: {range: 10.0.0.9-10.0.0.19}\n",
                         "clusters: [{name: a, network: rack-1}]\nnetworks: [{name: rack-1}]\n"),
              ElementsAre("plan.yaml:3 plan-overlap: the plan assigns 10.0.0.9 (1 address) to "
                          "\"r\" and also to \"a\" (plan.yaml:2)"));
}

TEST(PlanCapacity, IsExactAtItsBoundaries) {
  const auto with = [](const std::string& capacity) {
    return FindingsOf(
        {}, "clusters:\n  a:\n    metallb_range: 192.168.1.0/26\n    capacity: " + capacity + "\n");
  };
  EXPECT_THAT(with("64"), IsEmpty());
  EXPECT_THAT(with("~"), IsEmpty());
  EXPECT_THAT(with("63"), ElementsAre("plan.yaml:4 plan-capacity: the plan states a capacity of 63 "
                                      "for \"a\", but its range has 64 addresses"));
  EXPECT_THAT(with("65"), ElementsAre(HasSubstr("capacity of 65 for")));
  EXPECT_THAT(with("64.5"), ElementsAre(HasSubstr("capacity of 64.5 for")));
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

TEST(PlanCapacity, IsExactAboveThePrecisionOfADouble) {
  for (const char* capacity : {"18446744073709551614", "18446744073709551615",
                               "18446744073709551617", "18446744073709550000"}) {
    EXPECT_THAT(FindingsOf({}, "clusters: {a: {metallb_range: '2001:db8::/64', capacity: " +
                                   std::string(capacity) + "}}\n"),
                ElementsAre("plan.yaml:1 plan-capacity: the plan states a capacity of " +
                            std::string(capacity) +
                            " for \"a\", but its range has 18446744073709551616 addresses"));
  }
}

TEST(PlanOverlap, TenThousandIdenticalRangesAreOneFinding) {
  std::string plan = "clusters:\n";
  for (int i = 0; i < 10'000; ++i) {
    plan += "  c" + std::to_string(i) + ": {metallb_range: 10.0.0.0/8}\n";
  }
  const auto findings = FindingsOf({}, plan);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0], StartsWith("plan.yaml:21 plan-overlap: the plan assigns "
                                      "10.0.0.0-10.255.255.255 (16777216 addresses) to \"c19\""));
  EXPECT_THAT(findings[0], HasSubstr(" and 9980 more"));
}

TEST(PlanReserved, IsOneFindingForEachEntryOfAPool) {
  std::string plan = "clusters:\n  a: {metallb_range: 10.1.0.0/16}\n";
  for (int i = 0; i < 30; ++i) plan += "  r" + std::to_string(i) + ": {range: 10.1.0.0/24}\n";
  const auto findings = FindingsOf({{"a", PoolText("p", {"10.1.0.0/32", "10.1.0.1/32"})}}, plan);
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_THAT(findings[0], StartsWith("a.yaml:6 plan-reserved: pool \"p\" of cluster \"a\" has "
                                      "10.1.0.0 (1 address), which the plan reserves as \"r0\" "
                                      "(plan.yaml:3), \"r1\" (plan.yaml:4)"));
  EXPECT_THAT(findings[0], HasSubstr(" and 10 more"));
}

}  // namespace
}  // namespace exporter::validation
