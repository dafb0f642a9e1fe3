// The exporter, put together: collector, publisher and HTTP server over the clusters it is given.

#ifndef EXPORTER_CLI_EXPORTER_RUN_H_
#define EXPORTER_CLI_EXPORTER_RUN_H_

#include <functional>
#include <string>
#include <vector>

#include "exporter/cli/options.h"
#include "exporter/cli/reloader.h"
#include "exporter/cli/signals.h"
#include "exporter/logging/logger.h"

namespace exporter::cli {

// Told the addresses that are listened on ("127.0.0.1:10472"), once they are.
using ListeningHandler = std::function<void(const std::vector<std::string>& addresses)>;

// Serves until a signal ends it; SIGHUP, a changed file and, where they are allowed, requests have
// `load` called again. Returns the program's exit status.
int RunExporter(const Options& options, const InputsLoader& load,
                const ListeningHandler& on_listening, Signals& signals, logging::Logger& logger);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_EXPORTER_RUN_H_
