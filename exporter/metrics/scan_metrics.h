// Writes the metrics of the wire scan, which begin with "metallb_scan_". Pure.

#ifndef EXPORTER_METRICS_SCAN_METRICS_H_
#define EXPORTER_METRICS_SCAN_METRICS_H_

#include <cstddef>

#include "exporter/metrics/family_writer.h"
#include "exporter/scan/scan_state.h"

namespace exporter::metrics {

// At most `max_series` series of metallb_scan_answer_info for each network: those of the lowest
// addresses, for each address all or none. Also writes how many were dropped.
void AddScan(const scan::ScanState& state, std::size_t max_series, FamilyWriter& writer);

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_SCAN_METRICS_H_
