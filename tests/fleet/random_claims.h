// Owners with a few ranges each in a small space of addresses, and the pairs among them by looking
// at each address: what the sweep and the count must find too.

#ifndef TESTS_FLEET_RANDOM_CLAIMS_H_
#define TESTS_FLEET_RANDOM_CLAIMS_H_

#include <algorithm>
#include <compare>
#include <cstdint>
#include <random>
#include <vector>

#include "exporter/fleet/shared_ranges.h"

namespace exporter::fleet {

struct OwnerPair {
  addresses::IpAddress lowest;
  std::size_t later = 0;  // it begins there; the higher one if both do
  std::size_t other = 0;

  auto operator<=>(const OwnerPair&) const = default;
};

class RandomOwners {
 public:
  // As many as `most` owners, in up to five parties.
  explicit RandomOwners(unsigned seed, std::size_t most = 14) : random_(seed) {
    shared_ = RandomSet(Below(3));
    const std::size_t count = Below(static_cast<std::uint32_t>(most + 1));
    const std::uint32_t parties = 1 + Below(5);
    parties_.resize(count);
    for (std::size_t& party : parties_) party = Below(parties);
    std::sort(parties_.begin(), parties_.end());
    std::vector<std::size_t> owners;
    for (std::size_t owner = 0; owner < count; ++owner) {
      sets_.push_back(RandomSet(1 + Below(3)));
      owners.push_back(owner);
    }
    std::shuffle(owners.begin(), owners.end(), random_);
    claims_ = Claims(shared_);
    for (const std::size_t owner : owners) claims_.Add(sets_[owner], owner, parties_[owner]);
  }

  const Claims& claims() const { return claims_; }
  const std::vector<addresses::AddressSet>& sets() const { return sets_; }  // by owners
  const addresses::AddressSet& shared() const { return shared_; }           // on purpose
  std::size_t PartyOf(std::size_t owner) const { return parties_[owner]; }

  // In the order that VisitSharedRanges promises of each of its sweeps.
  std::vector<OwnerPair> PairsByComparingAll() const {
    std::vector<OwnerPair> pairs;
    for (std::size_t one = 0; one < sets_.size(); ++one) {
      for (std::size_t other = one + 1; other < sets_.size(); ++other) AddPair(one, other, pairs);
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
  }

 private:
  static constexpr std::uint32_t kSpace = 40;

  std::uint32_t Below(std::uint32_t bound) {
    return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random_);
  }

  addresses::AddressSet RandomSet(std::uint32_t ranges) {
    std::vector<addresses::AddressRange> all;
    for (std::uint32_t i = 0; i < ranges; ++i) {
      const std::uint32_t first = Below(kSpace);
      const std::uint32_t last = std::min(first + Below(9), kSpace - 1);
      all.push_back({addresses::IpAddress::Ipv4(first), addresses::IpAddress::Ipv4(last)});
    }
    return addresses::AddressSet::FromRanges(std::move(all));
  }

  // Do these two conflict if both have it?
  bool MayMeetAt(const addresses::IpAddress& at, std::size_t one, std::size_t other) const {
    return parties_[one] == parties_[other] || !shared_.Contains(at);
  }

  // Does a range of `owner` begin there for the other: behind none but what does not count?
  bool BeginsAt(addresses::IpAddress at, std::size_t owner, std::size_t other) const {
    while (at.lo > 0 && sets_[owner].Contains(Predecessor(at))) {
      at = Predecessor(at);
      if (MayMeetAt(at, owner, other)) return false;
    }
    return true;
  }

  void AddPair(std::size_t one, std::size_t other, std::vector<OwnerPair>& pairs) const {
    for (std::uint32_t number = 0; number < kSpace; ++number) {
      const auto at = addresses::IpAddress::Ipv4(number);
      if (!sets_[one].Contains(at) || !sets_[other].Contains(at)) continue;
      if (!MayMeetAt(at, one, other)) continue;
      if (BeginsAt(at, other, one)) {
        pairs.push_back({at, other, one});
      } else {
        pairs.push_back({at, one, other});
      }
      return;
    }
  }

  std::mt19937 random_;
  addresses::AddressSet shared_;
  std::vector<addresses::AddressSet> sets_;
  std::vector<std::size_t> parties_;
  Claims claims_;
};

}  // namespace exporter::fleet

#endif  // TESTS_FLEET_RANDOM_CLAIMS_H_
