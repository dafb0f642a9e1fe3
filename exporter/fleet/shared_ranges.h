// Finds the address ranges that two or more owners share, with one sort and one sweep over all
// ranges. The sizes of the ranges do not matter.
//
// The only code that finds overlaps: between pools of clusters, between manifests, and in the IP
// plan. Owners belong to groups (the pools of a cluster are a group). Within a group every shared
// address is an overlap. Between groups an address is an overlap unless it is shared on purpose.
// Pure.

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

// REQUIRES of a list of claims: the ranges of one owner are disjoint.
struct Claim {
  addresses::AddressRange range;
  std::size_t owner = 0;
  std::size_t group = 0;
};

// Appends a claim for each range of `addresses`.
void AddClaims(const addresses::AddressSet& addresses, std::size_t owner, std::size_t group,
               std::vector<Claim>& claims);

// The owners whose claims contain the current position of a sweep, by group.
class ActiveOwners {
 public:
  using Owners = std::set<std::size_t>;

  void Add(const Claim& claim);
  void Remove(const Claim& claim);

  bool empty() const { return groups_.empty(); }
  const std::map<std::size_t, Owners>& groups() const { return groups_; }
  // Groups that have two or more active owners.
  const std::set<std::size_t>& crowded_groups() const { return crowded_groups_; }

  // The number of owners that overlap with another owner here: all if there are two or more, but
  // only those of crowded groups if the addresses are `shared_on_purpose`.
  std::size_t CountOverlapping(bool shared_on_purpose) const;
  // The first `max_owners` of these owners, sorted by group and owner.
  std::vector<std::size_t> Overlapping(bool shared_on_purpose, std::size_t max_owners) const;
  // The last of these owners. REQUIRES: CountOverlapping() > 0.
  std::size_t LastOverlapping(bool shared_on_purpose) const;

 private:
  std::map<std::size_t, Owners> groups_;
  std::size_t owners_ = 0;
  std::set<std::size_t> crowded_groups_;
  std::size_t crowded_owners_ = 0;
};

// A run of addresses with the same owners.
struct Segment {
  addresses::AddressRange range;
  bool shared_on_purpose = false;
  const ActiveOwners& active;                // never empty
  const std::vector<const Claim*>& started;  // claims that start with the segment, by owner
  const std::vector<const Claim*>& ended;    // claims that ended since the previous segment
};

// Visits the segments from the lowest address up. There are at most two for each claim and two for
// each range of `shared_on_purpose` that lies in a claim. Time: n log n.
void VisitSegments(const std::vector<Claim>& claims, const addresses::AddressSet& shared_on_purpose,
                   const std::function<void(const Segment&)>& visit);

// A range in which all listed owners overlap.
struct SharedRange {
  addresses::AddressRange range;
  std::vector<std::size_t> owners;  // sorted by group and owner
  std::size_t last_owner = 0;       // also if it is omitted from `owners`
  std::size_t owners_omitted = 0;
  bool across_groups = false;  // owners of two groups overlap
};

// The shared ranges, sorted and disjoint, each with its first `max_owners` owners. Adjacent ranges
// with the same owners are one range if all owners are listed. Time: n log n, and the number of
// listed owners.
std::vector<SharedRange> FindSharedRanges(const std::vector<Claim>& claims,
                                          const addresses::AddressSet& shared_on_purpose,
                                          std::size_t max_owners);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_SHARED_RANGES_H_
