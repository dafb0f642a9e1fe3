#include "exporter/text/sha256.h"

#include <gtest/gtest.h>

namespace exporter::text {
namespace {

// Source: FIPS 180-2, appendix B.1.
TEST(Sha256, IsTheDigestOfTheStandardsExample) {
  const std::string digest = Sha256("abc");
  ASSERT_EQ(digest.size(), 32U);
  EXPECT_EQ(digest.substr(0, 4), "\xba\x78\x16\xbf");
  EXPECT_EQ(digest.substr(28), std::string("\xf2\x00\x15\xad", 4));
}

}  // namespace
}  // namespace exporter::text
