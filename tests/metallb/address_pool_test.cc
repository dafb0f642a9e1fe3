#include "exporter/metallb/address_pool.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exporter/objects/json_reader.h"

namespace exporter::metallb {
namespace {

Result<AddressPool> Decode(const std::string& json) {
  return DecodeAddressPool(objects::ReadObject(json, AddressPoolFields()).value());
}

std::string Spec(const std::string& spec) {
  return R"({"metadata":{"name":"p","namespace":"metallb-system"},"spec":)" + spec + "}";
}

TEST(PoolEntry, QuotesAtMost100Bytes) {
  const auto quote = [](const std::string& text) {
    return PoolEntry{text, addresses::ParseRange(text), 0}.Quote();
  };
  EXPECT_EQ(quote("10.0.0.0/24"), "10.0.0.0/24");
  EXPECT_EQ(quote(std::string(99, 'x')), std::string(99, 'x'));
  EXPECT_EQ(quote(std::string(100, 'x')), std::string(100, 'x'));
  EXPECT_EQ(quote(std::string(101, 'x')), std::string(100, 'x') + "…");
  EXPECT_EQ(quote(std::string(99, 'x') + "\u00e9"), std::string(99, 'x') + "…");
}

TEST(DecodeAddressPool, ReadsEveryField) {
  const auto pool = Decode(R"({
      "apiVersion":"metallb.io/v1beta1","kind":"IPAddressPool",
      "metadata":{"name":"web","namespace":"metallb-system","labels":{"a":"b"},
                  "annotations":{"metallb-pool-exporter/capacity-alerts":"off","other":"on"}},
      "spec":{"addresses":["192.168.1.10-192.168.1.49","2001:db8::/64"],"autoAssign":false,
              "avoidBuggyIPs":true,"serviceAllocation":{"priority":1}},
      "status":{"assignedIPv4":3}})");
  ASSERT_TRUE(pool);
  EXPECT_EQ(pool->name, "web");
  EXPECT_EQ(pool->name_space, "metallb-system");
  EXPECT_FALSE(pool->auto_assign);
  EXPECT_TRUE(pool->avoid_buggy_ips);
  EXPECT_FALSE(pool->capacity_alerts);
  ASSERT_EQ(pool->entries.size(), 2U);
  EXPECT_EQ(pool->entries[0].text, "192.168.1.10-192.168.1.49");
  EXPECT_EQ(pool->Addresses().Size(addresses::Family::kIpv4), addresses::AddressCount(40));
  EXPECT_EQ(pool->Addresses().Size(addresses::Family::kIpv6).ToString(), "18446744073709551616");
  EXPECT_EQ(pool->InvalidEntries(), 0U);
  EXPECT_EQ(pool->OverlappingEntries(), 0U);
}

TEST(DecodeAddressPool, OnlyOffDisablesCapacityAlerts) {
  for (const char* value : {"on", "", "Off", "false", "no"}) {
    const auto pool = Decode(std::string(R"({"metadata":{"name":"web","annotations":{)") +
                             R"("metallb-pool-exporter/capacity-alerts":")" + value + R"("}}})");
    ASSERT_TRUE(pool) << value;
    EXPECT_TRUE(pool->capacity_alerts) << value;
  }
}

TEST(DecodeAddressPool, HasTheDefaultsOfTheApi) {
  for (const char* spec : {"{}", "null", R"({"addresses":null,"autoAssign":null})"}) {
    const auto pool = Decode(Spec(spec));
    ASSERT_TRUE(pool) << spec;
    EXPECT_TRUE(pool->auto_assign);
    EXPECT_FALSE(pool->avoid_buggy_ips);
    EXPECT_TRUE(pool->capacity_alerts);
    EXPECT_TRUE(pool->Addresses().empty());
    ASSERT_EQ(pool->Rejections().size(), 1U);
    EXPECT_EQ(pool->Rejections()[0].entry, nullptr);
    EXPECT_EQ(pool->Rejections()[0].reason, "the pool has no addresses");
  }
}

TEST(DecodeAddressPool, CountsValidEntriesNextToInvalidEntries) {
  const auto pool = Decode(Spec(
      R"({"addresses":["10.0.0.1","10.0.0.0/30","10.0.0.2-10.0.0.9","10.0.0.1-2001:db8::1",""]})"));
  ASSERT_TRUE(pool);
  EXPECT_EQ(pool->InvalidEntries(), 3U);
  EXPECT_EQ(pool->OverlappingEntries(), 1U);
  const auto rejections = pool->Rejections();
  ASSERT_EQ(rejections.size(), 4U) << "in the order of the entries";
  EXPECT_EQ(rejections[0].entry, &pool->entries[0]);
  EXPECT_EQ(rejections[0].reason, "\"10.0.0.1\" has no prefix length; write 10.0.0.1/32");
  EXPECT_EQ(rejections[1].entry, &pool->entries[2]);
  EXPECT_EQ(rejections[1].reason, "overlaps an entry before it");
  EXPECT_EQ(pool->Addresses().Size(), addresses::AddressCount(10));
  EXPECT_EQ(pool->entries[0].range.error().fault, addresses::RangeFault::kBareAddress);
  EXPECT_EQ(pool->entries[3].range.error().fault, addresses::RangeFault::kMixedFamilies);
  EXPECT_EQ(pool->entries[4].range.error().fault, addresses::RangeFault::kEmpty);
}

TEST(DecodeAddressPool, ReportsTheSharedRangeOfOverlappingEntries) {
  const auto pool = Decode(Spec(
      R"({"addresses":["10.0.0.0/30","bad","10.0.0.2-10.0.0.9","10.0.0.20/32","10.0.0.8/31"]})"));
  ASSERT_TRUE(pool);
  const auto overlaps = pool->EntryOverlaps(9);
  ASSERT_EQ(overlaps.size(), 2U);
  EXPECT_EQ(overlaps[0].earlier, &pool->entries[0]);
  EXPECT_EQ(overlaps[0].later, &pool->entries[2]);
  EXPECT_EQ(overlaps[0].shared.ToString(), "10.0.0.2-10.0.0.3");
  EXPECT_EQ(overlaps[1].earlier, &pool->entries[2]);
  EXPECT_EQ(overlaps[1].later, &pool->entries[4]);
  EXPECT_EQ(overlaps[1].shared.ToString(), "10.0.0.8-10.0.0.9");
  EXPECT_EQ(pool->EntryOverlaps(1).size(), 1U);
  EXPECT_TRUE(pool->EntryOverlaps(0).empty());
}

TEST(DecodeAddressPool, ReportsAFieldOfAWrongType) {
  const auto error = [](const std::string& json) {
    const auto pool = Decode(json);
    return pool ? "no error" : pool.error().message;
  };
  EXPECT_EQ(error(Spec(R"({"addresses":"10.0.0.0/24"})")),
            "IPAddressPool \"p\": spec.addresses must be a list, found a string");
  EXPECT_EQ(error(Spec(R"({"autoAssign":"yes"})")),
            "IPAddressPool \"p\": spec.autoAssign must be a boolean, found a string");
  EXPECT_EQ(error(Spec(R"({"avoidBuggyIPs":1})")),
            "IPAddressPool \"p\": spec.avoidBuggyIPs must be a boolean, found an integer");
  EXPECT_EQ(error(Spec("[]")), "IPAddressPool \"p\": spec must be an object, found a list");
  EXPECT_EQ(error(R"({"metadata":{"name":7}})"),
            "IPAddressPool \"\": metadata.name must be a string, found an integer");
  EXPECT_EQ(error("{}"), "IPAddressPool has no metadata.name");
}

TEST(DecodeAddressPool, RejectsAnEntryThatIsNotAString) {
  const auto pool = Decode(Spec(R"({"addresses":[10,1.5,null,"10.0.0.0/30"]})"));
  ASSERT_TRUE(pool);
  EXPECT_EQ(pool->InvalidEntries(), 3U);
  EXPECT_EQ(pool->entries[0].text, "10");
  EXPECT_EQ(pool->entries[1].text, "1.5");
  EXPECT_EQ(pool->entries[2].range.error().fault, addresses::RangeFault::kNotText);
  EXPECT_EQ(pool->Addresses().Size(), addresses::AddressCount(4));
}

TEST(DecodeAddressPool, ReadsLabelsAndLinesOfAFile) {
  using objects::Value;
  const Value labels{.data = Value::Object{{"cluster", {.data = std::string("a"), .line = 7}}}};
  const Value metadata{
      .data = Value::Object{{"name", {.data = std::string("web"), .line = 4}}, {"labels", labels}}};
  const Value text{.data = std::string("10.0.0.0/24"), .line = 10};
  const Value spec{.data = Value::Object{{"addresses", {.data = Value::List{text}, .line = 9}}}};
  const Value object{.data = Value::Object{{"metadata", metadata}, {"spec", spec}}, .line = 1};
  const auto pool = DecodeAddressPool(object);
  ASSERT_TRUE(pool) << pool.error().message;
  EXPECT_EQ(pool->line, 4);
  EXPECT_EQ(pool->entries.at(0).line, 10);
  EXPECT_EQ(pool->labels, (std::vector<Label>{{"cluster", "a", 7}}));
}

}  // namespace
}  // namespace exporter::metallb
