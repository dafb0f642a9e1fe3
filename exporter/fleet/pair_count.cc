#include "exporter/fleet/pair_count.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <iterator>
#include <span>
#include <tuple>
#include <utility>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using addresses::IpAddress;

using Word = std::uint64_t;
constexpr std::size_t kBits = 64;
using BitMatrix = std::array<Word, kBits>;

// Source: Henry S. Warren, Hacker's Delight, 7-3, with the lowest bit as the first column.
void Transpose(BitMatrix& matrix) {
  Word mask = UINT32_MAX;
  for (std::size_t width = kBits / 2; width > 0; width /= 2, mask ^= mask << width) {
    for (std::size_t row = 0; row < kBits; row = ((row | width) + 1) & ~width) {
      Word& upper = matrix.at(row);
      Word& lower = matrix.at(row | width);
      const Word swapped = ((upper >> width) ^ lower) & mask;
      upper ^= swapped << width;
      lower ^= swapped;
    }
  }
}

// Where a range of one of up to 64 sets begins or ends.
struct Event {
  IpAddress at;
  bool is_end = false;  // comes behind what begins at this address
  std::size_t set = 0;

  bool operator<(const Event& other) const {
    return std::tie(at, is_end) < std::tie(other.at, other.is_end);
  }
};

// Up to 64 sets, none of them empty.
struct Bundle {
  std::size_t sets = 0;
  std::vector<Event> events;  // sorted

  bool IsApartFrom(const Bundle& other) const {
    return events.back().at < other.events.front().at || other.events.back().at < events.front().at;
  }
};

std::vector<Bundle> BundlesOf(std::span<const AddressSet> sets) {
  std::vector<Bundle> bundles;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const std::size_t set = i % kBits;
    if (set == 0) bundles.emplace_back();
    ++bundles.back().sets;
    for (const AddressRange& range : sets[i].ranges()) {
      bundles.back().events.push_back({range.first, false, set});
      bundles.back().events.push_back({range.last, true, set});
    }
  }
  for (Bundle& bundle : bundles) std::sort(bundle.events.begin(), bundle.events.end());
  return bundles;
}

// A sweep over two bundles.
class Meeting {
 public:
  void Take(const Event& event, std::size_t side) {
    const Word bit = Word{1} << event.set;
    if (event.is_end) {
      running_.at(side) &= ~bit;
    } else {
      running_.at(side) |= bit;
      met_.at(side).at(event.set) |= running_.at(1 - side);
    }
  }

  // Sets of one side and of the other that have met, whichever of the two began later.
  std::size_t Count() {
    Transpose(met_[1]);
    std::size_t count = 0;
    for (std::size_t i = 0; i < kBits; ++i) {
      count += static_cast<std::size_t>(std::popcount(met_[0].at(i) | met_[1].at(i)));
    }
    return count;
  }

 private:
  std::array<Word, 2> running_ = {};
  std::array<BitMatrix, 2> met_ = {};
};

// Pairs of a set of one bundle and a set of the other that share addresses.
std::size_t CountBetween(const Bundle& one, const Bundle& other) {
  if (one.IsApartFrom(other)) return 0;
  Meeting meeting;
  auto next = other.events.begin();
  for (const Event& event : one.events) {
    for (; next != other.events.end() && *next < event; ++next) meeting.Take(*next, 1);
    meeting.Take(event, 0);
  }
  return meeting.Count();
}

// Between a bundle and itself each pair counts twice, and each set meets itself.
std::size_t CountWithin(const Bundle& bundle) {
  return (CountBetween(bundle, bundle) - bundle.sets) / 2;
}

// All pairs but those of which one ends before the other begins. REQUIRES: of one range each.
std::size_t CountAmongSingles(std::span<const AddressSet> sets) {
  std::vector<IpAddress> firsts;
  std::vector<IpAddress> lasts;
  for (const AddressSet& set : sets) {
    firsts.push_back(set.ranges().front().first);
    lasts.push_back(set.ranges().front().last);
  }
  std::sort(firsts.begin(), firsts.end());
  std::sort(lasts.begin(), lasts.end());
  std::size_t pairs = 0;
  std::size_t ended = 0;
  for (std::size_t begun = 0; begun < firsts.size(); ++begun) {
    while (lasts[ended] < firsts[begun]) ++ended;
    pairs += begun - ended;
  }
  return pairs;
}

std::size_t CountAmong(std::vector<AddressSet> sets) {
  // Neighbours into one bundle, so that most bundles are apart.
  std::sort(sets.begin(), sets.end(), [](const AddressSet& a, const AddressSet& b) {
    return a.ranges().front() < b.ranges().front();
  });
  const auto several = std::stable_partition(
      sets.begin(), sets.end(), [](const AddressSet& set) { return set.ranges().size() == 1; });
  const std::span<const AddressSet> singles(sets.begin(), several);
  const std::vector<Bundle> bundles = BundlesOf({several, sets.end()});
  std::size_t pairs = CountAmongSingles(singles);
  if (bundles.empty()) return pairs;
  const std::vector<Bundle> others = BundlesOf(singles);
  for (std::size_t i = 0; i < bundles.size(); ++i) {
    pairs += CountWithin(bundles[i]);
    for (std::size_t j = i + 1; j < bundles.size(); ++j) {
      pairs += CountBetween(bundles[i], bundles[j]);
    }
    for (const Bundle& other : others) pairs += CountBetween(bundles[i], other);
  }
  return pairs;
}

std::vector<Claim> SortedByOwner(std::vector<Claim> claims) {
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.party, a.owner) < std::tie(b.party, b.owner);
  });
  return claims;
}

// What each owner claims. REQUIRES: sorted by owner.
std::vector<AddressSet> SetsOf(std::span<const Claim> claims) {
  std::vector<AddressSet> sets;
  for (auto first = claims.begin(); first != claims.end();) {
    std::vector<AddressRange> ranges;
    auto end = first;
    for (; end != claims.end() && end->owner == first->owner; ++end) ranges.push_back(end->range);
    sets.push_back(AddressSet::FromRanges(std::move(ranges)));
    first = end;
  }
  return sets;
}

// Pairs of one party. REQUIRES: sorted by owner.
std::size_t CountWithinParties(std::span<const Claim> claims) {
  std::size_t pairs = 0;
  for (auto first = claims.begin(); first != claims.end();) {
    const auto end = std::find_if(
        first, claims.end(), [first](const Claim& claim) { return claim.party != first->party; });
    pairs += CountAmong(SetsOf({first, end}));
    first = end;
  }
  return pairs;
}

}  // namespace

PairCount CountPairs(const Claims& claims) {
  const std::vector<Claim> across = SortedByOwner(claims.across());
  // All pairs of these, less those of one party: they meet by other claims.
  const std::size_t of_one_party = CountWithinParties(across);
  return {.within =
              claims.AreAlike() ? of_one_party : CountWithinParties(SortedByOwner(claims.within())),
          .across = CountAmong(SetsOf(across)) - of_one_party};
}

}  // namespace exporter::fleet
