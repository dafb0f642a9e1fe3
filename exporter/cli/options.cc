#include "exporter/cli/options.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "exporter/app/version.h"
#include "exporter/cli/arguments.h"
#include "exporter/cli/help_text.h"
#include "exporter/cli/option_table.h"
#include "exporter/cli/usage_message.h"
#include "exporter/sources/remote_exporter.h"
#include "exporter/text/visible_text.h"

namespace exporter::cli {
namespace {

tl::unexpected<EarlyExit> BadUsage(const CommandSpec& command, const std::string& what) {
  EarlyExit exit;
  exit.status = command.usage_status;
  exit.error = "metallb-pool-exporter: " + text::Visible(what) + '\n';
  return tl::unexpected(std::move(exit));
}

tl::unexpected<EarlyExit> Print(const CommandSpec& command, std::string output) {
  EarlyExit exit;
  exit.status = app::kExitSuccess;
  exit.status_if_unwritten = command.unwritten_status;
  exit.output = std::move(output);
  return tl::unexpected(std::move(exit));
}

// Parses the arguments of one command, without the name of the command.
class CommandLine {
 public:
  CommandLine(const CommandSpec& command, bool explicit_command, Arguments arguments)
      : command_(command), explicit_command_(explicit_command), arguments_(std::move(arguments)) {
    options_.command = command.command;
    options_.polling.user_agent = app::UserAgent();
  }

  tl::expected<Options, EarlyExit> Parse() {
    if (arguments_.values.contains("--help")) return Print(command_, Help());
    if (arguments_.values.contains("--version")) return Print(command_, app::VersionLine() + '\n');
    if (!arguments_.unknown_option.empty()) {
      return BadUsage(command_, UnknownOption(command_, arguments_.unknown_option));
    }
    for (const auto& [name, values] : arguments_.values) {
      if (FindOption(name) != nullptr) continue;
      return BadUsage(command_, UnknownOption(command_, std::string(name)));
    }
    std::string fault = SetOptions();
    if (fault.empty()) fault = SetWords();
    if (fault.empty()) fault = CheckTogether();
    if (!fault.empty()) return BadUsage(command_, fault);
    return std::move(options_);
  }

 private:
  std::string Help() const { return explicit_command_ ? CommandHelp(command_) : ProgramHelp(); }

  // The row of the option that counts for the command; nullptr: the command has no such option.
  const OptionSpec* FindOption(std::string_view name) const {
    for (const OptionSpec& option : AllOptions()) {
      if (option.name == name && (option.commands & Bit(command_.command)) != 0) return &option;
    }
    return nullptr;
  }

  static std::string CheckCount(const OptionSpec& option, const std::vector<std::string>& values) {
    const std::string name(option.name);
    if (values.size() > 1 && !option.repeatable) return name + " was given twice; keep one";
    const bool is_flag = option.value_name.empty();
    if (is_flag ||
        std::none_of(values.begin(), values.end(), [](const auto& each) { return each.empty(); })) {
      return {};
    }
    if (option.optional_value) {
      return name + " has an empty value; write " + name + " or " + name + '=' +
             std::string(option.value_name);
    }
    return name + " needs a value" +
           (option.default_value.empty() ? ": " + name + ' ' + std::string(option.value_name)
                                         : ", e.g. " + std::string(option.default_value));
  }

  std::string SetOptions() {
    for (const OptionSpec& option : AllOptions()) {
      if ((option.commands & Bit(command_.command)) == 0 || option.set == nullptr) continue;
      std::vector<std::string>& values = arguments_.values[option.name];
      if (std::string fault = CheckCount(option, values); !fault.empty()) return fault;
      if (values.empty() && !option.default_value.empty()) {
        values.emplace_back(option.default_value);
      }
      for (const std::string& value : values) {
        const std::string advice = option.set(options_, value);
        if (advice.empty()) continue;
        std::string fault = "invalid value \"" + value + "\" for ";
        return fault.append(option.name).append(": ").append(advice);
      }
    }
    return {};
  }

  std::string SetWords() {
    const std::vector<std::string>& words = arguments_.words;
    if (command_.command == Command::kLookup) return SetAddresses(words);
    if (command_.command == Command::kValidate) return SetPaths(words);
    if (command_.command == Command::kCompletion) return SetShell(words);
    const std::size_t max_words = command_.command == Command::kHealth ? 1 : 0;
    if (words.size() > max_words) return UnexpectedArgument(words[max_words], command_.name);
    if (words.empty()) return {};
    options_.health_url = words.front();
    return words.front().empty() ? "the URL is empty" : "";
  }

  std::string SetAddresses(const std::vector<std::string>& words) {
    if (words.empty()) return "\"lookup\" needs an ADDRESS, e.g. 10.0.0.1";
    for (const std::string& word : words) {
      const auto address = addresses::IpAddress::Parse(word);
      if (!address) {
        return '"' + word + "\" is not an IP address; write an address such as 10.0.0.1";
      }
      options_.lookup.addresses.push_back(*address);
    }
    return {};
  }

  std::string SetShell(const std::vector<std::string>& words) {
    if (words.empty()) return "\"completion\" needs a shell: bash, zsh or fish";
    if (words.size() > 1) return UnexpectedArgument(words[1], command_.name);
    static const std::map<std::string, Shell> kShells = {
        {"bash", Shell::kBash}, {"zsh", Shell::kZsh}, {"fish", Shell::kFish}};
    const auto shell = kShells.find(words.front());
    if (shell == kShells.end()) {
      return "unknown shell \"" + words.front() + "\"; use bash, zsh or fish";
    }
    options_.shell = shell->second;
    return {};
  }

  std::string SetPaths(const std::vector<std::string>& paths) {
    options_.validate.paths = paths;
    const bool has_layout = !options_.validate.layouts.empty();
    if (has_layout && !paths.empty()) return "--layout replaces PATHs; keep one of them";
    if (!has_layout && paths.empty()) return "\"validate\" needs a PATH, e.g. clusters/";
    const auto blank = std::find(paths.begin(), paths.end(), std::string());
    if (blank == paths.end()) return {};
    return "PATH " + std::to_string(blank - paths.begin() + 1) + " is empty";
  }

  // "--critical 95 (the default)". REQUIRES: the option has a value.
  std::string Given(std::string_view name) const {
    const std::string& value = arguments_.values.at(name).front();
    const OptionSpec* const option = FindOption(name);
    const bool is_default = option != nullptr && option->default_value == value;
    return std::string(name) + ' ' + value + (is_default ? " (the default)" : "");
  }

  // With the URL of an exporter, no cluster is read.
  std::string CheckFleetUrl() const {
    const bool serve = !options_.scan_fleet_url.empty();
    if (!serve && options_.scan.fleet_url.empty()) return {};
    const std::string name = serve ? "--scan.fleet-url" : "--fleet-url";
    if (serve && options_.scan_loop.scan.interfaces.empty()) {
      return name + " needs --scan.interface, e.g. --scan.interface eth1";
    }
    const std::string& url = serve ? options_.scan_fleet_url : options_.scan.fleet_url;
    // The error does not quote the URL, which may contain a password.
    if (const auto access = sources::RemoteExporter::ParseUrl(url); !access) {
      return name + ' ' + access.error().message;
    }
    const std::string other = options_.fleet.kubeconfig          ? "--kubeconfig"
                              : !options_.fleet.contexts.empty() ? "--context"
                              : options_.fleet.config_file       ? "--config.file"
                                                                 : "";
    return other.empty() ? "" : name + " replaces the clusters; remove it or " + other;
  }

  std::string CheckSources() const {
    const std::vector<std::string>& urls = options_.fleet.source_urls;
    for (const std::string& url : urls) {
      // The error does not quote the URL, which may contain a password.
      if (const auto access = sources::RemoteExporter::ParseUrl(url); !access) {
        return "--fleet.from " + access.error().message;
      }
    }
    if (!urls.empty() && !options_.scan_fleet_url.empty()) {
      return "--scan.fleet-url replaces the clusters; remove it or --fleet.from";
    }
    if (options_.serve.repeat_series && urls.empty() && !options_.fleet.config_file) {
      return "--fleet.repeat-series needs --fleet.from, e.g. --fleet.from http://exporter:10472";
    }
    return {};
  }

  std::string CheckResync() const {
    const collector::CollectorOptions& polling = options_.polling;
    constexpr std::string_view kResync = "--collector.resync";
    if (polling.mode != collector::Mode::kWatch) {
      const OptionSpec* const option = FindOption(kResync);
      const bool given =
          option != nullptr && arguments_.values.at(kResync).front() != option->default_value;
      return given ? std::string(kResync) + " needs --collector.mode=watch" : "";
    }
    if (polling.resync >= polling.interval) return {};
    return Given(kResync) + " is shorter than " + Given("--collector.interval") +
           "; write a longer --collector.resync or a shorter --collector.interval";
  }

  std::string CheckTogether() {
    options_.validate.plan = options_.fleet.plan_file;
    options_.validate.config_file = options_.fleet.config_file;
    if (!options_.scan_loop.scan.interfaces.empty()) {
      options_.scan_loop.keep_for = options_.polling.stale_after;
      options_.serve.scan = options_.scan_loop;
    }
    if (std::string fault = CheckFleetUrl(); !fault.empty()) return fault;
    if (std::string fault = CheckSources(); !fault.empty()) return fault;
    options_.fleet.reads_sources = command_.command == Command::kServe;
    if (std::string fault = CheckResync(); !fault.empty()) return fault;
    if (!options_.address_info) options_.fleet.max_address_series.reset();
    if (options_.warning > options_.critical) {
      return Given("--warning") + " is higher than " + Given("--critical") +
             "; write a lower --warning or a higher --critical";
    }
    if (options_.config_check && !options_.fleet.config_file && !options_.fleet.plan_file &&
        !options_.serve.web_config_file) {
      return "--config.check needs --config.file, --plan or --web.config.file";
    }
    return {};
  }

  const CommandSpec& command_;
  const bool explicit_command_;
  Arguments arguments_;
  Options options_;
};

const CommandSpec* FindCommand(std::string_view name) {
  for (const CommandSpec& command : Commands()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

bool IsHelpOrVersion(std::string_view word) { return word == "help" || word == "version"; }

// Handles help and version, which have no options. `arguments` are without the command's name.
tl::unexpected<EarlyExit> PrintAbout(const std::string& name, const Arguments& arguments) {
  const CommandSpec& serve = SpecOf(Command::kServe);
  const std::size_t max_words = name == "help" ? 1 : 0;
  std::string option = arguments.unknown_option;
  for (const auto& [given, values] : arguments.values) {
    if (given != "--help" && given != "--version") option = given;
  }
  if (!option.empty()) return BadUsage(serve, '"' + name + "\" has no option " + option);
  if (arguments.words.size() > max_words) {
    return BadUsage(serve, UnexpectedArgument(arguments.words[max_words], name));
  }
  if (name == "version") {
    return Print(serve,
                 arguments.values.contains("--help") ? ProgramHelp() : app::VersionLine() + '\n');
  }
  if (arguments.words.empty() || IsHelpOrVersion(arguments.words.front())) {
    return Print(serve, ProgramHelp());
  }
  const CommandSpec* const command = FindCommand(arguments.words.front());
  if (command == nullptr) return BadUsage(serve, UnknownCommand(arguments.words.front()));
  return Print(*command, CommandHelp(*command));
}

// Handles an unknown option before the command. A word may be the option's value, so the first word
// that is a command counts.
tl::expected<Options, EarlyExit> RejectUnknownOption(Arguments arguments) {
  const CommandSpec* command = nullptr;
  for (const std::string& word : arguments.words) {
    if (command == nullptr) command = FindCommand(word);
  }
  return CommandLine(command == nullptr ? SpecOf(Command::kServe) : *command, command != nullptr,
                     std::move(arguments))
      .Parse();
}

}  // namespace

tl::expected<Options, EarlyExit> ParseCommandLine(const std::vector<std::string>& given) {
  const CommandSpec& serve = SpecOf(Command::kServe);
  Arguments arguments = SplitArguments(given);
  if (arguments.words.empty()) return CommandLine(serve, false, std::move(arguments)).Parse();
  const std::string name = arguments.words.front();
  const CommandSpec* const command = FindCommand(name);
  if (command == nullptr && !IsHelpOrVersion(name) && !arguments.unknown_option.empty()) {
    return RejectUnknownOption(std::move(arguments));
  }
  arguments.words.erase(arguments.words.begin());
  if (IsHelpOrVersion(name)) return PrintAbout(name, arguments);
  if (command == nullptr) return BadUsage(serve, UnknownCommand(name));
  return CommandLine(*command, true, std::move(arguments)).Parse();
}

}  // namespace exporter::cli
