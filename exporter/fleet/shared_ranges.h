// Who claims the same addresses: one sort and one sweep over all ranges, however large they are.
//
// The one piece of code that finds overlaps, between live pools and between manifests. Pure.

#ifndef EXPORTER_FLEET_SHARED_RANGES_H_
#define EXPORTER_FLEET_SHARED_RANGES_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "exporter/addresses/address_range.h"

namespace exporter::fleet {

struct Claim {
  addresses::AddressRange range;
  std::size_t owner = 0;  // whatever number the caller knows it by
};

// Told of two claims and of all that they share. The first of them begins no later.
using SharedVisitor = std::function<void(const Claim& first, const Claim& second,
                                         const addresses::AddressRange& shared)>;

// Visits each pair of claims that share addresses once, from the lowest shared address up; claims
// of one owner too. In n log n, and the number of pairs.
void VisitSharedRanges(std::vector<Claim> claims, const SharedVisitor& visit);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_SHARED_RANGES_H_
