#include "exporter/app/descriptors.h"

#include <gtest/gtest.h>

namespace exporter::app {
namespace {

TEST(Descriptors, TheSharesOfThePortAndThePollersFitTheLimit) {
  for (const std::size_t limit :
       {0U, 1U, 24U, 25U, 64U, 256U, 1'024U, 1'599U, 1'600U, 1'048'576U}) {
    const DescriptorShares shares = DivideDescriptors(limit);
    EXPECT_GE(shares.port, 1U) << limit;
    EXPECT_LE(shares.port, 400U) << limit;
    EXPECT_GE(shares.pollers, 1U) << limit;
    if (limit >= 64) {
      EXPECT_EQ(shares.port + shares.pollers + 24, limit);
    }
  }
  EXPECT_EQ(DivideDescriptors(64).port, 16U);
  EXPECT_EQ(DivideDescriptors(1'024).port, 256U);
  EXPECT_EQ(DivideDescriptors(1'048'576).port, 400U);
}

TEST(Descriptors, TheNeededLimitIsTheLowestThatSuffices) {
  for (std::size_t clusters = 1; clusters < 2'000; ++clusters) {
    for (const std::size_t each : {4U, 9U}) {
      const std::size_t needed = LimitFor(each * clusters);
      EXPECT_GE(DivideDescriptors(needed).pollers, each * clusters) << clusters;
      EXPECT_LT(DivideDescriptors(needed - 1).pollers, each * clusters) << clusters;
    }
  }
  EXPECT_EQ(LimitFor(4 * 1'500), 6'424U);
  EXPECT_EQ(LimitFor(9 * 100), 1'231U);
}

}  // namespace
}  // namespace exporter::app
