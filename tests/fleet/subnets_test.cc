#include "exporter/fleet/subnets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using addresses::IpAddress;
using testing::ElementsAre;
using testing::IsEmpty;

// "10.0.0.0/24", with "=" in front if it is configured.
std::vector<std::string> SubnetsOf(const std::vector<std::string>& used,
                                   const std::vector<std::string>& configured = {}) {
  std::vector<std::string> texts;
  for (const Subnet& subnet : FindSubnets(tests::MakeRanges(configured), tests::MakeSet(used))) {
    const int length = BitsOf(subnet.range.family()) - LargestBlockBits(subnet.range);
    texts.push_back((subnet.configured ? "=" : "") + subnet.range.first.ToString() + "/" +
                    std::to_string(length));
  }
  return texts;
}

TEST(Subnets, AreTheSmallestPrefixesThatCoverPools) {
  EXPECT_THAT(SubnetsOf({}), IsEmpty());
  EXPECT_THAT(SubnetsOf({"10.0.0.7/32"}), ElementsAre("10.0.0.7/32"));
  EXPECT_THAT(SubnetsOf({"192.168.1.16/28"}), ElementsAre("192.168.1.16/28"));
  EXPECT_THAT(SubnetsOf({"192.168.1.10-192.168.1.49"}), ElementsAre("192.168.1.0/26"));
  EXPECT_THAT(SubnetsOf({"192.168.1.10-192.168.1.49", "192.168.1.250-192.168.1.251"}),
              ElementsAre("192.168.1.0/24"))
      << "of one /24 block";
  EXPECT_THAT(SubnetsOf({"0.0.0.0/0", "::/0"}), ElementsAre("0.0.0.0/0", "::/0"));
}

TEST(Subnets, JoinDenseNeighborsAndNeverDistantOnes) {
  EXPECT_THAT(SubnetsOf({"10.0.0.0/24", "192.168.1.0/24"}),
              ElementsAre("10.0.0.0/24", "192.168.1.0/24"));
  EXPECT_THAT(SubnetsOf({"10.0.0.0/24", "10.0.1.0/24"}), ElementsAre("10.0.0.0/23"));
  // Two of four blocks are half; two of eight are not.
  EXPECT_THAT(SubnetsOf({"10.0.0.5/32", "10.0.3.5/32"}), ElementsAre("10.0.0.0/22"));
  EXPECT_THAT(SubnetsOf({"10.0.0.5/32", "10.0.4.5/32"}), ElementsAre("10.0.0.5/32", "10.0.4.5/32"));
  EXPECT_THAT(SubnetsOf({"10.0.0.5/32", "10.0.0.7/32", "10.0.0.9/32", "10.0.4.5/32"}),
              ElementsAre("10.0.0.0/28", "10.0.4.5/32"))
      << "a block counts once";
  // A range may cross the border of two prefixes.
  EXPECT_THAT(SubnetsOf({"10.127.255.255-10.128.0.0"}),
              ElementsAre("10.127.255.255/32", "10.128.0.0/32"));
  EXPECT_THAT(SubnetsOf({"10.0.0.255-10.0.1.0"}), ElementsAre("10.0.0.0/23"));
}

TEST(Subnets, OfIpv6CountBlocksOf64Bits) {
  EXPECT_THAT(SubnetsOf({"2001:db8::/112", "2001:db8::1:0/112"}), ElementsAre("2001:db8::/111"));
  EXPECT_THAT(SubnetsOf({"2001:db8::1/128", "2001:db8::ffff:0:0:1/128"}),
              ElementsAre("2001:db8::/64"));
  EXPECT_THAT(SubnetsOf({"2001:db8::/64", "2001:db8:0:1::/64"}), ElementsAre("2001:db8::/63"));
  EXPECT_THAT(SubnetsOf({"2001:db8::/64", "2001:db9::/64"}),
              ElementsAre("2001:db8::/64", "2001:db9::/64"));
}

TEST(Subnets, OfTheConfigurationStayAndAllOtherAddressesAreCovered) {
  EXPECT_THAT(SubnetsOf({}, {"10.0.0.0/24"}), ElementsAre("=10.0.0.0/24"));
  EXPECT_THAT(SubnetsOf({"10.0.0.0/25"}, {"10.0.0.0/24"}), ElementsAre("=10.0.0.0/24"));
  EXPECT_THAT(SubnetsOf({"10.0.0.0/24", "10.0.2.0/24"}, {"10.0.1.0/24"}),
              ElementsAre("10.0.0.0/24", "=10.0.1.0/24", "10.0.2.0/24"))
      << "a joined prefix would contain the configured one";
  EXPECT_THAT(SubnetsOf({"10.0.0.0-10.0.0.200"}, {"10.0.0.224/27"}),
              ElementsAre("10.0.0.0/25", "10.0.0.128/26", "10.0.0.192/28", "=10.0.0.224/27"));
  EXPECT_THAT(SubnetsOf({"10.0.0.250-10.0.1.5"}, {"10.0.0.0/24"}),
              ElementsAre("=10.0.0.0/24", "10.0.1.0/29"));
}

TEST(Subnets, OfRandomRangesAreDisjointAndTheSmallestPrefixes) {
  std::mt19937 random(7);
  const auto below = [&random](std::uint32_t limit) {
    return static_cast<std::uint32_t>(random() % limit);
  };
  for (int round = 0; round < 500; ++round) {
    std::vector<AddressRange> used;
    for (std::uint32_t i = 0; i < 1 + below(8); ++i) {
      const std::uint32_t first = below(1 << 13);
      used.push_back({IpAddress::Ipv4(first), IpAddress::Ipv4(first + below(600))});
    }
    std::vector<AddressRange> configured;
    for (std::uint32_t at = 0; at < 1 << 13; at += 1024) {
      if (below(4) != 0) continue;
      const int bits = static_cast<int>(below(11));
      configured.push_back(BlockOf(IpAddress::Ipv4(at + below(1024)), bits));
    }
    const AddressSet all = AddressSet::FromRanges(used);
    AddressSet missing = all;
    const Subnet* before = nullptr;
    const auto subnets = FindSubnets(configured, all);
    for (const Subnet& subnet : subnets) {
      const int bits = LargestBlockBits(subnet.range);
      ASSERT_EQ(BlockOf(subnet.range.first, bits), subnet.range) << "a prefix";
      ASSERT_TRUE(before == nullptr || before->range.last < subnet.range.first) << "disjoint";
      before = &subnet;
      const AddressSet inside = Intersection(all, AddressSet::FromRanges({subnet.range}));
      missing = Difference(missing, inside);
      if (subnet.configured || bits == 0) continue;
      for (const IpAddress& end : {subnet.range.first, subnet.range.last}) {
        ASSERT_TRUE(inside.Overlaps(BlockOf(end, bits - 1))) << "both halves are used";
      }
    }
    ASSERT_THAT(missing.ranges(), IsEmpty());
    ASSERT_EQ(static_cast<std::size_t>(
                  std::count_if(subnets.begin(), subnets.end(),
                                [](const Subnet& subnet) { return subnet.configured; })),
              configured.size());
  }
}

}  // namespace
}  // namespace exporter::fleet
