#include "exporter/app/exporter_run.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iomanip>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>

#include "exporter/app/descriptors.h"
#include "exporter/app/exit_status.h"
#include "exporter/app/publisher.h"
#include "exporter/app/routes.h"
#include "exporter/app/version.h"
#include "exporter/metrics/fleet_metrics.h"
#include "exporter/sources/fleet_sources.h"
#include "exporter/web/server.h"

namespace exporter::app {
namespace {

// Files are checked for changes at the polling interval, but at least this often.
constexpr std::chrono::milliseconds kMaxWatchInterval{5'000};

int Fail(const Error& error, int status) {
  std::fprintf(stderr, "metallb-pool-exporter: %s\n", error.message.c_str());
  return status;
}

// A random id of this process.
std::string MakeId() {
  constexpr int kNumbers = 4;
  std::random_device random;
  std::ostringstream id;
  id << std::hex << std::setfill('0');
  for (int i = 0; i < kNumbers; ++i) id << std::setw(8) << random();
  return id.str();
}

sources::FleetSourcesOptions SourceOptionsOf(const ServeOptions& options,
                                             const collector::CollectorOptions& polling) {
  return {.interval = polling.interval,
          .timeout = polling.timeout,
          .stale_after = polling.stale_after,
          .user_agent = polling.user_agent,
          .repeat_series = options.repeat_series,
          .reads_for_scan = polling.reads_for_scan,
          .own_id = MakeId()};
}

// The clusters that this exporter reads, and those of its sources.
wire::FleetSource FleetOf(const Publisher& publisher) {
  return [&publisher]() -> Result<wire::ScannedFleet> {
    const auto publication = publisher.Current();
    return wire::ScannedFleet{publication->fleet, *publication->policy};
  };
}

}  // namespace

int RunExporter(const ServeOptions& options, const collector::CollectorOptions& polling,
                const InputsLoader& load, const ListeningHandler& on_listening, Signals& signals,
                logging::Logger& logger) {
  files::WatchedFiles files;
  auto inputs = load(files);
  if (!inputs) return Fail(inputs.error(), kExitUsage);
  for (const std::string& warning : inputs->warnings) logger.Warn(warning, {});
  auto security = options.web_config_file ? web::Security::Load(*options.web_config_file, logger)
                                          : web::Security::None(logger);
  if (!security) return Fail(security.error(), kExitUsage);
  // Before the collector: if the port is in use, no cluster gets a request.
  auto server = web::Server::Listen(options.listen_addresses, logger);
  if (!server) return Fail(server.error(), kExitFailure);

  logger.Info("starting", {{"version", Version()},
                           {"clusters", inputs->clusters.size()},
                           {"sources", inputs->sources.size()}});
  const DescriptorShares descriptors =
      ClaimDescriptors(inputs->clusters.size() + inputs->sources.size(), logger);
  collector::CollectorOptions limited = polling;
  limited.max_descriptors = descriptors.pollers;
  limited.limit_for = &LimitFor;
  limited.reads_for_scan = options.scan.has_value();
  // Two scans must not take a new node for an unknown host.
  if (options.scan) {
    limited.nodes_interval = std::min(limited.nodes_interval, options.scan->interval / 2);
  }
  collector::Collector collector(limited, logger);
  collector.SetClusters(inputs->clusters, inputs->merge_contexts,
                        collector::Collector::Start::kLater);
  sources::FleetSources sources(
      SourceOptionsOf(options, limited), [&collector] { collector.AnnounceChange(); }, logger);
  sources.SetSources(std::move(inputs->sources));
  Publisher publisher(collector,
                      std::make_shared<const fleet::FleetPolicy>(std::move(inputs->policy)),
                      {.version = Version(),
                       .revision = Revision(),
                       .last_reload_successful = true,
                       .last_reload_success = std::chrono::system_clock::now()},
                      options.cluster_label, &sources);
  Reloader reloader(load, std::move(files), inputs->clusters, collector, publisher, logger,
                    &sources);
  reloader.Watch(std::min(polling.interval, kMaxWatchInterval));

  const auto read_for_scan = [&collector, &sources] {
    collector.ReadForScan();
    sources.ReadForScan();
  };
  (*server)->Start(MakeRoutes(options.telemetry_path, options.enable_lifecycle, read_for_scan,
                              publisher, reloader),
                   *std::move(security), descriptors.port);
  // Last: if the threads do not suffice for all clusters, the port and the reloader still work.
  collector.StartMissingThreads();
  std::optional<ScanLoop> scan_loop;
  if (options.scan) {
    scan_loop.emplace(*options.scan, options.scan_source ? options.scan_source : FleetOf(publisher),
                      publisher, logger);
  }
  for (const std::string& address : (*server)->addresses()) {
    logger.Info("listening", {{"address", address}});
  }
  on_listening((*server)->addresses());
  int signal = signals.Wait();
  for (; signal == SIGHUP; signal = signals.Wait()) {
    static_cast<void>(reloader.Reload());  // logs its errors
  }
  logger.Info("stopping", {{"signal", std::string("SIG") + sigabbrev_np(signal)}});
  (*server)->Stop();  // before the objects that its handlers use
  return kExitSuccess;
}

}  // namespace exporter::app
