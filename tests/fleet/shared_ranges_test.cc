#include "exporter/fleet/shared_ranges.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/fleet/random_claims.h"

namespace exporter::fleet {
namespace {

using addresses::AddressSet;

AddressSet Set(const std::string& range) {
  return AddressSet::FromRanges({addresses::ParseRange(range).value()});
}

Claim ClaimOf(std::size_t owner, const std::string& range, std::size_t party = 0) {
  return {.range = addresses::ParseRange(range).value(), .owner = owner, .party = party};
}

Claims All(const std::vector<Claim>& each) {
  Claims claims;
  for (const Claim& claim : each) {
    claims.Add(AddressSet::FromRanges({claim.range}), claim.owner, claim.party);
  }
  return claims;
}

std::string Told(const Claim& first, const Claim& second) {
  const auto shared = Intersection(first.range, second.range);
  EXPECT_TRUE(shared);
  EXPECT_EQ(shared.value().first, second.range.first);
  return std::to_string(first.owner) + "+" + std::to_string(second.owner) + " " +
         shared->ToString();
}

// "0+1 10.0.0.5-10.0.0.9", one for each pair, in the order of the visit.
std::vector<std::string> Shared(const std::vector<Claim>& claims) {
  std::vector<std::string> pairs;
  VisitSharedRanges(All(claims), [&pairs](const Claim& first, const Claim& second) {
    pairs.push_back(Told(first, second));
    return Sweep::kOn;
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

TEST(VisitSharedRanges, GoesPastTwoPartiesAndEndsAsItIsTold) {
  const Claims claims = All({ClaimOf(0, "10.0.0.0/24", 0), ClaimOf(1, "10.0.0.1-10.0.0.9", 0),
                             ClaimOf(2, "10.0.0.2-10.0.0.9", 1), ClaimOf(3, "10.0.0.3-10.0.0.9", 1),
                             ClaimOf(4, "10.0.0.4-10.0.0.9", 1)});
  const auto visited = [&claims](Sweep after_0_2, std::size_t most) {
    std::vector<std::string> pairs;
    VisitSharedRanges(claims, [&](const Claim& first, const Claim& second) {
      pairs.push_back(std::to_string(first.owner) + "+" + std::to_string(second.owner));
      if (pairs.size() == most) return Sweep::kEnd;
      return pairs.back() == "0+2" ? after_0_2 : Sweep::kOn;
    });
    return pairs;
  };
  EXPECT_EQ(visited(Sweep::kPastParties, 99),
            (std::vector<std::string>{"0+1", "0+2", "2+3", "2+4", "3+4"}));
  EXPECT_EQ(visited(Sweep::kOn, 3), (std::vector<std::string>{"0+1", "0+2", "1+2"}));
}

TEST(VisitSharedRanges, FindsThePairsThatComparingAllWithAllFinds) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RandomOwners owners(seed);
    std::vector<OwnerPair> found;
    VisitSharedRanges(owners.claims(), [&found](const Claim& first, const Claim& second) {
      found.push_back({second.range.first, second.owner, first.owner});
      return Sweep::kOn;
    });
    std::vector<OwnerPair> expected = owners.PairsByComparingAll();
    if (!owners.shared().empty()) {
      std::stable_partition(expected.begin(), expected.end(), [&owners](const OwnerPair& pair) {
        return owners.PartyOf(pair.later) == owners.PartyOf(pair.other);
      });
    }
    EXPECT_EQ(found, expected) << seed;
  }
}

TEST(VisitEveryParty, LeavesOutNoPartyThatSharesAddressesAndVisitsFew) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RandomOwners owners(seed);
    std::set<std::size_t> expected;
    for (const OwnerPair& pair : owners.PairsByComparingAll()) {
      expected.insert({owners.PartyOf(pair.later), owners.PartyOf(pair.other)});
    }
    std::set<std::size_t> seen;
    std::size_t visits = 0;
    VisitEveryParty(owners.claims(), [&](const Claim& first, const Claim& second) {
      EXPECT_TRUE(first.range.Overlaps(second.range));
      EXPECT_TRUE(first.party == second.party || !owners.shared().Contains(second.range.first));
      seen.insert({first.party, second.party});
      ++visits;
      return Sweep::kEnd;
    });
    EXPECT_EQ(seen, expected) << seed;
    EXPECT_LE(visits, 2 * owners.claims().within().size());
  }
}

// However many shared ranges lie within one.
TEST(Claims, AreWithoutWhatIsSharedAtTheirEndsAcrossParties) {
  std::vector<addresses::AddressRange> shared;
  for (const char* range : {"10.0.0.0-10.0.0.4", "10.0.0.6/32", "10.0.0.8-10.0.0.9"}) {
    shared.push_back(addresses::ParseRange(range).value());
  }
  Claims claims(AddressSet::FromRanges(shared));
  claims.Add(Set("10.0.0.0-10.0.0.9"), 7, 3);
  claims.Add(Set("10.0.0.1-10.0.0.4"), 8, 3);
  claims.Add(Set("10.0.1.0/24"), 9, 4);
  const auto told = [](const std::vector<Claim>& each) {
    std::vector<std::string> texts;
    for (const Claim& claim : each) {
      texts.push_back(std::to_string(claim.party) + "/" + std::to_string(claim.owner) + " " +
                      claim.range.ToString());
    }
    return texts;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(told(claims.within()),
            (Texts{"3/7 10.0.0.0-10.0.0.9", "3/8 10.0.0.1-10.0.0.4", "4/9 10.0.1.0-10.0.1.255"}));
  EXPECT_EQ(told(claims.across()), (Texts{"3/7 10.0.0.5-10.0.0.7", "4/9 10.0.1.0-10.0.1.255"}));
}

}  // namespace
}  // namespace exporter::fleet
