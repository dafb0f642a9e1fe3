#include "exporter/config/duration.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

namespace exporter::config {
namespace {

using std::chrono::milliseconds;

TEST(ParseDuration, ReadsDurationsOfPrometheus) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"1ms", 1},
      {"500ms", 500},
      {"30s", 30'000},
      {"5m", 300'000},
      {"1h30m", 5'400'000},
      {"1d", 86'400'000},
      {"1d1h1m1s1ms", 90'061'001},
      {"0h5m", 300'000},
      {"007s", 7'000},
      {"3650d", 315'360'000'000},
  };
  for (const auto& [text, expected] : cases) {
    const auto duration = ParseDuration(text);
    ASSERT_TRUE(duration) << text;
    EXPECT_EQ(duration->count(), expected) << text;
  }
}

TEST(ParseDuration, RejectsOtherTexts) {
  for (const char* text : {"",
                           "0",
                           "0s",
                           "30",
                           "s",
                           "-1s",
                           "+1s",
                           " 30s",
                           "30s ",
                           "1.5s",
                           "30 s",
                           "1m1h",
                           "1s1s",
                           "30sec",
                           "1w",
                           "1ms1s",
                           "3650d1ms",
                           "9223372036854775807d",
                           "99999999999999999999s",
                           "1h-1m",
                           "0x10s"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(FormatDuration, IsTheInverseOfParseDuration) {
  for (const std::int64_t count : {1, 999, 1'000, 1'001, 59'999, 60'000, 5'400'000, 86'400'000}) {
    const std::string text = FormatDuration(milliseconds(count));
    EXPECT_EQ(ParseDuration(text).value(), milliseconds(count)) << text;
  }
  EXPECT_EQ(FormatDuration(milliseconds(5'400'000)), "1h30m");
}

}  // namespace
}  // namespace exporter::config
