// Who claims the same addresses: one sort and one sweep over all ranges, however large they are.
//
// The one piece of code that finds overlaps, between live pools and between manifests. Of n claims
// that all overlap there are n² pairs, so that a visitor may end the sweep early; how many pairs
// there are is counted without a visit (pair_count.h). Pure.

#ifndef EXPORTER_FLEET_SHARED_RANGES_H_
#define EXPORTER_FLEET_SHARED_RANGES_H_

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"

namespace exporter::fleet {

struct Claim {
  addresses::AddressRange range;
  std::size_t owner = 0;  // whatever number the caller knows it by
  std::size_t party = 0;  // whom the owner belongs to
};

// All claims, as those of one party meet each other, and as those of different parties do: about
// what is shared on purpose no two parties conflict.
// Across parties a range is without what it begins and ends with that is shared on purpose. Where
// two such ranges overlap, the later one begins at an address that both claim and that is not
// shared; so none has to be cut into what lies between the shared ones.
class Claims {
 public:
  Claims() = default;  // nothing is shared on purpose
  explicit Claims(addresses::AddressSet shared_on_purpose)
      : shared_on_purpose_(std::move(shared_on_purpose)) {}

  // All claims of one owner. REQUIRES: added once.
  void Add(const addresses::AddressSet& addresses, std::size_t owner, std::size_t party);

  // The claims of one owner are disjoint, in each.
  const std::vector<Claim>& within() const { return within_; }
  const std::vector<Claim>& across() const { return AreAlike() ? within_ : across_; }
  bool AreAlike() const { return shared_on_purpose_.empty(); }

 private:
  addresses::AddressSet shared_on_purpose_;
  std::vector<Claim> within_;
  std::vector<Claim> across_;
};

enum class Sweep {
  kOn,           // to the next pair
  kPastParties,  // past all other pairs of these two parties
  kEnd,          // past all others; where there are two sweeps, of this one
};

// Told of two claims that share addresses. The second begins where what they share begins; of two
// that begin at one address it is that of the higher owner.
using SharedVisitor = std::function<Sweep(const Claim& first, const Claim& second)>;

// Visits each pair of owners that share addresses once, at the lowest that they share. Pairs come
// from the lowest shared address up; of one address by the owner of the second claim, then by the
// party and the owner of the first. Where anything is shared on purpose there are two sweeps: first
// come all pairs of one party, then all others.
// In n log n, and the number of visits; a pair that meets again, in other claims of its owners, is
// looked at again.
void VisitSharedRanges(const Claims& claims, const SharedVisitor& visit);

// Visits pairs so that each party that shares addresses with any, itself too, is in one of them:
// for each claim, of those that have begun before it the one that reaches furthest, of its own
// party and of the others. In n log n, and at most two visits a claim. What `visit` returns is
// ignored.
void VisitEveryParty(const Claims& claims, const SharedVisitor& visit);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_SHARED_RANGES_H_
