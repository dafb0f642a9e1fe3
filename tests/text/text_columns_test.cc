#include "exporter/text/text_columns.h"

#include <gtest/gtest.h>

namespace exporter::text {
namespace {

TEST(CountColumns, CountsCharactersAndNotBytes) {
  EXPECT_EQ(CountColumns(""), 0U);
  EXPECT_EQ(CountColumns("prod-a"), 6U);
  EXPECT_EQ(CountColumns("z\u00fcrich"), 6U);
  EXPECT_EQ(CountColumns("\u6771\u4eac"), 4U);
  EXPECT_EQ(CountColumns("\U0001f600"), 2U);
}

TEST(FitColumns, KeepsBothEndsOfALongText) {
  EXPECT_EQ(FitColumns("prod-a", 6), "prod-a");
  EXPECT_EQ(FitColumns("prod-eu-west-1", 9), "prod\u2026st-1");
  EXPECT_EQ(FitColumns("prod-eu-west-1", 8), "prod\u2026t-1");
  EXPECT_EQ(FitColumns("prod-eu-west-1", 1), "\u2026");
  EXPECT_EQ(FitColumns("prod-eu-west-1", 0), "");
}

TEST(FitColumns, NeverCutsACharacter) {
  const std::string wide = "\u6771\u4eac\u6771\u4eac";
  EXPECT_EQ(FitColumns(wide, 6), "\u6771\u2026\u4eac");
  for (std::size_t columns = 0; columns < 9; ++columns) {
    EXPECT_LE(CountColumns(FitColumns(wide, columns)), columns);
    EXPECT_LE(CountColumns(FitColumns("a\u0301\u0302" + wide, columns)), columns);
  }
}

}  // namespace
}  // namespace exporter::text
