// The command `check`: polls every cluster once and prints the results. Does not load the inputs
// (program.cc).

#ifndef EXPORTER_CLI_CHECK_COMMAND_H_
#define EXPORTER_CLI_CHECK_COMMAND_H_

#include "exporter/app/fleet_inputs.h"
#include "exporter/cli/options.h"
#include "exporter/cli/progress_line.h"
#include "exporter/logging/logger.h"

namespace exporter::cli {

// Prints the table or JSON to standard output. Shows the progress with `progress`. `logger` must
// print above that line. Returns the exit status of a monitoring plugin.
int RunCheck(const Options& options, app::FleetInputs inputs, ProgressLine& progress,
             logging::Logger& logger);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_CHECK_COMMAND_H_
