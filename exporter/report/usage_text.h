// The utilization of a pool in one family, as a number and as text. Pure.

#ifndef EXPORTER_REPORT_USAGE_TEXT_H_
#define EXPORTER_REPORT_USAGE_TEXT_H_

#include <string>

#include "exporter/fleet/cluster_snapshot.h"

namespace exporter::report {

// assigned / capacity; 0 if the capacity is 0.
double ShareOf(const fleet::FamilyUsage& usage);

// "82.5", in per cent, rounded down: a pool shown with 80.0 has reached 80. REQUIRES: the capacity
// is not 0.
std::string PercentText(const fleet::FamilyUsage& usage);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_USAGE_TEXT_H_
