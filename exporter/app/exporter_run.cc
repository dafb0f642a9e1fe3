#include "exporter/app/exporter_run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "exporter/app/exit_status.h"
#include "exporter/app/publisher.h"
#include "exporter/app/routes.h"
#include "exporter/app/version.h"
#include "exporter/metrics/fleet_metrics.h"
#include "exporter/web/server.h"

namespace exporter::app {
namespace {

// Files are looked at as often as clusters are polled, and this often where that is less.
constexpr std::chrono::milliseconds kLookForChanges{5'000};

int Refuse(const Error& error, int status) {
  std::fprintf(stderr, "metallb-pool-exporter: %s\n", error.message.c_str());
  return status;
}

}  // namespace

int RunExporter(const ServeOptions& options, const collector::CollectorOptions& polling,
                const InputsLoader& load, const ListeningHandler& on_listening, Signals& signals,
                logging::Logger& logger) {
  files::WatchedFiles files;
  auto inputs = load(files);
  if (!inputs) return Refuse(inputs.error(), kExitUsage);
  for (const std::string& warning : inputs->warnings) logger.Warn(warning, {});
  auto security = options.web_config_file ? web::Security::Load(*options.web_config_file, logger)
                                          : web::Security::None(logger);
  if (!security) return Refuse(security.error(), kExitUsage);
  // A port in use ends the program before any cluster is asked for anything.
  auto server = web::Server::Listen(options.listen_addresses, logger);
  if (!server) return Refuse(server.error(), kExitFailure);

  logger.Info("starting", {{"version", Version()}, {"clusters", inputs->clusters.size()}});
  collector::Collector collector(polling, logger);
  collector.SetClusters(inputs->clusters, inputs->merge_contexts);
  const auto policy = std::make_shared<const fleet::FleetPolicy>(std::move(inputs->policy));
  const metrics::ExporterInfo exporter = {.version = Version(),
                                          .revision = Revision(),
                                          .last_reload_successful = true,
                                          .last_reload_success = std::chrono::system_clock::now()};
  Publisher publisher(collector, policy, exporter, options.cluster_label);
  Reloader reloader(load, std::move(files), inputs->clusters, policy, exporter, collector,
                    publisher, logger);
  reloader.Watch(std::min(polling.interval, kLookForChanges));

  (*server)->Start(
      MakeRoutes(options.telemetry_path, options.enable_lifecycle, publisher, reloader),
      *std::move(security));
  for (const std::string& address : (*server)->addresses()) {
    logger.Info("listening", {{"address", address}});
  }
  on_listening((*server)->addresses());
  Signal signal = signals.Wait();
  for (; signal == Signal::kHangUp; signal = signals.Wait()) {
    static_cast<void>(reloader.Reload());  // it tells what went wrong
  }
  logger.Info("stopping", {{"signal", Name(signal)}});
  (*server)->Stop();  // before what its handlers use
  return kExitSuccess;
}

}  // namespace exporter::app
