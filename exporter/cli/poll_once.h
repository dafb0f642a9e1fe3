// Polls each cluster once, for commands that print a result and end.

#ifndef EXPORTER_CLI_POLL_ONCE_H_
#define EXPORTER_CLI_POLL_ONCE_H_

#include "exporter/app/fleet_inputs.h"
#include "exporter/cli/progress_line.h"
#include "exporter/collector/collector.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/logging/logger.h"

namespace exporter::cli {

// Shows the progress with `progress`. `logger` must print above that line.
fleet::FleetView PollOnce(const collector::CollectorOptions& polling, app::FleetInputs& inputs,
                          ProgressLine& progress, logging::Logger& logger);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_POLL_ONCE_H_
