// How much of a fleet is told one by one, on the page and in JSON: what comes from clusters has no
// bound of its own. Pure.

#ifndef EXPORTER_REPORT_LIST_BOUNDS_H_
#define EXPORTER_REPORT_LIST_BOUNDS_H_

#include <cstddef>

#include "exporter/fleet/cluster_view.h"

namespace exporter::report {

// Addresses whose holders are told, in all lists together.
inline constexpr std::size_t kMaxListed = 20'000;

// How many addresses each list may tell, so that all lists of the fleet together tell at most
// `most`: short lists are told whole, and the long ones share what is left.
std::size_t FairListLength(const fleet::FleetView& fleet, std::size_t most);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_LIST_BOUNDS_H_
