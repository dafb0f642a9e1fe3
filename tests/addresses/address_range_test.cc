#include "exporter/addresses/address_range.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace exporter::addresses {
namespace {

constexpr AddressRange Whole(Family family) { return {LowestOf(family), HighestOf(family)}; }

static_assert(Whole(Family::kIpv6).Size() == AddressCount::FromWords(1, 0, 0));
static_assert(Whole(Family::kIpv4).Size() == AddressCount(std::uint64_t{1} << 32));
static_assert(AddressRange{IpAddress::Ipv6(0, UINT64_MAX), IpAddress::Ipv6(1, 0)}.Size() ==
              AddressCount(2));
static_assert(AddressRange{IpAddress::Ipv6(1, 5), IpAddress::Ipv6(2, 4)}.Size() ==
              AddressCount::FromWords(0, 1, 0));

std::string Read(const std::string& text) {
  const auto range = ParseRange(text);
  return range ? range->ToString() : "error";
}

TEST(ParseRange, AcceptsWhatMetallbAccepts) {
  const std::pair<const char*, const char*> cases[] = {
      {"192.168.1.10-192.168.1.49", "192.168.1.10-192.168.1.49"},
      {"192.168.1.10 - 192.168.1.49", "192.168.1.10-192.168.1.49"},
      {" 192.168.1.10-192.168.1.49\t", "192.168.1.10-192.168.1.49"},
      {"\n192.168.1.10\r\n-\v192.168.1.49\f", "192.168.1.10-192.168.1.49"},
      {"\xc2\xa0"
       "10.0.0.1\xe3\x80\x80-\xe2\x80\x87"
       "10.0.0.2\xc2\x85",
       "10.0.0.1-10.0.0.2"},
      {"10.0.0.1-10.0.0.1", "10.0.0.1"},
      {"0.0.0.0-255.255.255.255", "0.0.0.0-255.255.255.255"},
      {"2001:db8::1-2001:db8::ff", "2001:db8::1-2001:db8::ff"},
      {"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"::ffff:10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.9"},
      {"10.0.0.1-::ffff:10.0.0.9", "10.0.0.1-10.0.0.9"},
      {"192.168.1.0/26", "192.168.1.0-192.168.1.63"},
      {"10.20.30.40/24", "10.20.30.0-10.20.30.255"},
      {"10.20.30.40/024", "10.20.30.0-10.20.30.255"},
      {"10.20.30.40/0000000000000000032", "10.20.30.40"},
      {"10.0.0.0/31", "10.0.0.0-10.0.0.1"},
      {"10.0.0.1/32", "10.0.0.1"},
      {"10.0.0.1/0", "0.0.0.0-255.255.255.255"},
      {"10.128.0.0/1", "0.0.0.0-127.255.255.255"},
      {"::/0", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"2001:db8::5/128", "2001:db8::5"},
      {"2001:db8::5/127", "2001:db8::4-2001:db8::5"},
      {"2001:db8::5/65", "2001:db8::-2001:db8::7fff:ffff:ffff:ffff"},
      {"2001:db8::5/64", "2001:db8::-2001:db8::ffff:ffff:ffff:ffff"},
      {"2001:db8::5/63", "2001:db8::-2001:db8:0:1:ffff:ffff:ffff:ffff"},
      {"::ffff:10.0.0.77/120", "10.0.0.0-10.0.0.255"},
      {"::ffff:10.0.0.77/128", "10.0.0.77"},
      {"::ffff:10.0.0.77/96", "0.0.0.0-255.255.255.255"},
      {"::ffff:10.0.0.77/95", "::fffe:0:0-::ffff:ffff:ffff"},
      {"::ffff:0:0/0", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(Read(text), expected) << text;
}

TEST(ParseRange, ReportsWhyMetallbRejectsAnEntry) {
  const std::pair<const char*, RangeFault> cases[] = {
      {"", RangeFault::kEmpty},
      {"  \t", RangeFault::kEmpty},
      {"10.0.0.1", RangeFault::kBareAddress},
      {"2001:db8::1", RangeFault::kBareAddress},
      {"10.0.0.0/24 ", RangeFault::kSurroundingSpace},
      {" 10.0.0.0/24", RangeFault::kSurroundingSpace},
      {"10.0.0.0 /24", RangeFault::kBadAddress},
      {"10.0.0.0/ 24", RangeFault::kBadPrefixLength},
      {"10.0.0.0/", RangeFault::kBadPrefixLength},
      {"10.0.0.0/33", RangeFault::kBadPrefixLength},
      {"10.0.0.0/+8", RangeFault::kBadPrefixLength},
      {"10.0.0.0/0x8", RangeFault::kBadPrefixLength},
      {"10.0.0.0/8.", RangeFault::kBadPrefixLength},
      {"10.0.0.0/24/24", RangeFault::kBadPrefixLength},
      {"10.0.0.0/99999999999999999999", RangeFault::kBadPrefixLength},
      {"10.0.0.0/255.255.255.0", RangeFault::kBadPrefixLength},
      {"2001:db8::/129", RangeFault::kBadPrefixLength},
      {"::ffff:10.0.0.0/129", RangeFault::kBadPrefixLength},
      {"10.0.0.00/24", RangeFault::kBadAddress},
      {"010.0.0.0/24", RangeFault::kBadAddress},
      {"10.0.0/24", RangeFault::kBadAddress},
      {"/24", RangeFault::kBadAddress},
      {"fe80::1%eth0/64", RangeFault::kBadAddress},
      {"10.0.0.1,10.0.0.2", RangeFault::kBadAddress},
      {"pool", RangeFault::kBadAddress},
      {"10.0.0.1-5", RangeFault::kBadAddress},
      {"10.0.0.1-", RangeFault::kMissingEnd},
      {"-10.0.0.1", RangeFault::kMissingStart},
      {"-", RangeFault::kMissingEnd},
      {"10.0.0.1-10.0.0.5-10.0.0.9", RangeFault::kBadAddress},
      {"10.0.0.1-10.0.0.0/24", RangeFault::kBadAddress},
      {"10.0.0.0/24-10.0.1.0/24", RangeFault::kBadAddress},
      {"10.0.0.01-10.0.0.5", RangeFault::kBadAddress},
      {"fe80::1%a-fe80::2%a", RangeFault::kBadAddress},
      {"10.0.0.1\xe2\x80\x8b-10.0.0.5", RangeFault::kBadAddress},  // zero width: not white space
      {"10.0.0.2-10.0.0.1", RangeFault::kStartAfterEnd},
      {"2001:db8::2-2001:db8::1", RangeFault::kStartAfterEnd},
      {"2001:db8::1-10.0.0.1", RangeFault::kStartAfterEnd},  // in 16 bytes
      {"10.0.0.1-2001:db8::1", RangeFault::kMixedFamilies},
      {"::1-10.0.0.1", RangeFault::kMixedFamilies},
      {"10.0.0.1-::1", RangeFault::kStartAfterEnd},
  };
  for (const auto& [text, fault] : cases) {
    const auto range = ParseRange(text);
    ASSERT_FALSE(range) << text;
    EXPECT_EQ(range.error().fault, fault) << text;
  }
}

TEST(Describe, NamesTheInvalidPartOfAnEntry) {
  const std::pair<const char*, const char*> cases[] = {
      {"10.0.0.1-10.0.0.300", "\"10.0.0.300\" is not an IP address (octet > 255)"},
      {"10.0.0.1000/24", "\"10.0.0.1000\" is not an IP address (octet > 255)"},
      {"10.0.0.01/24", "\"10.0.0.01\" is not an IP address (leading zero in an octet)"},
      {"10.0.0.1-5", "\"5\" is not an IP address (write all four octets)"},
      {"10.0.0.1-10.0.0.0/24",
       "\"10.0.0.0/24\" is not an IP address (a range has no prefix length)"},
      {"10.0.0.1,10.0.0.2",
       "\"10.0.0.1,10.0.0.2\" is not an IP address (write one entry for each range)"},
      {"fe80::1%a/64", "\"fe80::1%a\" is not an IP address (zones are not allowed)"},
      {"pool", "\"pool\" is not an IP address"},
      {"10..0.1/8", "\"10..0.1\" is not an IP address"},
      {"10.0.0.1-", "the end of the range is missing; write two addresses"},
      {"-10.0.0.1", "the start of the range is missing; write two addresses"},
      {"10.0.0.1-10.0.0.5 10.0.0.7-10.0.0.9",
       "\"10.0.0.5 10.0.0.7-10.0.0.9\" is not an IP address (write one entry for each range)"},
      {"10.0.0.0/24,10.0.1.0/24",
       "prefix length \"24,10.0.1.0/24\" must be a number up to 32, or 128 for IPv6 (write one "
       "entry "
       "for each range)"},
      {"10.0.0.1-2001:db8::1",
       "the ends of the range are of different families; write a range for each family"},
      {"2001:db8::1", "\"2001:db8::1\" has no prefix length; write 2001:db8::1/128"},
      {"10.0.0.0/33", "prefix length \"33\" must be a number up to 32, or 128 for IPv6"},
  };
  for (const auto& [text, sentence] : cases) {
    EXPECT_EQ(Describe(ParseRange(text).error()), sentence) << text;
  }
  EXPECT_EQ(Describe(ParseRange(std::string(46, '1') + "/8").error()),
            "an address is missing or too long");
}

TEST(ParseRange, EveryPrefixLengthHasItsPowerOfTwo) {
  for (int length = 0; length <= 32; ++length) {
    const auto range = ParseRange("203.0.113.77/" + std::to_string(length));
    EXPECT_EQ(range->Size(), AddressCount(std::uint64_t{1} << (32 - length))) << length;
    EXPECT_TRUE(range->Contains(IpAddress::Parse("203.0.113.77").value())) << length;
  }
  AddressCount expected(1);
  for (int length = 128; length >= 0; --length) {
    const auto range = ParseRange("2001:db8:1:2:8000:5:6:7/" + std::to_string(length));
    EXPECT_EQ(range->Size(), expected) << length;
    EXPECT_TRUE(range->Contains(IpAddress::Parse("2001:db8:1:2:8000:5:6:7").value())) << length;
    expected += expected;
  }
}

TEST(Intersection, ContainsTheAddressesOfBothRanges) {
  const AddressRange ten_to_twenty = {IpAddress::Ipv4(10), IpAddress::Ipv4(20)};
  struct Case {
    std::uint32_t first;
    std::uint32_t last;
    std::string shared;
  };
  for (const Case& each :
       {Case{0, 9, ""}, Case{0, 10, "0.0.0.10"}, Case{12, 13, "0.0.0.12-0.0.0.13"},
        Case{20, 30, "0.0.0.20"}, Case{21, 30, ""}, Case{0, 99, "0.0.0.10-0.0.0.20"}}) {
    const AddressRange other = {IpAddress::Ipv4(each.first), IpAddress::Ipv4(each.last)};
    for (const auto& shared :
         {Intersection(ten_to_twenty, other), Intersection(other, ten_to_twenty)}) {
      EXPECT_EQ(shared ? shared->ToString() : "", each.shared);
    }
  }
  EXPECT_FALSE(Intersection(Whole(Family::kIpv4), Whole(Family::kIpv6)));
}

// As LargestBlockBits, by trying each block.
int BruteForceBlockBits(std::uint32_t first, std::uint32_t last) {
  int largest = 0;
  for (int bits = 1; bits <= 6; ++bits) {
    const std::uint32_t size = std::uint32_t{1} << bits;
    for (std::uint32_t start = 0; start + size - 1 <= last; start += size) {
      if (start >= first) largest = bits;
    }
  }
  return largest;
}

TEST(LargestBlockBits, OfAllSmallRanges) {
  constexpr std::uint32_t kEnd = 64;
  for (std::uint32_t first = 0; first < kEnd; ++first) {
    for (std::uint32_t last = first; last < kEnd; ++last) {
      EXPECT_EQ(LargestBlockBits({IpAddress::Ipv4(first), IpAddress::Ipv4(last)}),
                BruteForceBlockBits(first, last))
          << first << '-' << last;
    }
  }
}

TEST(LargestBlockBits, AtTheEndsOfAFamily) {
  constexpr auto kLast4 = HighestOf(Family::kIpv4);
  constexpr auto kLast6 = HighestOf(Family::kIpv6);
  EXPECT_EQ(LargestBlockBits({LowestOf(Family::kIpv4), kLast4}), 32);
  EXPECT_EQ(LargestBlockBits({Successor(LowestOf(Family::kIpv4)), kLast4}), 31);
  EXPECT_EQ(LargestBlockBits({kLast4, kLast4}), 0);
  EXPECT_EQ(LargestBlockBits({Predecessor(kLast4), kLast4}), 1);
  EXPECT_EQ(LargestBlockBits({LowestOf(Family::kIpv6), kLast6}), 128);
  EXPECT_EQ(LargestBlockBits({Successor(LowestOf(Family::kIpv6)), kLast6}), 127);
  EXPECT_EQ(LargestBlockBits({Predecessor(kLast6), kLast6}), 1);
}

}  // namespace
}  // namespace exporter::addresses
