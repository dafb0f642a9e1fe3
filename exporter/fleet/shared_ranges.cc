#include "exporter/fleet/shared_ranges.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using addresses::IpAddress;
using ClaimOrder = std::vector<const Claim*>;

template <typename Less>
ClaimOrder Sorted(const std::vector<Claim>& claims, Less less) {
  ClaimOrder order;
  order.reserve(claims.size());
  for (const Claim& claim : claims) order.push_back(&claim);
  std::sort(order.begin(), order.end(), less);
  return order;
}

// Visits the segments from the lowest address to the highest.
class Sweep {
 public:
  Sweep(const std::vector<Claim>& claims, const AddressSet& shared_on_purpose)
      : starts_(Sorted(claims,
                       [](const Claim* a, const Claim* b) {
                         return std::tie(a->range.first, a->owner) <
                                std::tie(b->range.first, b->owner);
                       })),
        ends_(Sorted(claims,
                     [](const Claim* a, const Claim* b) { return a->range.last < b->range.last; })),
        shared_(shared_on_purpose.ranges()) {}

  void Run(const std::function<bool(const Segment&)>& visit) {
    while (!active_.empty() || next_start_ < starts_.size()) {
      if (active_.empty()) position_ = starts_[next_start_]->range.first;
      StartClaims();
      const auto [last, shared_on_purpose] = SegmentEnd();
      if (!visit({{position_, last}, shared_on_purpose, active_, started_, ended_})) return;
      EndClaims(last);
      // An active claim reaches beyond `last`, so `last` has a successor.
      if (!active_.empty()) position_ = Successor(last);
    }
  }

 private:
  void StartClaims() {
    started_.clear();
    for (; next_start_ < starts_.size() && starts_[next_start_]->range.first == position_;
         ++next_start_) {
      active_.Add(*starts_[next_start_]);
      started_.push_back(starts_[next_start_]);
    }
  }

  void EndClaims(const IpAddress& last) {
    ended_.clear();
    for (; next_end_ < ends_.size() && ends_[next_end_]->range.last <= last; ++next_end_) {
      active_.Remove(*ends_[next_end_]);
      ended_.push_back(ends_[next_end_]);
    }
  }

  // The last address of the segment, and whether the segment is shared on purpose.
  std::pair<IpAddress, bool> SegmentEnd() {
    IpAddress last = ends_[next_end_]->range.last;
    if (next_start_ < starts_.size() && starts_[next_start_]->range.first <= last) {
      last = Predecessor(starts_[next_start_]->range.first);
    }
    while (next_shared_ < shared_.size() && shared_[next_shared_].last < position_) ++next_shared_;
    if (next_shared_ == shared_.size() || shared_[next_shared_].first > last) return {last, false};
    const AddressRange& shared = shared_[next_shared_];
    if (shared.first > position_) return {Predecessor(shared.first), false};
    return {std::min(last, shared.last), true};
  }

  const ClaimOrder starts_;
  const ClaimOrder ends_;
  const std::span<const AddressRange> shared_;
  std::size_t next_start_ = 0;
  std::size_t next_end_ = 0;
  std::size_t next_shared_ = 0;
  IpAddress position_;
  ActiveOwners active_;
  ClaimOrder started_;
  ClaimOrder ended_;
};

// REQUIRES: `next` is the range of `segment`.
bool HaveSameOwners(const SharedRange& range, const SharedRange& next, const Segment& segment) {
  if (Successor(range.range.last) != next.range.first || range.owners != next.owners ||
      range.owners_omitted != next.owners_omitted) {
    return false;
  }
  // If some owners are omitted, compare the claims. With the same claims, one set of owners
  // contains the other set, so two sets of equal size are equal.
  const bool same_claims = segment.started.empty() && segment.ended.empty();
  return same_claims || next.owners_omitted == 0;
}

}  // namespace

void AddClaims(const AddressSet& addresses, std::size_t owner, std::size_t group,
               std::vector<Claim>& claims) {
  for (const AddressRange& range : addresses.ranges()) claims.push_back({range, owner, group});
}

void ActiveOwners::Add(const Claim& claim) {
  Owners& owners = groups_[claim.group];
  owners.insert(claim.owner);
  ++owners_;
  if (owners.size() < 2) return;
  const bool newly_crowded = crowded_groups_.insert(claim.group).second;
  crowded_owners_ += newly_crowded ? std::size_t{2} : std::size_t{1};
}

void ActiveOwners::Remove(const Claim& claim) {
  const auto group = groups_.find(claim.group);
  group->second.erase(claim.owner);
  --owners_;
  if (group->second.size() > 1) {
    --crowded_owners_;
  } else if (group->second.size() == 1) {
    crowded_groups_.erase(claim.group);
    crowded_owners_ -= 2;
  } else {
    groups_.erase(group);
  }
}

std::size_t ActiveOwners::CountOverlapping(bool shared_on_purpose) const {
  if (shared_on_purpose) return crowded_owners_;
  return owners_ > 1 ? owners_ : 0;
}

std::vector<std::size_t> ActiveOwners::Overlapping(bool shared_on_purpose,
                                                   std::size_t max_owners) const {
  std::vector<std::size_t> overlapping;
  const auto is_full = [&] { return overlapping.size() >= max_owners; };
  const auto add = [&](const Owners& owners) {
    for (auto owner = owners.begin(); owner != owners.end() && !is_full(); ++owner) {
      overlapping.push_back(*owner);
    }
  };
  if (shared_on_purpose) {
    for (const std::size_t group : crowded_groups_) {
      if (is_full()) break;
      add(groups_.at(group));
    }
  } else {
    for (const auto& [group, owners] : groups_) {
      if (is_full()) break;
      add(owners);
    }
  }
  return overlapping;
}

std::size_t ActiveOwners::LastOverlapping(bool shared_on_purpose) const {
  const Owners& owners =
      shared_on_purpose ? groups_.at(*crowded_groups_.rbegin()) : groups_.rbegin()->second;
  return *owners.rbegin();
}

void VisitSegments(const std::vector<Claim>& claims, const AddressSet& shared_on_purpose,
                   const std::function<bool(const Segment&)>& visit) {
  Sweep(claims, shared_on_purpose).Run(visit);
}

std::vector<SharedRange> FindSharedRanges(const std::vector<Claim>& claims,
                                          const AddressSet& shared_on_purpose,
                                          std::size_t max_owners) {
  std::vector<SharedRange> found;
  VisitSegments(claims, shared_on_purpose, [&](const Segment& segment) {
    const std::size_t count = segment.active.CountOverlapping(segment.shared_on_purpose);
    if (count == 0) return true;
    SharedRange shared;
    shared.range = segment.range;
    shared.owners = segment.active.Overlapping(segment.shared_on_purpose, max_owners);
    shared.last_owner = segment.active.LastOverlapping(segment.shared_on_purpose);
    shared.owners_omitted = count - shared.owners.size();
    if (!found.empty() && HaveSameOwners(found.back(), shared, segment)) {
      found.back().range.last = segment.range.last;
    } else {
      found.push_back(std::move(shared));
    }
    return true;
  });
  return found;
}

}  // namespace exporter::fleet
