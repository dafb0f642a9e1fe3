#include "exporter/addresses/buggy_addresses.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

namespace exporter::addresses {
namespace {

AddressRange Range(const std::string& text) { return ParseRange(text).value(); }

TEST(IsBuggy, IsTrueForTheLastOctets0And255OfIpv4) {
  for (const char* text : {"10.0.0.0", "10.0.0.255", "0.0.0.0", "255.255.255.255"}) {
    EXPECT_TRUE(IsBuggy(*IpAddress::Parse(text))) << text;
  }
  for (const char* text : {"10.0.0.1", "10.0.0.254", "10.255.0.1", "::", "2001:db8::ff"}) {
    EXPECT_FALSE(IsBuggy(*IpAddress::Parse(text))) << text;
  }
}

TEST(CountBuggy, CountsTheLastOctets0And255) {
  const std::pair<const char*, std::uint64_t> cases[] = {
      {"10.0.0.0/24", 2},         {"10.0.0.1-10.0.0.254", 0}, {"10.0.0.0/32", 1},
      {"10.0.0.255/32", 1},       {"10.0.0.1/32", 0},         {"10.0.0.254-10.0.1.1", 2},
      {"10.0.0.255-10.0.1.0", 2}, {"10.0.0.0/16", 512},       {"0.0.0.0/0", 33'554'432},
      {"255.255.255.255/32", 1},  {"0.0.0.0/32", 1},          {"2001:db8::/120", 0},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(CountBuggy(Range(text)), AddressCount(expected)) << text;
  }
}

// All ranges of up to 600 addresses, at both ends of the address space and between.
TEST(CountBuggy, CountsWhatIsBuggyFindsOneByOne) {
  constexpr std::uint32_t kSpan = 600;
  for (const std::uint32_t base : {0U, 0x0a00fe80U, UINT32_MAX - kSpan}) {
    for (std::uint32_t first = base; first < base + kSpan; ++first) {
      std::uint64_t expected = 0;
      for (std::uint32_t last = first; last <= base + kSpan; ++last) {
        if (IsBuggy(IpAddress::Ipv4(last))) ++expected;
        ASSERT_EQ(CountBuggy({IpAddress::Ipv4(first), IpAddress::Ipv4(last)}),
                  AddressCount(expected));
        if (last == UINT32_MAX) break;
      }
    }
  }
}

TEST(CountBuggy, CountsTheRangesOfASetByFamily) {
  const AddressRange ranges[] = {Range("10.0.0.0/24"), Range("10.0.9.0/24"), Range("10.0.3.0/32"),
                                 Range("2001:db8::/64")};
  const AddressSet set = AddressSet::FromRanges({std::begin(ranges), std::end(ranges)});
  EXPECT_EQ(CountBuggy(set, Family::kIpv4), AddressCount(5));
  EXPECT_EQ(CountBuggy(set, Family::kIpv6), AddressCount());
}

}  // namespace
}  // namespace exporter::addresses
