#include "exporter/cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <utility>

#include "exporter/cli/option_checks.h"
#include "exporter/cli/version.h"
#include "exporter/cli/written_options.h"

namespace exporter::cli {
namespace {

CLI::Option* AddRepeatable(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                           const std::string& help) {
  // Without this an option takes every word up to the next one.
  return app.add_option(name, values, help)->allow_extra_args(false);
}

void AddClusterOptions(CLI::App& app, Written& written) {
  app.add_option("--kubeconfig", written.kubeconfig,
                 "A kubeconfig, or a folder of them (default: the files in $KUBECONFIG, else "
                 "~/.kube/config, else the Pod's own service account)")
      ->type_name("PATH")
      ->check(CheckNotEmpty);
  app.add_option("--in-cluster-name", written.in_cluster_name,
                 "The cluster's name where the Pod's own service account is used")
      ->type_name("NAME")
      ->check(CheckNotEmpty)
      ->capture_default_str();
  AddRepeatable(app, "--context", written.contexts,
                "A context to read, shell globs allowed; repeatable (default: every context)")
      ->type_name("NAME")
      ->check(CheckNotEmpty);
  app.add_option("--metallb.namespace", written.metallb_namespace,
                 "Where MetalLB's resources are read (default: all namespaces)")
      ->type_name("NS")
      ->check(CheckNamespace);
  app.add_option("--metallb.lb-class", written.metallb_class,
                 "As MetalLB's --lb-class: which Services are MetalLB's to serve (default: those "
                 "that name no class)")
      ->type_name("CLASS")
      ->check(CheckNotEmpty);
}

void AddPolicyOptions(CLI::App& app, Written& written) {
  app.add_option("--config.file", written.config_file,
                 "Clusters and their networks, in YAML (default: none)")
      ->type_name("PATH")
      ->check(CheckNotEmpty);
  app.add_option("--plan", written.plan_file, "The written IP plan, in YAML (default: none)")
      ->type_name("PATH")
      ->check(CheckNotEmpty);
}

void AddCollectorOptions(CLI::App& app, Written& written) {
  app.add_option("--collector.interval", written.interval, "How often a cluster is polled")
      ->type_name("DURATION")
      ->check(CheckDuration)
      ->capture_default_str();
  app.add_option("--collector.timeout", written.timeout, "How long a whole poll may take")
      ->type_name("DURATION")
      ->check(CheckDuration)
      ->capture_default_str();
  app.add_option("--collector.stale-after", written.stale_after,
                 "How long the last good data of a cluster that cannot be read stays in use")
      ->type_name("DURATION")
      ->check(CheckDuration)
      ->capture_default_str();
}

void AddServingOptions(CLI::App& app, Written& written) {
  AddRepeatable(app, "--web.listen-address", written.listen_addresses,
                "Where to listen, as :port, host:port or [v6]:port; repeatable")
      ->type_name("ADDR")
      ->check(CheckListenAddress)
      ->default_str(written.listen_addresses.front());
  app.add_option("--web.telemetry-path", written.telemetry_path, "Where the metrics are")
      ->type_name("PATH")
      ->check(CheckTelemetryPath)
      ->capture_default_str();
  app.add_flag("--web.enable-lifecycle", written.enable_lifecycle,
               "Allows POST /-/reload, which reads the configuration again (default: off)");
  app.add_option("--web.config.file", written.web_config_file,
                 "TLS and users for our own port, in exporter-toolkit's format (default: none)")
      ->type_name("PATH")
      ->check(CheckNotEmpty);
}

void AddMetricsOptions(CLI::App& app, Written& written) {
  app.add_option("--metrics.cluster-label", written.cluster_label,
                 "The name of the label that holds a cluster's name")
      ->type_name("NAME")
      ->check(CheckClusterLabel)
      ->capture_default_str();
  app.add_option("--metrics.max-conflict-series", written.most_conflict_series,
                 "The most series of duplicate addresses, and of overlapping pools, in a network")
      ->type_name("N")
      ->check(CheckCount)
      ->capture_default_str();
  app.add_flag("--metrics.address-info", written.address_info,
               "Adds a series for each address and Service that holds it (default: off)");
  app.add_option("--metrics.max-address-series", written.most_address_series,
                 "The most of these series in a network")
      ->type_name("N")
      ->check(CheckCount)
      ->capture_default_str();
}

void AddCheckOptions(CLI::App& app, Written& written) {
  app.add_option("--warning", written.warning, "The use of a pool, in per cent, that is a warning")
      ->type_name("PERCENT")
      ->check(CheckPercent)
      ->capture_default_str();
  app.add_option("--critical", written.critical, "The use of a pool, in per cent, that is critical")
      ->type_name("PERCENT")
      ->check(CheckPercent)
      ->capture_default_str();
  app.add_option("-o,--output", written.output, "table or json")
      ->type_name("FORMAT")
      ->check(CheckTableOrJson)
      ->capture_default_str();
}

void AddValidateOptions(CLI::App& app, Written& written) {
  app.add_option("PATH", written.paths,
                 "A folder with a sub-folder for each cluster, named as the cluster; or NAME=PATH "
                 "for the file or folder of one; or NAME=- for standard input")
      ->required()
      ->type_name("")
      ->check(CheckNotEmpty);
  app.add_option("-o,--output", written.findings_output,
                 "text, json, or github for annotations in a workflow")
      ->type_name("FORMAT")
      ->check(CheckFindingsOutput)
      ->capture_default_str();
}

void AddLogOptions(CLI::App& app, Written& written) {
  app.add_option("--log.level", written.log_level, "debug, info, warn or error")
      ->type_name("LEVEL")
      ->check(CheckLogLevel)
      ->capture_default_str();
  app.add_option("--log.format", written.log_format, "logfmt or json; logs go to standard error")
      ->type_name("FORMAT")
      ->check(CheckLogFormat)
      ->capture_default_str();
}

std::string OneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// All commands read into the same variables, so that an option counts before the command as well as
// behind it. What a command does not know, and what stands in both places, is refused.
class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(0, 1);
    for (CLI::App* const app : {&app_, serve_, check_, validate_, demo_, health_}) {
      app->set_version_flag("--version", VersionLine());
    }
    for (CLI::App* const app : {&app_, serve_}) AddServe(*app);
    AddCheck();
    AddDemo();
    AddPolicyOptions(*validate_, written_);
    AddValidateOptions(*validate_, written_);
    health_->add_option("url", written_.health_url, "Where the exporter listens")
        ->type_name("URL")
        ->capture_default_str();
  }

  tl::expected<Options, EarlyExit> Parse(const std::vector<std::string>& arguments) {
    // CLI11 would take the next word for the value.
    for (const std::string& argument : arguments) {
      if (!argument.starts_with("--") || !argument.ends_with('=')) continue;
      return BadUsage(argument + " has no value");
    }
    try {
      // It takes a vector from its end.
      app_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::CallForHelp&) {
      return tl::unexpected(EarlyExit{kExitSuccess, app_.help(), ""});
    } catch (const CLI::CallForVersion&) {
      return tl::unexpected(EarlyExit{kExitSuccess, VersionLine() + "\n", ""});
    } catch (const CLI::Error& error) {
      return BadUsage(error.what());
    }
    for (const CLI::App* const command : app_.get_subcommands()) {
      if (auto misplaced = FindMisplaced(*command)) return BadUsage(*misplaced);
    }
    return ToValues();
  }

 private:
  void AddServe(CLI::App& app) {
    AddClusterOptions(app, written_);
    AddPolicyOptions(app, written_);
    app.add_flag("--config.check", written_.config_check,
                 "Only checks the configuration file, and the plan if one is given, and exits");
    AddCollectorOptions(app, written_);
    AddServingOptions(app, written_);
    AddMetricsOptions(app, written_);
    AddLogOptions(app, written_);
  }

  void AddCheck() {
    const Written others = std::exchange(written_, DefaultsOfCheck());
    AddClusterOptions(*check_, written_);
    AddPolicyOptions(*check_, written_);
    AddCollectorOptions(*check_, written_);
    AddCheckOptions(*check_, written_);
    AddLogOptions(*check_, written_);
    written_ = others;
  }

  void AddDemo() {
    const Written others = std::exchange(written_, DefaultsOfDemo());
    AddCollectorOptions(*demo_, written_);
    AddServingOptions(*demo_, written_);
    AddMetricsOptions(*demo_, written_);
    AddLogOptions(*demo_, written_);
    written_ = others;
  }

  static Written DefaultsOfCheck() {
    Written defaults;
    defaults.log_level = "warn";  // the table tells the rest
    return defaults;
  }

  static Written DefaultsOfDemo() {
    Written defaults;
    defaults.interval = "2s";  // there is nothing to spare, and something to see
    return defaults;
  }

  // An option before the command that the command does not have, or has been given too.
  std::optional<std::string> FindMisplaced(const CLI::App& command) const {
    for (const CLI::Option* const option : app_.get_options()) {
      if (option->count() == 0) continue;
      const std::string name = option->get_name();
      const CLI::Option* const same = command.get_option_no_throw(name);
      if (same == nullptr) return name + " is no option of the command " + command.get_name();
      if (same->count() > 0) {
        return name + " is given before the command and behind it; keep one";
      }
    }
    return std::nullopt;
  }

  bool IsGiven(const CLI::App* command, const std::string& option) const {
    return app_.count(option) + command->count(option) > 0;
  }

  tl::unexpected<EarlyExit> BadUsage(const std::string& what) const {
    return tl::unexpected(
        EarlyExit{check_->parsed() ? kExitUnknown : kExitUsage, "",
                  "metallb-pool-exporter: " + OneLine(what) + "; --help shows the options\n"});
  }

  tl::expected<Options, EarlyExit> ToValues() {
    if (demo_->parsed()) {
      if (!IsGiven(demo_, "--collector.interval")) written_.interval = DefaultsOfDemo().interval;
      return ToOptions(written_, Command::kDemo);
    }
    if (validate_->parsed()) return ToOptions(written_, Command::kValidate);
    if (health_->parsed()) return ToOptions(written_, Command::kHealth);
    if (check_->parsed() && !IsGiven(check_, "--log.level")) {
      written_.log_level = DefaultsOfCheck().log_level;
    }
    Options options = ToOptions(written_, check_->parsed() ? Command::kCheck : Command::kServe);
    if (options.warning > options.critical) return BadUsage("--warning is higher than --critical");
    if (options.config_check && !options.config_file) {
      return BadUsage("--config.check has nothing to check; give --config.file");
    }
    return options;
  }

  Written written_;
  CLI::App app_{"Reports how full the MetalLB address pools of many Kubernetes clusters are.",
                "metallb-pool-exporter"};
  CLI::App* const serve_ = app_.add_subcommand(
      "serve", "Polls the clusters and serves metrics until SIGINT or SIGTERM (the default)");
  CLI::App* const check_ = app_.add_subcommand(
      "check",
      "Polls every cluster once and reports pools and conflicts, with an exit status for "
      "monitoring: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN");
  CLI::App* const validate_ = app_.add_subcommand(
      "validate", "Checks manifests in Git, without any cluster: exit status 1 for errors");
  CLI::App* const health_ =
      app_.add_subcommand("health", "Asks a running exporter whether it lives: exit status 0 or 1");
  CLI::App* const demo_ = app_.add_subcommand(
      "demo", "Serves three stand-in clusters that live in this process, with no Kubernetes");
};

}  // namespace

tl::expected<Options, EarlyExit> ParseCommandLine(const std::vector<std::string>& arguments) {
  return CommandLine().Parse(arguments);
}

}  // namespace exporter::cli
