// Finds the address ranges that two or more owners share. Owners are pools, entries of pools, or
// ranges of the IP plan. This unit knows owners only by number.
//
// Owners belong to groups: for example, the pools of a cluster are a group. Within a group, every
// shared address is an overlap. Between groups, an address that is shared on purpose is not an
// overlap. The ranges are sorted and then visited once, so time does not depend on the sizes of the
// ranges. Pure.

#ifndef EXPORTER_FLEET_SHARED_RANGES_H_
#define EXPORTER_FLEET_SHARED_RANGES_H_

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"

namespace exporter::fleet {

// A range of an owner. REQUIRES: in a list of claims, the ranges of one owner are disjoint, and an
// owner has one group.
struct Claim {
  addresses::AddressRange range;
  std::size_t owner = 0;
  std::size_t group = 0;
};

// Appends a claim for each range of `addresses`.
void AddClaims(const addresses::AddressSet& addresses, std::size_t owner, std::size_t group,
               std::vector<Claim>& claims);

// The owners whose claims contain the current segment, by group.
class ActiveOwners {
 public:
  using Owners = std::set<std::size_t>;

  void Add(const Claim& claim);
  void Remove(const Claim& claim);

  bool empty() const { return groups_.empty(); }
  std::size_t size() const { return owners_; }
  const std::map<std::size_t, Owners>& groups() const { return groups_; }
  // Groups that have two or more active owners.
  const std::set<std::size_t>& crowded_groups() const { return crowded_groups_; }

  // The number of owners that overlap with another owner in the segment. If the segment is
  // `shared_on_purpose`, only owners of crowded groups overlap. Otherwise, all owners overlap if
  // there are two or more.
  std::size_t CountOverlapping(bool shared_on_purpose) const;
  // The first `max_owners` of the overlapping owners, sorted by group and owner.
  std::vector<std::size_t> Overlapping(bool shared_on_purpose, std::size_t max_owners) const;
  // The last of the overlapping owners. REQUIRES: CountOverlapping() > 0.
  std::size_t LastOverlapping(bool shared_on_purpose) const;

 private:
  std::map<std::size_t, Owners> groups_;
  std::size_t owners_ = 0;
  std::set<std::size_t> crowded_groups_;
  std::size_t crowded_owners_ = 0;  // owners in crowded groups
};

// A range of addresses that have the same owners and are either all or not at all shared on
// purpose.
struct Segment {
  addresses::AddressRange range;
  bool shared_on_purpose = false;
  const ActiveOwners& active;                // never empty
  const std::vector<const Claim*>& started;  // claims that start with the segment, sorted by owner
  const std::vector<const Claim*>& ended;    // claims that end with the previous segment
};

// Visits the segments from the lowest address to the highest. Addresses without an owner are
// skipped. There are at most two segments for each claim, plus two for each range of
// `shared_on_purpose` that overlaps a claim. Ends early if `visit` returns false. Time: n log n.
void VisitSegments(const std::vector<Claim>& claims, const addresses::AddressSet& shared_on_purpose,
                   const std::function<bool(const Segment&)>& visit);

// A range in which each of the owners overlaps with another of the owners.
struct SharedRange {
  addresses::AddressRange range;
  std::vector<std::size_t> owners;  // sorted by group and owner
  std::size_t last_owner = 0;       // the last owner in this order, even if it is omitted
  std::size_t owners_omitted = 0;
};

// The shared ranges, sorted and disjoint, each with its first `max_owners` owners. Adjacent ranges
// with the same owners are merged. If owners are omitted, they are merged only if no claim starts
// or ends between them. Time: n log n, plus the number of listed owners.
std::vector<SharedRange> FindSharedRanges(const std::vector<Claim>& claims,
                                          const addresses::AddressSet& shared_on_purpose,
                                          std::size_t max_owners);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_SHARED_RANGES_H_
