#include "exporter/fleet/pair_count.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/fleet/random_claims.h"

namespace exporter::fleet {
namespace {

using addresses::AddressSet;

PairCount CountByComparingAll(const RandomOwners& owners) {
  PairCount count;
  for (const OwnerPair& pair : owners.PairsByComparingAll()) {
    const bool within = owners.PartyOf(pair.later) == owners.PartyOf(pair.other);
    ++(within ? count.within : count.across);
  }
  return count;
}

// `count` owners of the same ranges, by turns of `parties` parties.
Claims Identical(std::size_t count, std::size_t parties, const std::vector<std::string>& ranges,
                 const AddressSet& shared_on_purpose = {}) {
  std::vector<addresses::AddressRange> all;
  for (const std::string& range : ranges) all.push_back(addresses::ParseRange(range).value());
  const AddressSet set = AddressSet::FromRanges(std::move(all));
  Claims claims(shared_on_purpose);
  for (std::size_t i = 0; i < count; ++i) claims.Add(set, i, i % parties);
  return claims;
}

TEST(CountPairs, FindsAsManyAsComparingAllWithAll) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RandomOwners owners(seed);
    EXPECT_EQ(CountPairs(owners.claims()), CountByComparingAll(owners)) << seed;
  }
}

TEST(CountPairs, FindsAsManyAmongMoreThanItTakesAtATime) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const RandomOwners owners(seed, 300);
    EXPECT_EQ(CountPairs(owners.claims()), CountByComparingAll(owners)) << seed;
  }
}

TEST(CountPairs, OfManyIdenticalOwnersEachPairIsOne) {
  constexpr PairCount kOfOneParty = {.within = 49'995'000, .across = 0};
  constexpr PairCount kOfHundred = {.within = 495'000, .across = 49'500'000};
  for (const auto& ranges : {std::vector<std::string>{"10.0.0.0/24"},
                             std::vector<std::string>{"10.0.0.0/24", "2001:db8::/64"}}) {
    EXPECT_EQ(CountPairs(Identical(10'000, 1, ranges)), kOfOneParty);
    EXPECT_EQ(CountPairs(Identical(10'000, 100, ranges)), kOfHundred);
  }
  const AddressSet all = AddressSet::FromRanges({addresses::ParseRange("10.0.0.0/8").value()});
  EXPECT_EQ(CountPairs(Identical(10'000, 100, {"10.0.0.0/24"}, all)),
            (PairCount{.within = 495'000, .across = 0}));
}

}  // namespace
}  // namespace exporter::fleet
