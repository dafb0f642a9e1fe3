#include "exporter/fleet/shared_ranges.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/fleet/random_claims.h"

namespace exporter::fleet {
namespace {

using addresses::AddressSet;
using addresses::IpAddress;
using Lines = std::vector<std::string>;

Claim ClaimOf(std::size_t owner, const std::string& range, std::size_t group = 0) {
  return {.range = addresses::ParseRange(range).value(), .owner = owner, .group = group};
}

// "10.0.0.5-10.0.0.9: 0 1", one for each shared range; "+3" for owners that are omitted.
Lines Shared(const std::vector<Claim>& claims, const AddressSet& shared_on_purpose = {},
             std::size_t max_owners = 99) {
  Lines lines;
  for (const SharedRange& shared : FindSharedRanges(claims, shared_on_purpose, max_owners)) {
    std::string line = shared.range.ToString() + ":";
    for (const std::size_t owner : shared.owners) line += ' ' + std::to_string(owner);
    if (shared.owners_omitted > 0) line += " +" + std::to_string(shared.owners_omitted);
    lines.push_back(line);
  }
  return lines;
}

TEST(FindSharedRanges, FindsRangesOfTwoOwnersAndNothingBetweenAdjacentRanges) {
  EXPECT_EQ(Shared({}), Lines{});
  EXPECT_EQ(Shared({ClaimOf(0, "10.0.0.0/24")}), Lines{});
  EXPECT_EQ(Shared({ClaimOf(0, "10.0.0.0-10.0.0.9"), ClaimOf(1, "10.0.0.10-10.0.0.19")}), Lines{});
  EXPECT_EQ(Shared({ClaimOf(0, "10.0.0.0-10.0.0.10"), ClaimOf(1, "10.0.0.10-10.0.0.19")}),
            Lines{"10.0.0.10: 0 1"});
  EXPECT_EQ(Shared({ClaimOf(0, "::/0"), ClaimOf(1, "0.0.0.0/0")}), Lines{}) << "two families";
  EXPECT_EQ(
      Shared({ClaimOf(0, "::/0"), ClaimOf(1, "::/0"), ClaimOf(2, "0.0.0.0/0"),
              ClaimOf(3, "0.0.0.0/0")}),
      (Lines{"0.0.0.0-255.255.255.255: 2 3", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff: 0 1"}));
}

TEST(FindSharedRanges, SplitsAtEachChangeOfTheOwners) {
  EXPECT_EQ(Shared({ClaimOf(2, "10.0.0.4/30"), ClaimOf(1, "10.0.0.0/28"), ClaimOf(0, "10.0.0.0/29"),
                    ClaimOf(4, "::/0")}),
            (Lines{"10.0.0.0-10.0.0.3: 0 1", "10.0.0.4-10.0.0.7: 0 1 2"}));
}

TEST(FindSharedRanges, OmitsOwnersAboveTheBoundAndCountsThem) {
  const std::vector<Claim> claims = {ClaimOf(0, "10.0.0.0/24"), ClaimOf(1, "10.0.0.0/24"),
                                     ClaimOf(2, "10.0.0.0/24")};
  EXPECT_EQ(Shared(claims, {}, 2), Lines{"10.0.0.0-10.0.0.255: 0 1 +1"});
  EXPECT_EQ(FindSharedRanges(claims, {}, 2).front().last_owner, 2U);
}

TEST(FindSharedRanges, ExcludesAddressesThatGroupsShareOnPurpose) {
  const auto shared = AddressSet::FromRanges({addresses::ParseRange("10.0.0.2/31").value()});
  EXPECT_EQ(Shared({ClaimOf(0, "10.0.0.0/29", 0), ClaimOf(1, "10.0.0.0/29", 1)}, shared),
            (Lines{"10.0.0.0-10.0.0.1: 0 1", "10.0.0.4-10.0.0.7: 0 1"}));
  EXPECT_EQ(Shared({ClaimOf(0, "10.0.0.0/29", 0), ClaimOf(1, "10.0.0.0/29", 0)}, shared),
            Lines{"10.0.0.0-10.0.0.7: 0 1"})
      << "within a group nothing is shared on purpose";
}

TEST(FindSharedRanges, FindsWhatLookingAtEachAddressFinds) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    const RandomOwners owners(seed);
    std::vector<std::vector<std::size_t>> found(RandomOwners::kSpace);
    const SharedRange* previous = nullptr;
    const auto ranges = FindSharedRanges(owners.claims(), owners.shared_on_purpose(), 99);
    for (const SharedRange& shared : ranges) {
      if (previous != nullptr) {
        EXPECT_LT(previous->range.last, shared.range.first) << seed;
        EXPECT_FALSE(Successor(previous->range.last) == shared.range.first &&
                     previous->owners == shared.owners)
            << seed;
      }
      previous = &shared;
      for (auto at = shared.range.first.lo; at <= shared.range.last.lo; ++at) {
        found.at(at) = shared.owners;
      }
    }
    for (std::uint32_t number = 0; number < RandomOwners::kSpace; ++number) {
      EXPECT_EQ(found[number], owners.OwnersAt(number)) << seed << ", " << number;
    }
  }
}

}  // namespace
}  // namespace exporter::fleet
