// Owners with a few ranges each in a small address space, and their overlaps by looking at each
// address: the expected results of the sweep.

#ifndef TESTS_FLEET_RANDOM_CLAIMS_H_
#define TESTS_FLEET_RANDOM_CLAIMS_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "exporter/fleet/shared_ranges.h"

namespace exporter::fleet {

class RandomOwners {
 public:
  static constexpr std::uint32_t kSpace = 40;

  // Up to 14 owners in up to five groups.
  explicit RandomOwners(unsigned seed) : random_(seed) {
    shared_ = RandomSet(Below(3));
    groups_.resize(Below(15));
    const std::uint32_t groups = 1 + Below(5);
    for (std::size_t& group : groups_) group = Below(groups);
    std::sort(groups_.begin(), groups_.end());
    for (std::size_t owner = 0; owner < groups_.size(); ++owner) {
      sets_.push_back(RandomSet(1 + Below(3)));
      AddClaims(sets_[owner], owner, groups_[owner], claims_);
    }
    std::shuffle(claims_.begin(), claims_.end(), random_);
  }

  const std::vector<Claim>& claims() const { return claims_; }
  const std::vector<addresses::AddressSet>& sets() const { return sets_; }  // by owner
  const addresses::AddressSet& shared_on_purpose() const { return shared_; }
  std::size_t GroupOf(std::size_t owner) const { return groups_[owner]; }

  bool OverlapAt(std::uint32_t number, std::size_t one, std::size_t other) const {
    const auto address = addresses::IpAddress::Ipv4(number);
    return one != other && sets_[one].Contains(address) && sets_[other].Contains(address) &&
           (groups_[one] == groups_[other] || !shared_.Contains(address));
  }

  // The owners that overlap with any other owner at the address.
  std::vector<std::size_t> OwnersAt(std::uint32_t number) const {
    std::vector<std::size_t> owners;
    for (std::size_t one = 0; one < sets_.size(); ++one) {
      for (std::size_t other = 0; other < sets_.size(); ++other) {
        if (!OverlapAt(number, one, other)) continue;
        owners.push_back(one);
        break;
      }
    }
    return owners;
  }

  // Each pair of owners that overlap, with their lowest address.
  std::map<std::pair<std::size_t, std::size_t>, std::uint32_t> Pairs() const {
    std::map<std::pair<std::size_t, std::size_t>, std::uint32_t> pairs;
    for (std::size_t one = 0; one < sets_.size(); ++one) {
      for (std::size_t other = one + 1; other < sets_.size(); ++other) {
        for (std::uint32_t number = 0; number < kSpace; ++number) {
          if (OverlapAt(number, one, other)) pairs.try_emplace({one, other}, number);
        }
      }
    }
    return pairs;
  }

 private:
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

  std::mt19937 random_;
  addresses::AddressSet shared_;
  std::vector<addresses::AddressSet> sets_;
  std::vector<std::size_t> groups_;
  std::vector<Claim> claims_;
};

}  // namespace exporter::fleet

#endif  // TESTS_FLEET_RANDOM_CLAIMS_H_
