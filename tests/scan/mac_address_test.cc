#include "exporter/scan/mac_address.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::scan {
namespace {

std::string RouterOf(const std::string& mac) {
  return VirtualRouterName(MacAddress::Parse(mac).value());
}

TEST(MacAddress, ParsesBothSeparatorsAndPrintsColons) {
  for (const char* const text :
       {"02:42:ac:11:00:0f", "02-42-AC-11-00-0F", "02:42:AC:11:00:0f", "02-42-ac-11-00-0f"}) {
    const auto mac = MacAddress::Parse(text);
    ASSERT_TRUE(mac) << text;
    EXPECT_EQ(mac->ToString(), "02:42:ac:11:00:0f") << text;
  }
}

TEST(MacAddress, RejectsOtherText) {
  for (const char* const text :
       {"", ":", "02:42:ac:11:00", "02:42:ac:11:00:0", "02:42:ac:11:00:0f:01", "02:42:ac:11:00:0f ",
        " 2:42:ac:11:00:0f", "02:42-ac:11:00:0f", "02:42:ac:11:00-0f", "02.42.ac.11.00.0f",
        "02:42:ac:11:00:0g", "g2:42:ac:11:00:0f", "-2:42:ac:11:00:0f", "+2:42:ac:11:00:0f",
        "0x:42:ac:11:00:0f", "0242.ac11.000f.00", "0242ac11000f"}) {
    EXPECT_FALSE(MacAddress::Parse(text)) << text;
  }
}

TEST(MacAddress, OfAHostIsNeitherMulticastNorZero) {
  EXPECT_TRUE(MacAddress::Parse("00:00:00:00:00:01")->IsHost());
  EXPECT_TRUE(MacAddress::Parse("02:00:00:00:00:00")->IsHost());
  EXPECT_TRUE(MacAddress::Parse("fe:ff:ff:ff:ff:ff")->IsHost());
  EXPECT_FALSE(MacAddress::Parse("00:00:00:00:00:00")->IsHost());
  EXPECT_FALSE(MacAddress::Parse("01:00:5e:00:00:01")->IsHost());
  EXPECT_FALSE(MacAddress::Parse("33:33:00:00:00:01")->IsHost());
  EXPECT_FALSE(MacAddress::Parse("ff:ff:ff:ff:ff:ff")->IsHost());
}

TEST(VirtualRouterName, IsTheGroupOfVrrp) {
  EXPECT_EQ(RouterOf("00:00:5e:00:01:01"), "VRRP group 1");
  EXPECT_EQ(RouterOf("00:00:5e:00:01:ff"), "VRRP group 255");
  EXPECT_EQ(RouterOf("00:00:5e:00:02:0c"), "VRRP group 12") << "IPv6";
  EXPECT_EQ(RouterOf("00:00:5e:00:00:0c"), "");
  EXPECT_EQ(RouterOf("00:00:5e:00:03:0c"), "");
  EXPECT_EQ(RouterOf("00:00:5e:01:01:0c"), "");
  EXPECT_EQ(RouterOf("02:00:5e:00:01:0c"), "");
}

TEST(VirtualRouterName, IsTheGroupOfHsrp) {
  EXPECT_EQ(RouterOf("00:00:0c:07:ac:00"), "HSRP group 0");
  EXPECT_EQ(RouterOf("00:00:0c:07:ac:ff"), "HSRP group 255");
  EXPECT_EQ(RouterOf("00:00:0c:07:ab:01"), "");
  EXPECT_EQ(RouterOf("00:00:0c:07:ad:01"), "");
  EXPECT_EQ(RouterOf("00:00:0c:9f:f0:00"), "HSRP group 0") << "version 2";
  EXPECT_EQ(RouterOf("00:00:0c:9f:ff:ff"), "HSRP group 4095");
  EXPECT_EQ(RouterOf("00:00:0c:9f:ef:ff"), "");
  EXPECT_EQ(RouterOf("00:00:0c:a0:f0:01"), "");
  EXPECT_EQ(RouterOf("00:05:73:a0:00:01"), "HSRP group 1") << "version 2, IPv6";
  EXPECT_EQ(RouterOf("00:05:73:a0:0f:ff"), "HSRP group 4095");
  EXPECT_EQ(RouterOf("00:05:73:a0:10:00"), "");
  EXPECT_EQ(RouterOf("00:05:73:a1:00:01"), "");
}

}  // namespace
}  // namespace exporter::scan
