// Logs which contexts lead to the same cluster, when a poll has changed it.

#ifndef EXPORTER_COLLECTOR_IDENTITY_LOG_H_
#define EXPORTER_COLLECTOR_IDENTITY_LOG_H_

#include "exporter/collector/fleet_state.h"
#include "exporter/logging/logger.h"

namespace exporter::collector {

// `logs_findings`: as CollectorOptions.
void LogIdentity(const IdentityChanges& changes, bool logs_findings, logging::Logger& logger);

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_IDENTITY_LOG_H_
