#include "exporter/config/ip_plan.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace exporter::config {
namespace {

std::string ErrorOf(const std::string& text) {
  const auto plan = ParseIpPlan(text, "ip-plan.yaml");
  return plan ? "no error" : plan.error().message;
}

TEST(IpPlan, ReadsClustersAndReservedRanges) {
  const auto plan = ParseIpPlan(R"(# comment
clusters:
  cluster-a:
    location: "rack-1"
    metallb_range: "192.168.1.10-192.168.1.49"
    capacity: 40
  cluster-b:
    metallb_range:
      - 192.168.1.50-192.168.1.89
      - 2001:db8:b::/64
      - 10.0.0.1
  reserved:
    range: 192.168.1.130-192.168.1.254
    purpose: future clusters
)",
                                "ip-plan.yaml");
  ASSERT_TRUE(plan) << plan.error().message;
  ASSERT_EQ(plan->entries.size(), 3U);
  const PlanEntry& a = plan->entries[0];
  EXPECT_EQ(a.name, "cluster-a");
  EXPECT_EQ(a.line, 3);
  EXPECT_EQ(a.location, "rack-1");
  ASSERT_TRUE(a.capacity);
  EXPECT_EQ(a.capacity->text, "40");
  EXPECT_EQ(a.capacity->count, addresses::AddressCount(40));
  EXPECT_EQ(a.capacity->line, 6);
  ASSERT_EQ(a.ranges.size(), 1U);
  EXPECT_EQ(a.ranges[0].line, 5);
  EXPECT_EQ(a.Addresses().Size().ToString(), "40");
  EXPECT_EQ(plan->entries[1].Addresses().Size().ToString(), "18446744073709551657");
  EXPECT_FALSE(plan->entries[1].capacity);
  EXPECT_TRUE(plan->entries[2].reserved);
  EXPECT_EQ(plan->entries[2].purpose, "future clusters");

  EXPECT_EQ(plan->FindCluster("cluster-b"), &plan->entries[1]);
  EXPECT_EQ(plan->FindCluster("reserved"), nullptr) << "reserved";
  EXPECT_EQ(plan->FindCluster("cluster-z"), nullptr);
}

TEST(IpPlan, ReadsCapacityExactly) {
  const auto capacity = [](const std::string& text) {
    const auto plan =
        ParseIpPlan("clusters: {a: {metallb_range: 10.0.0.1, capacity: " + text + "}}", "p");
    EXPECT_TRUE(plan) << plan.error().message;
    const PlannedCapacity read = plan->entries.at(0).capacity.value();
    return read.text + " = " + (read.count ? read.count->ToString() : "none");
  };
  EXPECT_EQ(capacity("18446744073709551615"), "18446744073709551615 = 18446744073709551615");
  EXPECT_EQ(capacity("+340282366920938463463374607431768211456"),
            "+340282366920938463463374607431768211456 = 340282366920938463463374607431768211456");
  EXPECT_EQ(capacity("0x40"), "64 = 64");
  EXPECT_EQ(capacity("64.0"), "64 = 64");
  EXPECT_EQ(capacity("64.5"), "64.5 = none");
  EXPECT_EQ(capacity("1e30"), "1e30 = none");
  EXPECT_EQ(capacity(std::string(60, '9')), std::string(60, '9') + " = none");
}

TEST(IpPlan, ReportsWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "ip-plan.yaml: is empty"},
      {"a: [",
       "ip-plan.yaml:1: not YAML: did not find expected node content while parsing a flow "
       "node"},
      {"{}",
       "ip-plan.yaml:1: \"clusters\" is missing; write each cluster's name and metallb_range "
       "there"},
      {"clustrs: {}", "ip-plan.yaml:1: unknown key \"clustrs\"; did you mean \"clusters\"?"},
      {"clusters:\n- name: a",
       "ip-plan.yaml:1: \"clusters\" must be an object (name: ...), found a list"},
      {"clusters:\n  a:\n    metalllb_range: 10.0.0.0/24",
       "ip-plan.yaml:3: unknown key \"metalllb_range\"; did you mean \"metallb_range\"?"},
      {"clusters:\n  a:\n    location: x",
       "ip-plan.yaml:2: cluster \"a\" must have metallb_range, or range if it is reserved"},
      {"clusters:\n  a:\n",
       "ip-plan.yaml:2: cluster \"a\" must be an object (key: value), found null"},
      {"clusters:\n  a: {metallb_range: 10.0.0.0/24, range: 10.0.0.0/24}",
       "ip-plan.yaml:2: entry \"a\" has both metallb_range and range; keep one"},
      {"clusters:\n  a:\n    metallb_range: 10.0.0.9-10.0.0.1",
       "ip-plan.yaml:3: cluster \"a\": metallb_range \"10.0.0.9-10.0.0.1\": the range ends before "
       "it starts; write the lower address first"},
      {"clusters:\n  \"a\\e\":\n    metallb_range: |\n      10.0.0.0/240",
       "ip-plan.yaml:3: cluster \"a[U+001B]\": metallb_range \"10.0.0.0/240\": prefix length "
       "\"240\" must be a number up to 32, or 128 for IPv6"},
      {"clusters:\n  a:\n    metallb_range: 10",
       "ip-plan.yaml:3: \"metallb_range\" must be a string or a list of strings, found an integer"},
      {"clusters:\n  a:\n    metallb_range: []",
       "ip-plan.yaml:2: cluster \"a\" has an empty list of ranges"},
      {"clusters:\n  a:\n    metallb_range: 10.0.0.300",
       "ip-plan.yaml:3: cluster \"a\": metallb_range: \"10.0.0.300\" is not an IP address (octet > "
       "255)"},
      {"clusters:\n  r: {range: x}",
       "ip-plan.yaml:2: entry \"r\": range: \"x\" is not an IP address"},
      {"clusters:\n  a:\n    metallb_range: 10.0.0.0/24\n    capacity: -1",
       "ip-plan.yaml:4: cluster \"a\": \"capacity\" is negative"},
      {"clusters:\n  a:\n    metallb_range: 10.0.0.0/24\n    capacity: many",
       "ip-plan.yaml:4: cluster \"a\": \"capacity\" must be a number, found a string"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(ErrorOf(text), expected) << text;
  EXPECT_FALSE(ParseIpPlan("clusters:\n  a: {range: 10.0.0.0/24}\n  a: {range: 10.0.1.0/24}", "p"));
}

}  // namespace
}  // namespace exporter::config
