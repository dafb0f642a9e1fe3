// The result of a scan of the wire as JSON. Unknown values are absent. Pure.

#ifndef EXPORTER_REPORT_SCAN_JSON_H_
#define EXPORTER_REPORT_SCAN_JSON_H_

#include <string>

#include "exporter/scan/scan_report.h"
#include "exporter/scan/scan_state.h"
#include "exporter/text/json_writer.h"

namespace exporter::report {

// One object: the last scan of each interface, and its findings.
void WriteScanState(const scan::ScanState& state, text::JsonWriter& json);

// One element of `findings`.
void WriteWireFinding(const scan::WireFinding& finding, text::JsonWriter& json);

// One object, whose fields README.md describes.
std::string RenderScanJson(const scan::ScanReport& report);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_SCAN_JSON_H_
