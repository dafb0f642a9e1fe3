// Runs the exporter for the commands `serve` and `demo`: collector, publisher, reloader and HTTP
// server. Does not read the command line or the environment.

#ifndef EXPORTER_APP_EXPORTER_RUN_H_
#define EXPORTER_APP_EXPORTER_RUN_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "exporter/app/reloader.h"
#include "exporter/app/scan_loop.h"
#include "exporter/app/signals.h"
#include "exporter/collector/collector.h"
#include "exporter/logging/logger.h"
#include "exporter/web/listen_address.h"

namespace exporter::app {

// Options of the exporter's HTTP server.
struct ServeOptions {
  std::vector<web::ListenAddress> listen_addresses;
  std::string telemetry_path;
  bool enable_lifecycle = false;  // reload over HTTP
  std::optional<std::string> web_config_file;
  std::string cluster_label;
  bool repeat_series = false;           // serve the series of the clusters of other exporters
  std::optional<ScanLoopOptions> scan;  // nullopt: the wire is not scanned
  wire::FleetSource scan_source;        // nullptr: the clusters that this exporter polls
};

// Called with the addresses ("127.0.0.1:10472") once the server listens on them.
using ListeningHandler = std::function<void(const std::vector<std::string>& addresses)>;

// Serves until SIGINT or SIGTERM. SIGHUP, a changed file and, if allowed, POST /-/reload call
// `load` again. Returns the program's exit status.
int RunExporter(const ServeOptions& options, const collector::CollectorOptions& polling,
                const InputsLoader& load, const ListeningHandler& on_listening, Signals& signals,
                logging::Logger& logger);

}  // namespace exporter::app

#endif  // EXPORTER_APP_EXPORTER_RUN_H_
