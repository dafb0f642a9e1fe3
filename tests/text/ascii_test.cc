#include "exporter/text/ascii.h"

#include <gtest/gtest.h>

namespace exporter::text {
namespace {

TEST(Ascii, TrimsWhiteSpaceAtBothEndsOnly) {
  EXPECT_EQ(Trim(" \t\r\n\v\fa b\n"), "a b");
  EXPECT_EQ(Trim("a"), "a");
  EXPECT_EQ(Trim(" \n"), "");
  EXPECT_EQ(Trim(""), "");
}

TEST(Ascii, LowersLettersAndNothingElse) { EXPECT_EQ(ToLower("AZaz@[\xc3\x84"), "azaz@[\xc3\x84"); }

}  // namespace
}  // namespace exporter::text
