// The last scan of each interface, as `serve` shows it. Pure.

#ifndef EXPORTER_SCAN_SCAN_STATE_H_
#define EXPORTER_SCAN_SCAN_STATE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exporter/result/result.h"
#include "exporter/scan/scan_report.h"

namespace exporter::scan {

struct InterfaceState {
  std::string interface;
  std::optional<bool> up;      // the last scan succeeded; nullopt: none has ended
  std::optional<Error> error;  // of the last scan
  std::optional<std::chrono::system_clock::time_point> last_success;
  std::chrono::duration<double> duration{0};  // of the last successful scan
  std::uint64_t sent = 0;                     // packets, since the start
  std::uint64_t dropped = 0;
};

struct ScanState {
  std::chrono::milliseconds interval{0};
  std::vector<InterfaceState> interfaces;
  // From the last successful scan of each interface. Empty for an interface without such a scan,
  // or if the scan is too old.
  std::vector<SegmentScan> segments;
  std::vector<WireFinding> findings;

  bool HasFinding(const WireFinding& finding) const;
};

// The state after a scan that ended at `now`. The findings of an interface's last successful
// scan stay until `keep_for` has passed. A finding about an unassigned address stays while scans do
// not ask for the address, because they ask for others in turn. A scan without any answer fails if
// it asked for an assigned address or for a node.
ScanState Advance(const ScanState& before, const ScanReport& report,
                  std::chrono::system_clock::time_point now, std::chrono::milliseconds keep_for);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_SCAN_STATE_H_
