#include "exporter/fleet/shared_ranges.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::IpAddress;

Claim ClaimOf(std::size_t owner, const std::string& range) {
  return {addresses::ParseRange(range).value(), owner};
}

// "0+1 10.0.0.5-10.0.0.9", one for each pair, in the order of the visit.
std::vector<std::string> Shared(const std::vector<Claim>& claims) {
  std::vector<std::string> pairs;
  VisitSharedRanges(claims, [&](const Claim& a, const Claim& b, const AddressRange& shared) {
    EXPECT_LE(a.range.first, b.range.first);
    const auto [one, other] = std::minmax(a.owner, b.owner);
    pairs.push_back(std::to_string(one) + "+" + std::to_string(other) + " " + shared.ToString());
  });
  return pairs;
}

TEST(VisitSharedRanges, FindsWhatTwoClaimsShareAndNothingWhereTheyOnlyTouch) {
  using Pairs = std::vector<std::string>;
  EXPECT_EQ(Shared({}), Pairs{});
  EXPECT_EQ(Shared({ClaimOf(0, "10.0.0.0/24")}), Pairs{});
  EXPECT_EQ(Shared({ClaimOf(0, "10.0.0.0-10.0.0.9"), ClaimOf(1, "10.0.0.10-10.0.0.19")}), Pairs{});
  EXPECT_EQ(Shared({ClaimOf(0, "10.0.0.0-10.0.0.10"), ClaimOf(1, "10.0.0.10-10.0.0.19")}),
            Pairs{"0+1 10.0.0.10"});
  EXPECT_EQ(Shared({ClaimOf(0, "::/0"), ClaimOf(1, "0.0.0.0/0")}), Pairs{}) << "two families";
}

TEST(VisitSharedRanges, VisitsFromTheLowestSharedAddressUp) {
  EXPECT_EQ(Shared({ClaimOf(3, "10.0.0.200-10.0.0.255"), ClaimOf(2, "10.0.0.4/30"),
                    ClaimOf(1, "10.0.0.0/24"), ClaimOf(0, "10.0.0.0/24"), ClaimOf(4, "::/0"),
                    ClaimOf(5, "ffff::/16")}),
            (std::vector<std::string>{"0+1 10.0.0.0-10.0.0.255", "0+2 10.0.0.4-10.0.0.7",
                                      "1+2 10.0.0.4-10.0.0.7", "0+3 10.0.0.200-10.0.0.255",
                                      "1+3 10.0.0.200-10.0.0.255",
                                      "4+5 ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}));
}

TEST(VisitSharedRanges, FindsThePairsThatComparingAllWithAllFinds) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same each time, on purpose
  const auto below = [&random](std::uint32_t bound) {
    return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random);
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<Claim> claims;
    for (std::size_t owner = 0; owner < 12; ++owner) {
      const std::uint32_t first = below(60);
      claims.push_back({{IpAddress::Ipv4(first), IpAddress::Ipv4(first + below(12))}, owner});
    }
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < claims.size(); ++i) {
      for (std::size_t j = i + 1; j < claims.size(); ++j) {
        const auto shared = Intersection(claims[i].range, claims[j].range);
        if (!shared) continue;
        expected.push_back(std::to_string(i) + "+" + std::to_string(j) + " " + shared->ToString());
      }
    }
    auto found = Shared(claims);
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(found, expected);
  }
}

}  // namespace
}  // namespace exporter::fleet
