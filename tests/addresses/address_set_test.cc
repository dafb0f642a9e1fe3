// Compares AddressSet with a simple model: a std::set of single addresses.

#include "exporter/addresses/address_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace exporter::addresses {
namespace {

using Naive = std::set<IpAddress>;

AddressRange Range(const std::string& text) { return ParseRange(text).value(); }

AddressSet Set(const std::vector<std::string>& texts) {
  std::vector<AddressRange> ranges;
  for (const std::string& text : texts) ranges.push_back(Range(text));
  return AddressSet::FromRanges(ranges);
}

std::vector<std::string> Texts(const AddressSet& set) {
  std::vector<std::string> texts;
  for (const AddressRange& range : set.ranges()) texts.push_back(range.ToString());
  return texts;
}

TEST(AddressSet, JoinsOverlappingAndAdjacentRanges) {
  EXPECT_EQ(
      Texts(Set({"10.0.0.4-10.0.0.9", "10.0.0.0-10.0.0.3", "10.0.0.11/32", "10.0.0.8-10.0.0.9"})),
      (std::vector<std::string>{"10.0.0.0-10.0.0.9", "10.0.0.11"}));
  EXPECT_EQ(Texts(Set({"10.0.0.0/8", "10.1.0.0/16", "::1/128"})),
            (std::vector<std::string>{"10.0.0.0-10.255.255.255", "::1"}));
}

TEST(AddressSet, DoesNotJoinIpv4AndIpv6) {
  const AddressSet set = Set({"255.255.255.255/32", "::/128", "0.0.0.0/32",
                              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"});
  EXPECT_EQ(set.ranges().size(), 4U);
  EXPECT_EQ(set.Size(), AddressCount(4));
}

TEST(AddressSet, HasAnExactSizeUpToBothAddressSpaces) {
  const AddressSet all = Set({"::/0", "0.0.0.0/0", "::/1", "10.0.0.0/8"});
  EXPECT_EQ(all.Size(Family::kIpv4), AddressCount(std::uint64_t{1} << 32));
  EXPECT_EQ(all.Size(Family::kIpv6), AddressCount::FromWords(1, 0, 0));
  EXPECT_EQ(all.Size(), AddressCount::FromWords(1, 0, std::uint64_t{1} << 32));
  EXPECT_EQ(AddressSet().Size(), AddressCount());
  EXPECT_TRUE(AddressSet().empty());
}

TEST(AddressSet, ContainsItsFirstAndLastAddress) {
  const AddressSet set = Set({"10.0.0.10-10.0.0.20", "2001:db8::/64"});
  for (const char* inside :
       {"10.0.0.10", "10.0.0.20", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"}) {
    EXPECT_TRUE(set.Contains(IpAddress::Parse(inside).value())) << inside;
  }
  for (const char* outside : {"10.0.0.9", "10.0.0.21", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
                              "2001:db8:0:1::", "0.0.0.0", "::a00:a"}) {
    EXPECT_FALSE(set.Contains(IpAddress::Parse(outside).value())) << outside;
  }
}

TEST(FindOverlappingEntries, FindsEntriesThatOverlapAnEarlierEntry) {
  const auto count = [](const std::vector<std::string>& texts) {
    std::vector<AddressRange> ranges;
    for (const std::string& text : texts) ranges.push_back(Range(text));
    return FindOverlappingEntries(ranges).size();
  };
  EXPECT_EQ(count({}), 0U);
  EXPECT_EQ(count({"10.0.0.0/24"}), 0U);
  EXPECT_EQ(count({"10.0.0.0/24", "10.0.1.0/24"}), 0U) << "side by side";
  EXPECT_EQ(count({"10.0.0.0/24", "10.0.0.0/24", "10.0.0.0/24"}), 2U);
  EXPECT_EQ(count({"10.0.0.0/24", "10.0.0.255-10.0.1.0", "10.0.1.0/32"}), 2U);
  EXPECT_EQ(count({"10.0.0.1/32", "10.0.0.9/32", "10.0.0.0/24"}), 1U) << "one entry over two";
  EXPECT_EQ(count({"0.0.0.0/0", "::/0"}), 0U);
}

// Small ranges at both ends of an address space and at the border of a word.
class SmallRanges : public testing::TestWithParam<IpAddress> {
 protected:
  static constexpr std::uint32_t kSpan = 600;  // more than two blocks of 256

  AddressRange Next() {
    const std::uint32_t first = Number(kSpan);
    return Shifted(first, first + Number(std::min(kSpan - first, 40U)));
  }

  std::vector<AddressRange> NextRanges() {
    std::vector<AddressRange> ranges(Number(12));
    for (AddressRange& range : ranges) range = Next();
    return ranges;
  }

  static Naive Enumerate(const std::vector<AddressRange>& ranges) {
    Naive addresses;
    for (const AddressRange& range : ranges) {
      for (IpAddress address = range.first;; address = Successor(address)) {
        addresses.insert(address);
        if (address == range.last) break;
      }
    }
    return addresses;
  }

  static Naive Enumerate(const AddressSet& set) {
    return Enumerate(std::vector<AddressRange>(set.ranges().begin(), set.ranges().end()));
  }

 private:
  std::uint32_t Number(std::uint32_t below) {
    return std::uniform_int_distribution<std::uint32_t>(0, below - 1)(random_);
  }

  static AddressRange Shifted(std::uint32_t first, std::uint32_t last) {
    const auto at = [](std::uint32_t offset) {
      const IpAddress& base = GetParam();
      const std::uint64_t lo = base.lo + offset;
      return IpAddress{base.family, lo < base.lo ? base.hi + 1 : base.hi, lo};
    };
    return {at(first), at(last)};
  }

  std::mt19937 random_{20240601};
};

TEST_P(SmallRanges, AgreeWithSetsOfSingleAddresses) {
  for (int round = 0; round < 300; ++round) {
    const auto ranges = NextRanges();
    const auto others = NextRanges();
    const AddressSet set = AddressSet::FromRanges(ranges);
    const AddressSet other = AddressSet::FromRanges(others);
    const Naive naive = Enumerate(ranges);
    const Naive naive_other = Enumerate(others);

    ASSERT_EQ(Enumerate(set), naive);
    ASSERT_EQ(set.Size(), AddressCount(naive.size()));
    for (std::size_t i = 1; i < set.ranges().size(); ++i) {
      ASSERT_GT(set.ranges()[i].first, Successor(set.ranges()[i - 1].last));
    }

    Naive common;
    std::set_intersection(naive.begin(), naive.end(), naive_other.begin(), naive_other.end(),
                          std::inserter(common, common.end()));
    ASSERT_EQ(Enumerate(Intersection(set, other)), common);
    Naive difference;
    std::set_difference(naive.begin(), naive.end(), naive_other.begin(), naive_other.end(),
                        std::inserter(difference, difference.end()));
    ASSERT_EQ(Enumerate(Difference(set, other)), difference);

    for (const AddressRange& range : others) {
      const bool overlaps = std::any_of(ranges.begin(), ranges.end(), [&](const AddressRange& own) {
        return own.Overlaps(range);
      });
      ASSERT_EQ(set.Overlaps(range), overlaps) << range.ToString();
      ASSERT_EQ(set.Contains(range.first), naive.count(range.first) == 1);
    }
  }
}

TEST_P(SmallRanges, FindTheSameOverlappingEntriesAsAComparisonOfAllPairs) {
  for (int round = 0; round < 300; ++round) {
    const auto entries = NextRanges();
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      bool overlaps = false;
      for (std::size_t j = 0; j < i; ++j) overlaps = overlaps || entries[j].Overlaps(entries[i]);
      if (overlaps) expected.push_back(i);
    }
    ASSERT_EQ(FindOverlappingEntries(entries), expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Everywhere, SmallRanges,
                         testing::Values(IpAddress::Ipv4(0), IpAddress::Ipv4(0x0a00fe80),
                                         IpAddress::Ipv4(UINT32_MAX - 640), IpAddress::Ipv6(0, 0),
                                         IpAddress::Ipv6(0x20010db8, UINT64_MAX - 300),
                                         IpAddress::Ipv6(UINT64_MAX, UINT64_MAX - 640)),
                         [](const auto& place) { return "At" + std::to_string(place.index); });

}  // namespace
}  // namespace exporter::addresses
