// The command `scan`: asks the network who answers for the addresses of pools, once.

#ifndef EXPORTER_CLI_SCAN_COMMAND_H_
#define EXPORTER_CLI_SCAN_COMMAND_H_

#include <string>

#include "exporter/cli/progress_line.h"
#include "exporter/wire/scanner.h"

namespace exporter::cli {

struct ScanCommandOptions {
  wire::ScanOptions scan;
  std::string fleet_url;  // of a running exporter; empty: the clusters are polled
  bool json = false;
};

// Prints the report and returns the exit status: 2 for a conflict; else 3 if something could not be
// scanned; else 1 for an unexpected answer.
// Shows the progress with `progress`.
int RunScan(const ScanCommandOptions& options, const wire::FleetSource& source,
            ProgressLine& progress);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_SCAN_COMMAND_H_
