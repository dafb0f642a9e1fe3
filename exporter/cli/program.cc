#include "exporter/cli/program.h"

#include <malloc.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "exporter/app/descriptors.h"
#include "exporter/app/exporter_run.h"
#include "exporter/app/fleet_inputs.h"
#include "exporter/app/signals.h"
#include "exporter/app/version.h"
#include "exporter/cli/check_command.h"
#include "exporter/cli/completion.h"
#include "exporter/cli/health_command.h"
#include "exporter/cli/lookup_command.h"
#include "exporter/cli/manual_page.h"
#include "exporter/cli/options.h"
#include "exporter/cli/poll_once.h"
#include "exporter/cli/progress_line.h"
#include "exporter/cli/remote_fleet.h"
#include "exporter/cli/scan_command.h"
#include "exporter/cli/standard_output.h"
#include "exporter/cli/validate_command.h"
#include "exporter/config/fleet_config.h"
#include "exporter/demo/demo_fleet.h"
#include "exporter/kubeconfig/clusters.h"
#include "exporter/logging/logger.h"
#include "exporter/text/list_text.h"
#include "exporter/web/security.h"

namespace exporter::cli {
namespace {

std::optional<std::string> Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// The first variable that is set and not empty; empty if there is none.
std::string FirstVariable(std::initializer_list<const char*> names) {
  for (const char* const name : names) {
    if (auto value = Variable(name); value && !value->empty()) return *std::move(value);
  }
  return {};
}

kubeconfig::Environment ReadEnvironment() {
  kubeconfig::Environment environment;
  environment.kubeconfig = Variable("KUBECONFIG");
  environment.home = Variable("HOME");
  environment.service_host = Variable("KUBERNETES_SERVICE_HOST");
  environment.service_port = Variable("KUBERNETES_SERVICE_PORT");
  environment.https_proxy = FirstVariable({"HTTPS_PROXY", "https_proxy"});
  environment.http_proxy = FirstVariable({"HTTP_PROXY", "http_proxy"});
  environment.no_proxy = FirstVariable({"NO_PROXY", "no_proxy"});
  environment.ssl_cert_file = FirstVariable({"SSL_CERT_FILE"});
  environment.ssl_cert_dir = FirstVariable({"SSL_CERT_DIR"});
  return environment;
}

int PrintConfigurationCheck(const Options& options, logging::Logger& logger) {
  const auto check = app::CheckConfiguration(options.fleet, ReadEnvironment());
  if (!check) {
    PrintError(check.error().message);
    return app::kExitUsage;
  }
  if (options.serve.web_config_file) {
    const auto security = web::Security::Load(*options.serve.web_config_file, logger);
    if (!security) {
      PrintError(security.error().message);
      return app::kExitUsage;
    }
  }
  for (const std::string& warning : check->warnings) PrintError("warning: " + warning);
  const std::string clusters =
      check->clusters ? text::Count(*check->clusters, "cluster", "clusters") : "every context";
  const std::string sources =
      check->sources > 0 ? ", " + text::Count(check->sources, "source", "sources") : "";
  const std::string plan =
      check->planned_clusters
          ? ", IP plan of " + text::Count(*check->planned_clusters, "cluster", "clusters")
          : "";
  return WriteOutput("configuration valid: " + clusters + ", " +
                         text::Count(check->networks, "network", "networks") + sources + plan +
                         (check->unchecked.empty() ? "" : " (" + check->unchecked + ')') + '\n',
                     app::kExitSuccess, app::kExitFailure);
}

int Serve(const Options& options, logging::Logger& logger) {
  if (options.config_check) return PrintConfigurationCheck(options, logger);
  app::Signals signals;
  const bool only_scans = !options.scan_fleet_url.empty();
  bool has_default_clusters = false;  // after the last successful load
  const auto load = [&options, only_scans, &has_default_clusters,
                     environment = ReadEnvironment()](files::WatchedFiles& files) {
    if (!only_scans) {
      app::FleetOptions fleet = options.fleet;
      fleet.requires_default_clusters = has_default_clusters;
      auto loaded = app::LoadFleetInputs(fleet, environment, files);
      if (loaded) has_default_clusters = loaded->has_default_clusters;
      return loaded;
    }
    app::FleetInputs inputs;
    inputs.policy.max_conflict_series = options.fleet.max_conflict_series;
    return Result<app::FleetInputs>(std::move(inputs));
  };
  app::ServeOptions serve = options.serve;
  if (only_scans) {
    serve.scan_source = FleetAt(options.scan_fleet_url, ReadEnvironment(), options.polling.timeout);
  }
  return app::RunExporter(
      serve, options.polling, load, [](const auto&) {}, signals, logger);
}

// Loads the clusters and calls `run`, for commands that poll once. `failure` is the exit status if
// the configuration is invalid.
template <typename Run>
int WithClusters(const Options& options, int failure, const Run& run) {
  ProgressLine progress;
  logging::Logger logger(options.log_level, options.log_format,
                         [&progress](std::string_view line) { progress.PrintAbove(line); });
  files::WatchedFiles files;
  auto inputs = app::LoadFleetInputs(options.fleet, ReadEnvironment(), files);
  if (!inputs) {
    PrintError(inputs.error().message);
    return failure;
  }
  for (const std::string& warning : inputs->warnings) logger.Warn(warning, {});
  return run(*std::move(inputs), progress, logger);
}

int Check(const Options& options) {
  return WithClusters(
      options, app::kExitUnknown,
      [&options](app::FleetInputs inputs, ProgressLine& progress, logging::Logger& logger) {
        return RunCheck(options, std::move(inputs), progress, logger);
      });
}

int Lookup(const Options& options) {
  if (!options.lookup.url.empty()) return RunRemoteLookup(options.lookup);
  return WithClusters(
      options, app::kExitUsage,
      [&options](app::FleetInputs inputs, ProgressLine& progress, logging::Logger& logger) {
        const auto fleet = PollOnce(options.polling, inputs, progress, logger);
        return RunLookup(options.lookup, fleet, inputs.policy);
      });
}

int Scan(const Options& options) {
  if (!options.scan.fleet_url.empty()) {
    ProgressLine progress;
    return RunScan(options.scan,
                   FleetAt(options.scan.fleet_url, ReadEnvironment(), options.polling.timeout),
                   progress);
  }
  return WithClusters(
      options, app::kExitUnknown,
      [&options](const app::FleetInputs& inputs, ProgressLine& progress, logging::Logger& logger) {
        const auto poll = [&]() -> Result<wire::ScannedFleet> {
          app::FleetInputs copy = inputs;
          collector::CollectorOptions polling = options.polling;
          polling.reads_for_scan = true;
          return wire::ScannedFleet{PollOnce(polling, copy, progress, logger), inputs.policy};
        };
        return RunScan(options.scan, poll, progress);
      });
}

// The host and port to open in a browser on this machine: 127.0.0.1 if the server listens on all
// interfaces.
std::string BrowserAddress(const std::string& address) {
  return address.starts_with(':') ? "127.0.0.1" + address : address;
}

app::FleetInputs InputsOf(const demo::DemoFleet& fleet, const Options& options) {
  app::FleetInputs inputs;
  inputs.policy.max_conflict_series = options.fleet.max_conflict_series;
  inputs.policy.max_address_series = options.fleet.max_address_series;
  inputs.policy.address_holders = options.fleet.address_holders;
  inputs.policy.plan = demo::DemoFleet::Plan();
  for (const auto& [name, port] : fleet.Ports()) {
    credentials::Access access;
    access.endpoint = {.tls = false, .host = "127.0.0.1", .port = port, .path_prefix = ""};
    inputs.clusters.push_back({.identity = {.name = name,
                                            .context = name,
                                            .network = std::string(config::kDefaultNetwork)},
                               .access = std::move(access),
                               .metallb_class = "",
                               .metallb_expected = false});
  }
  return inputs;
}

int Demo(const Options& options, logging::Logger& logger) {
  app::Signals signals;
  const demo::DemoFleet fleet(options.polling.interval);
  const auto load = [&](files::WatchedFiles& /*files*/) -> Result<app::FleetInputs> {
    return InputsOf(fleet, options);
  };
  const auto print_addresses = [&options](const std::vector<std::string>& addresses) {
    std::printf("Three demo clusters are being polled. Open\n");
    for (const std::string& address : addresses) {
      const std::string shown = BrowserAddress(address);
      std::printf("  http://%s/\n  http://%s%s\n", shown.c_str(), shown.c_str(),
                  options.serve.telemetry_path.c_str());
    }
    std::printf("Stop the demo with Ctrl-C.\n");
    std::fflush(stdout);
  };
  return app::RunExporter(options.serve, options.polling, load, print_addresses, signals, logger);
}

// By default, glibc gives each polling thread a heap of its own. Failed polls fragment each heap,
// and the memory of the process grows for days. In addition, glibc raises its limit for blocks that
// are outside of the heaps to the size of the largest block that was freed. After one response of
// 64 MiB, the heaps would keep up to 32 MiB of free memory. A limit that is set is not raised.
void LimitHeaps() {
  constexpr int kMaxHeaps = 2;
  constexpr int kMaxBlockInHeap = 128 * 1024;  // glibc's initial value
  mallopt(M_ARENA_MAX, kMaxHeaps);
  mallopt(M_MMAP_THRESHOLD, kMaxBlockInHeap);
}

int RunCommand(const std::vector<std::string>& arguments) {
  // With SIGPIPE ignored, a write to a closed pipe returns an error.
  std::signal(SIGPIPE, SIG_IGN);
  const auto options = ParseCommandLine(arguments);
  if (!options) {
    const EarlyExit& exit = options.error();
    std::fputs(exit.error.c_str(), stderr);
    return WriteOutput(exit.output, exit.status, exit.status_if_unwritten);
  }
  LimitHeaps();
  // The program may inherit an ignored SIGCHLD, which would lose the exit status of exec plugins.
  std::signal(SIGCHLD, SIG_DFL);
  logging::Logger logger(options->log_level, options->log_format);
  switch (options->command) {
    case Command::kServe:
      return Serve(*options, logger);
    case Command::kCheck:
      return Check(*options);
    case Command::kLookup:
      return Lookup(*options);
    case Command::kScan:
      return Scan(*options);
    case Command::kValidate:
      return Validate(options->validate);
    case Command::kDemo:
      return Demo(*options, logger);
    case Command::kHealth:
      return RunHealth(options->health_url);
    case Command::kCompletion:
      return WriteOutput(CompletionScript(options->shell), app::kExitSuccess, app::kExitFailure);
    case Command::kMan:
      return WriteOutput(ManualPage(), app::kExitSuccess, app::kExitFailure);
  }
  return app::kExitFailure;
}

}  // namespace

int Run(int argc, const char* const* argv) {
  try {
    app::OpenStandardDescriptors();
    return RunCommand(argc > 0 ? std::vector<std::string>(argv + 1, argv + argc)
                               : std::vector<std::string>());
  } catch (const std::exception& exception) {  // a bug: nothing else catches it
    PrintError(std::string("internal error: ") + exception.what());
    return app::kExitFailure;
  }
}

}  // namespace exporter::cli
