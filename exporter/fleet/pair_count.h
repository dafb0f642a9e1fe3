// How many pairs of owners share addresses, without a look at each pair. Pure.

#ifndef EXPORTER_FLEET_PAIR_COUNT_H_
#define EXPORTER_FLEET_PAIR_COUNT_H_

#include <cstddef>
#include <vector>

#include "exporter/fleet/shared_ranges.h"

namespace exporter::fleet {

struct PairCount {
  std::size_t within = 0;  // of one party
  std::size_t across = 0;  // of two

  bool operator==(const PairCount&) const = default;
};

// Exactly as many as VisitSharedRanges would visit.
// Owners of a single range are counted against each other in n log n. For one of several ranges no
// such way is known (it would decide whether two of many sets are disjoint); it is counted against
// 64 others at a time: m such owners among n take about m·n/32 steps for each range that they have,
// but for bundles of 64 that lie apart.
PairCount CountPairs(const Claims& claims);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_PAIR_COUNT_H_
