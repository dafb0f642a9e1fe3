#include "exporter/cli/exporter_run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "exporter/cli/health_command.h"
#include "exporter/cli/served_json.h"
#include "exporter/cli/served_metrics.h"
#include "exporter/cli/served_page.h"
#include "exporter/cli/version.h"
#include "exporter/exposition/publisher.h"
#include "exporter/metrics/fleet_metrics.h"
#include "exporter/web/server.h"

namespace exporter::cli {
namespace {

// Files are looked at as often as clusters are polled, and this often where that is less.
constexpr std::chrono::milliseconds kLookForChanges{5'000};

constexpr const char* kTextType = "text/plain; charset=utf-8";

web::Response Text(int status, std::string body) {
  web::Response response;
  response.status = status;
  response.content_type = kTextType;
  response.body = std::move(body);
  return response;
}

// As Prometheus answers.
web::Response Reloaded(bool allowed, Reloader& reloader) {
  if (!allowed) return Text(403, "Lifecycle API is not enabled.\n");
  const auto reloaded = reloader.Reload();
  return reloaded ? Text(200, "")
                  : Text(500, "failed to reload config: " + reloaded.error().message + "\n");
}

web::Routes MakeRoutes(const Options& options, const exposition::Publisher& publisher,
                       Reloader& reloader) {
  web::Routes routes;
  routes.get["/"] = [&, page = std::make_shared<ServedPage>(options.telemetry_path)](
                        const web::Request& request) {
    return page->Answer(publisher.Current(), request, std::chrono::system_clock::now());
  };
  routes.get["/api/v1/fleet"] =
      [&, json = std::make_shared<ServedJson>()](const web::Request& request) {
        return json->Answer(publisher.Current(), request);
      };
  routes.get["/-/healthy"] = [](const web::Request&) { return Text(200, kHealthy); };
  routes.get["/-/ready"] = [&](const web::Request&) {
    return publisher.Current()->ready
               ? Text(200, "ready\n")
               : Text(503, "not ready: some clusters have not been polled yet\n");
  };
  routes.post["/-/reload"] = [&](const web::Request&) {
    return Reloaded(options.enable_lifecycle, reloader);
  };
  routes.get[options.telemetry_path] =
      [&, metrics = std::make_shared<ServedMetrics>()](const web::Request& request) {
        return metrics->Answer(publisher.Current(), request, ServedMetrics::Clock::now());
      };
  return routes;
}

int Refuse(const Error& error, int status) {
  std::fprintf(stderr, "metallb-pool-exporter: %s\n", error.message.c_str());
  return status;
}

}  // namespace

int RunExporter(const Options& options, const InputsLoader& load,
                const ListeningHandler& on_listening, Signals& signals, logging::Logger& logger) {
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
  collector::Collector collector({.interval = options.interval,
                                  .timeout = options.timeout,
                                  .stale_after = options.stale_after,
                                  .metallb_namespace = options.metallb_namespace,
                                  .user_agent = UserAgent()},
                                 logger);
  collector.SetClusters(inputs->clusters, inputs->merge_contexts);
  const auto policy = std::make_shared<const fleet::FleetPolicy>(std::move(inputs->policy));
  const metrics::ExporterInfo exporter = {.version = Version(),
                                          .revision = Revision(),
                                          .last_reload_successful = true,
                                          .last_reload_success = std::chrono::system_clock::now()};
  exposition::Publisher publisher(collector, policy, exporter, options.cluster_label);
  Reloader reloader(load, std::move(files), inputs->clusters, policy, exporter, collector,
                    publisher, logger);
  reloader.Watch(std::min(options.interval, kLookForChanges));

  (*server)->Start(MakeRoutes(options, publisher, reloader), *std::move(security));
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

}  // namespace exporter::cli
