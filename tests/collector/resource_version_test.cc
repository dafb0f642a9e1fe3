#include "exporter/collector/resource_version.h"

#include <gtest/gtest.h>

namespace exporter::collector {
namespace {

TEST(ResourceVersion, ComparesNumbersOfAnyLength) {
  EXPECT_TRUE(HasReached("7", "7"));
  EXPECT_TRUE(HasReached("10", "9"));
  EXPECT_FALSE(HasReached("9", "10"));
  EXPECT_FALSE(HasReached("19", "20"));
  EXPECT_TRUE(HasReached("100000000000000000000001", "100000000000000000000000"));
}

TEST(ResourceVersion, WhatIsNotANumberHasNoOrder) {
  for (const char* text : {"", "0", "01", "-1", "1.5", "a", " 1", "1 "}) {
    EXPECT_FALSE(HasReached(text, "1")) << text;
    EXPECT_FALSE(HasReached("1", text)) << text;
  }
}

}  // namespace
}  // namespace exporter::collector
