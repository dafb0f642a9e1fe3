// The resource usage of this process, from /proc (Linux, proc(5)).

#ifndef EXPORTER_APP_PROCESS_USAGE_H_
#define EXPORTER_APP_PROCESS_USAGE_H_

#include "exporter/metrics/fleet_metrics.h"

namespace exporter::app {

// Values that cannot be read are absent. Thread-safe.
metrics::ProcessUsage ReadProcessUsage();

}  // namespace exporter::app

#endif  // EXPORTER_APP_PROCESS_USAGE_H_
