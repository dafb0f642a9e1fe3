#include "exporter/cli/options.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <utility>

#include "exporter/app/version.h"
#include "exporter/cli/option_groups.h"
#include "exporter/cli/written_options.h"
#include "exporter/text/visible_text.h"

namespace exporter::cli {
namespace {

// All commands read into the same variables, so that an option counts before the command as well as
// behind it. What a command does not know, and what stands in both places, is refused.
class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(0, 1);
    for (CLI::App* const app : {&app_, serve_, check_, validate_, demo_, health_}) {
      app->set_version_flag("--version", app::VersionLine());
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
      return Told(app_.help());
    } catch (const CLI::CallForVersion&) {
      return Told(app::VersionLine() + "\n");
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
    EarlyExit exit;
    exit.status = check_->parsed() ? app::kExitUnknown : app::kExitUsage;
    exit.error = "metallb-pool-exporter: " + text::Visible(what) + "; --help shows the options\n";
    return tl::unexpected(std::move(exit));
  }

  tl::unexpected<EarlyExit> Told(std::string output) const {
    EarlyExit exit;
    exit.status = app::kExitSuccess;
    exit.status_if_unwritten = check_->parsed()      ? app::kExitUnknown
                               : validate_->parsed() ? app::kExitUsage
                                                     : app::kExitFailure;
    exit.output = std::move(output);
    return tl::unexpected(std::move(exit));
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
    if (options.config_check && !options.fleet.config_file) {
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
