// Bounds the lists of assigned addresses on the page and in JSON. Pure.

#ifndef EXPORTER_REPORT_LIST_BOUNDS_H_
#define EXPORTER_REPORT_LIST_BOUNDS_H_

#include <cstddef>

#include "exporter/fleet/cluster_view.h"

namespace exporter::report {

// The maximum number of listed addresses in all lists together.
inline constexpr std::size_t kMaxListed = 20'000;

// The maximum length of a list, so that all lists of the fleet together have at most `max_listed`
// addresses. Short lists are complete; long lists have equal lengths.
std::size_t FairListLength(const fleet::FleetView& fleet, std::size_t max_listed);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_LIST_BOUNDS_H_
