// Who claims the same addresses: one sort and one sweep over all ranges, however large they are.
//
// The one piece of code that finds overlaps, between live pools and between manifests. Of n claims
// that all overlap there are n² pairs, so that a visitor may end the sweep early; how many pairs
// there are is counted without a visit (pair_count.h). Pure.

#ifndef EXPORTER_FLEET_SHARED_RANGES_H_
#define EXPORTER_FLEET_SHARED_RANGES_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"

namespace exporter::fleet {

// REQUIRES throughout: the claims of one owner are disjoint and of one party; a claim for its party
// alone has no address in common with one that is not.
struct Claim {
  addresses::AddressRange range;
  std::size_t owner = 0;    // whatever number the caller knows it by
  std::size_t party = 0;    // whom the owner belongs to
  bool party_only = false;  // meets claims of its own party, and no others
};

// Adds the claims of one owner. What is shared on purpose meets its own party alone.
void AddClaims(const addresses::AddressSet& addresses,
               const addresses::AddressSet& shared_on_purpose, std::size_t owner, std::size_t party,
               std::vector<Claim>& claims);

enum class Sweep {
  kOn,           // to the next pair
  kPastParties,  // past all other pairs of these two parties
  kEnd,
};

// Told of two claims that share addresses. The second begins where what they share begins; of two
// that begin at one address it is that of the higher owner.
using SharedVisitor = std::function<Sweep(const Claim& first, const Claim& second)>;

// Visits each pair of owners that share addresses once, at the lowest that they share. Pairs come
// from the lowest shared address up; of one address by the owner of the second claim, then by the
// party and the owner of the first.
// In n log n, and the number of visits; a pair that meets again, in other claims of its owners, is
// looked at again.
void VisitSharedRanges(std::vector<Claim> claims, const SharedVisitor& visit);

// Visits pairs so that each party that shares addresses with any, itself too, is in one of them:
// for each claim, of those that have begun before it the one that reaches furthest, of its own
// party and of the others. In n log n, and at most two visits a claim. What `visit` returns is
// ignored.
void VisitEveryParty(std::vector<Claim> claims, const SharedVisitor& visit);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_SHARED_RANGES_H_
