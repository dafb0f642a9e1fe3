#include "exporter/addresses/ip_address.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace exporter::addresses {
namespace {

static_assert(IpAddress::Ipv4(UINT32_MAX) < IpAddress::Ipv6(0, 0));
static_assert(IpAddress::Ipv6(0, UINT64_MAX) < IpAddress::Ipv6(1, 0));
static_assert(Successor(IpAddress::Ipv6(0, UINT64_MAX)) == IpAddress::Ipv6(1, 0));
static_assert(Predecessor(IpAddress::Ipv6(1, 0)) == IpAddress::Ipv6(0, UINT64_MAX));
static_assert(Successor(IpAddress::Ipv4(0x0a0000ff)) == IpAddress::Ipv4(0x0a000100));
static_assert(Name(Family::kIpv4) == "ipv4" && Name(Family::kIpv6) == "ipv6");

TEST(IpAddress, ReadsEveryNotationAndWritesOne) {
  const std::pair<const char*, const char*> cases[] = {
      {"0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255"},
      {"192.168.1.10", "192.168.1.10"},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:DB8::1", "2001:db8::1"},
      {"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  // a single zero group is unchanged
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},           // the longest run
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},     // the first of two equal runs
      {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
      {"0:0:3:4:5:6:7:8", "::3:4:5:6:7:8"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
      {"::1.2.3.4", "::102:304"},  // not mapped: an IPv6 address
      {"::ffff:1.2.3.4", "1.2.3.4"},
      {"::FFFF:0102:0304", "1.2.3.4"},
      {"0:0:0:0:0:ffff:1.2.3.4", "1.2.3.4"},
      {"::fffe:ffff:ffff", "::fffe:ffff:ffff"},
      {"::1:0:0:0", "::1:0:0:0"},
  };
  for (const auto& [text, written] : cases) {
    const auto address = IpAddress::Parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->ToString(), written) << text;
  }
}

TEST(IpAddress, RejectsWhatGoRejects) {
  for (const std::string_view text : {
           std::string_view(""),
           std::string_view(" "),
           std::string_view("1.2.3"),
           std::string_view("1.2.3.4.5"),
           std::string_view("1.2.3.256"),
           std::string_view("01.2.3.4"),
           std::string_view("1.2.3.04"),
           std::string_view("1.2.3.4 "),
           std::string_view(" 1.2.3.4"),
           std::string_view("1.2.3.-4"),
           std::string_view("1..3.4"),
           std::string_view("1.2.3."),
           std::string_view("0x1.2.3.4"),
           std::string_view("16909060"),
           std::string_view(":"),
           std::string_view(":::"),
           std::string_view("1::2::3"),
           std::string_view("12345::"),
           std::string_view("g::"),
           std::string_view("1:2:3:4:5:6:7"),
           std::string_view("1:2:3:4:5:6:7:8:9"),
           std::string_view("1:2:3:4::5:6:7:8"),
           std::string_view(":1:2:3:4:5:6:7"),
           std::string_view("1:2:3:4:5:6:7:"),
           std::string_view("fe80::1%eth0"),
           std::string_view("[::1]"),
           std::string_view("::ffff:1.2.3.256"),
           std::string_view("::ffff:01.2.3.4"),
           std::string_view("::1.2.3"),
           std::string_view("1.2.3.4::"),
           std::string_view("1.2.3.4\0", 8),
           std::string_view("::1\0x", 5),
           std::string_view("1.2.3.4/32"),
           std::string_view("localhost"),
           std::string_view("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555"),
       }) {
    EXPECT_FALSE(IpAddress::Parse(text)) << text;
  }
}

}  // namespace
}  // namespace exporter::addresses
