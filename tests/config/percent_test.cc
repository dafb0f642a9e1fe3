#include "exporter/config/percent.h"

#include <gtest/gtest.h>

#include <utility>

namespace exporter::config {
namespace {

TEST(ParsePercent, IsExactToTwoDecimals) {
  const std::pair<const char*, std::uint32_t> cases[] = {
      {"80", 8'000}, {"99.5", 9'950}, {"1", 100}, {"100", 10'000}, {"100.00", 10'000}, {"08", 800}};
  for (const auto& [text, expected] : cases) {
    ASSERT_TRUE(ParsePercent(text)) << text;
    EXPECT_EQ(ParsePercent(text)->hundredths, expected) << text;
  }
}

TEST(ParsePercent, RejectsOtherTexts) {
  for (const char* text : {"", "0", "0.00", "100.01", "101", "-1", "+80", "80%", " 80", "80.", ".",
                           "8e1", "0.001", "1000", "99999999999", "nan", "8.-1"}) {
    ASSERT_FALSE(ParsePercent(text)) << text;
  }
  EXPECT_EQ(ParsePercent("lots").error().message,
            "use a percentage from 1 to 100, such as 80 or 99.5");
}

TEST(ParsePercent, SuggestsAHundredfoldForARatio) {
  EXPECT_EQ(ParsePercent(".95").error().message,
            "use a percentage from 1 to 100; did you mean 95?");
  EXPECT_EQ(ParsePercent("0.8").error().message,
            "use a percentage from 1 to 100; did you mean 80?");
  EXPECT_EQ(ParsePercent("0.05").error().message,
            "use a percentage from 1 to 100; did you mean 5?");
}

}  // namespace
}  // namespace exporter::config
