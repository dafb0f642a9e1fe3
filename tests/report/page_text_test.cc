#include "exporter/report/page_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using addresses::AddressCount;
using testing::HasSubstr;
using tests::kNow;

TEST(PageText, RoundsDownButNotToZero) {
  const auto percent = [](std::uint64_t assigned, std::uint64_t capacity) {
    fleet::FamilyUsage usage;
    usage.assigned = AddressCount(assigned);
    usage.capacity = AddressCount(capacity);
    return PercentHtml(usage);
  };
  EXPECT_EQ(percent(0, 5), "0.0 %");
  EXPECT_EQ(percent(1, 1'001), "&lt; 0.1 %");
  EXPECT_EQ(percent(1, 1'000), "0.1 %");
  EXPECT_EQ(percent(7'999, 10'000), "79.9 %");
  EXPECT_EQ(percent(3, 2), "150.0 %");
  EXPECT_EQ(percent(1, 0), "–");
}

TEST(PageText, ShortensLargeSizesAndLongAges) {
  EXPECT_EQ(SizeHtml(AddressCount(9'999)), "9999");
  EXPECT_EQ(SizeHtml(AddressCount(16'777'216)), "16\u202f777\u202f216");
  EXPECT_EQ(SizeHtml(AddressCount(std::uint64_t{1} << 53)),
            "9\u202f007\u202f199\u202f254\u202f740\u202f992");
  EXPECT_EQ(SizeHtml(AddressCount((std::uint64_t{1} << 53) + 1)),
            "<data value=\"9007199254740993\" title=\"9007199254740993\">9.00×10<sup>15</sup>"
            "</data>");
  EXPECT_EQ(CountHtml(12'345, "pool", "pools"), "12\u202f345 pools");
  EXPECT_EQ(AddressesHtml(AddressCount(1)), "1 address");
  const auto age = [](std::chrono::seconds ago) { return AgeHtml(kNow - ago, kNow); };
  EXPECT_THAT(age(std::chrono::seconds(-5)), HasSubstr(">0 s<"));
  EXPECT_THAT(age(std::chrono::seconds(59)), HasSubstr(">59 s<"));
  EXPECT_THAT(age(std::chrono::seconds(60)), HasSubstr(">1 min<"));
  EXPECT_THAT(age(std::chrono::seconds(3'599)), HasSubstr(">59 min<"));
  EXPECT_THAT(age(std::chrono::seconds(3'660)), HasSubstr(">1 h 1 min<"));
  EXPECT_THAT(age(std::chrono::hours(49)), HasSubstr(">2 d 1 h<"));
}

}  // namespace
}  // namespace exporter::report
