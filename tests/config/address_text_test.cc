#include "exporter/config/address_text.h"

#include <gtest/gtest.h>

namespace exporter::config {
namespace {

TEST(ParseAddresses, ReadsARangeACidrOrOneAddress) {
  EXPECT_EQ(ParseAddresses("10.0.0.1")->ToString(), "10.0.0.1");
  EXPECT_EQ(ParseAddresses("2001:db8::1")->ToString(), "2001:db8::1");
  EXPECT_EQ(ParseAddresses("10.0.0.0/30")->ToString(), "10.0.0.0-10.0.0.3");
  EXPECT_EQ(ParseAddresses("10.0.0.1 - 10.0.0.9")->ToString(), "10.0.0.1-10.0.0.9");
  EXPECT_EQ(ParseAddresses("10.0.0.256").error().fault, addresses::RangeFault::kBadAddress);
  EXPECT_EQ(ParseAddresses("").error().fault, addresses::RangeFault::kEmpty);
}

}  // namespace
}  // namespace exporter::config
