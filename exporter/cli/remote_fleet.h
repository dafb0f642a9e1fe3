// Reads the fleet of another exporter for a scan (--fleet-url, --scan.fleet-url). Does not scan.

#ifndef EXPORTER_CLI_REMOTE_FLEET_H_
#define EXPORTER_CLI_REMOTE_FLEET_H_

#include <chrono>
#include <string>

#include "exporter/kubeconfig/environment.h"
#include "exporter/wire/scanner.h"

namespace exporter::cli {

// Each call of the result sends one request, which takes at most `timeout`. If the other exporter
// omits entries, it is itself an incomplete source of the fleet.
// Errors: those of RemoteExporter; kProtocol if the exporter cannot serve its whole fleet.
wire::FleetSource FleetAt(const std::string& url, const kubeconfig::Environment& environment,
                          std::chrono::milliseconds timeout);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_REMOTE_FLEET_H_
