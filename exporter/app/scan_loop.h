// Scans the wire at an interval while the exporter runs, and publishes what it finds.
//
// Scans never overlap: a scan that lasts longer than the interval delays the next scan. A scan that
// fails is logged once for each reason.

#ifndef EXPORTER_APP_SCAN_LOOP_H_
#define EXPORTER_APP_SCAN_LOOP_H_

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "exporter/app/publisher.h"
#include "exporter/logging/logger.h"
#include "exporter/scan/scan_state.h"
#include "exporter/wire/scanner.h"

namespace exporter::app {

struct ScanLoopOptions {
  wire::ScanOptions scan;  // with at least one interface
  std::chrono::milliseconds interval{300'000};
  std::chrono::milliseconds keep_for{3'600'000};  // the findings of an interface that fails
};

class ScanLoop {
 public:
  // Starts at once. `publisher` and `logger` must outlive the loop.
  ScanLoop(ScanLoopOptions options, wire::FleetSource source, Publisher& publisher,
           logging::Logger& logger);

 private:
  void Run(const std::stop_token& stop);
  void Log(const scan::ScanState& before, const scan::ScanState& after);

  const ScanLoopOptions options_;
  const wire::FleetSource source_;
  Publisher& publisher_;
  logging::Logger& logger_;
  std::jthread thread_;  // last: it uses every other member
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SCAN_LOOP_H_
