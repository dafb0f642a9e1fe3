#include "exporter/cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "exporter/app/version.h"
#include "exporter/cli/help_text.h"
#include "exporter/cli/option_table.h"
#include "exporter/text/suggestion.h"
#include "exporter/text/visible_text.h"

namespace exporter::cli {
namespace {

// The command line, split by CLI11: the values of each option, and the words that are not options.
struct Arguments {
  std::map<std::string_view, std::vector<std::string>> values;  // by the option's name
  std::vector<std::string> words;  // the command, if given, comes first
  std::string unknown_option;      // the first one; empty: none
};

Arguments Split(const std::vector<std::string>& given) {
  CLI::App app;
  app.set_help_flag();  // --help is a row of the table
  app.allow_extras();
  std::map<std::string_view, CLI::Option*> options;
  for (const OptionSpec& row : AllOptions()) {
    if (options.contains(row.name)) continue;
    const std::string name(row.name);
    const std::string names = row.letter == '\0' ? name : name + ",-" + row.letter;
    options[row.name] = row.value_name.empty()
                            ? app.add_flag(names)
                            : app.add_option_function<std::vector<std::string>>(
                                     names, [](const std::vector<std::string>&) {})
                                  ->expected(0, 1)  // a missing value is reported below
                                  ->allow_extra_args(false);
    options[row.name]->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  std::vector<std::string> reversed;  // as CLI11 expects it
  for (const std::string& argument : given) {
    // CLI11 would take the next argument as the value of "--name=".
    const bool empty_value = argument.starts_with("--") && argument.ends_with('=');
    reversed.push_back(empty_value ? argument.substr(0, argument.size() - 1) : argument);
    if (empty_value) reversed.emplace_back();
  }
  std::reverse(reversed.begin(), reversed.end());
  app.parse(std::move(reversed));

  Arguments arguments;
  for (const auto& [name, option] : options) {
    if (option->count() == 0) continue;
    arguments.values[name] = option->results();
    for (std::string& value : arguments.values[name]) {
      if (!option->get_snames().empty() && value.starts_with('=')) value.erase(0, 1);  // "-o=json"
    }
  }
  bool only_words = false;
  for (const std::string& extra : app.remaining()) {
    if (!only_words && extra == "--") {
      only_words = true;
    } else if (only_words || extra.size() < 2 || extra.front() != '-') {
      arguments.words.push_back(extra);
    } else {
      arguments.unknown_option = extra.substr(0, extra.find('='));
      break;
    }
  }
  return arguments;
}

constexpr unsigned kAnyCommand = ~0U;

std::string CommandNames(unsigned commands) {
  std::string names;
  for (const CommandSpec& command : Commands()) {
    if ((commands & Bit(command.command)) == 0) continue;
    names.append(names.empty() ? "" : ", ").append(command.name);
  }
  return names;
}

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

std::string UnknownCommand(const std::string& word) {
  std::vector<std::string_view> names = {"help", "version"};
  for (const CommandSpec& command : Commands()) names.push_back(command.name);
  return "unknown command \"" + word + '"' + text::DidYouMean(word, names) +
         (text::FindSimilar(word, names) ? " Commands: " : "; commands: ") +
         CommandNames(kAnyCommand) + ", help, version";
}

std::string UnknownOption(const CommandSpec& command, const std::string& name) {
  unsigned others = 0;
  std::vector<std::string_view> names;
  for (const OptionSpec& option : AllOptions()) {
    if (option.name == name) others |= option.commands;
    if (option.name == '-' + name) return "write two dashes: " + std::string(option.name);
    if ((option.commands & Bit(command.command)) != 0) names.push_back(option.name);
  }
  const std::string command_name(command.name);
  if (others != 0) {
    return '"' + command_name + "\" has no option " + name + " (" + CommandNames(others) + ')';
  }
  const auto similar = text::FindSimilar(name, names);
  return "unknown option " + name +
         (similar ? "; did you mean " + std::string(*similar) + '?'
                  : "; see metallb-pool-exporter " + command_name + " --help");
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
      if (FindOption(name) == nullptr)
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
    if (std::none_of(values.begin(), values.end(), [](const auto& each) { return each.empty(); })) {
      return {};
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
        return "invalid value \"" + value + "\" for " + std::string(option.name) + ": " + advice;
      }
    }
    return {};
  }

  std::string SetWords() {
    if (command_.command == Command::kValidate) {
      options_.validate.paths = arguments_.words;
      if (arguments_.words.empty()) return "\"validate\" needs a PATH, e.g. clusters/";
    } else if (command_.command == Command::kHealth && arguments_.words.size() == 1) {
      options_.health_url = arguments_.words.front();
    } else if (!arguments_.words.empty()) {
      return "unexpected argument \"" + arguments_.words.back() + "\" for \"" +
             std::string(command_.name) + '"';
    }
    const bool blank = std::any_of(arguments_.words.begin(), arguments_.words.end(),
                                   [](const std::string& word) { return word.empty(); });
    return blank ? "an argument is empty" : "";
  }

  std::string CheckTogether() {
    options_.validate.plan = options_.fleet.plan_file;
    options_.validate.config_file = options_.fleet.config_file;
    if (!options_.address_info) options_.fleet.max_address_series.reset();
    if (options_.warning > options_.critical) return "--warning is higher than --critical";
    if (options_.config_check && !options_.fleet.config_file) {
      return "--config.check needs --config.file PATH";
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

}  // namespace

tl::expected<Options, EarlyExit> ParseCommandLine(const std::vector<std::string>& given) {
  const CommandSpec& serve = SpecOf(Command::kServe);
  Arguments arguments = Split(given);
  if (arguments.words.empty()) return CommandLine(serve, false, std::move(arguments)).Parse();
  std::string name = arguments.words.front();
  arguments.words.erase(arguments.words.begin());
  if (name == "version") return Print(serve, app::VersionLine() + '\n');
  const bool help = name == "help";
  if (help && arguments.words.empty()) return Print(serve, ProgramHelp());
  if (help) name = arguments.words.front();
  const CommandSpec* const command = FindCommand(name);
  if (command == nullptr) return BadUsage(serve, UnknownCommand(name));
  if (help) return Print(*command, CommandHelp(*command));
  return CommandLine(*command, true, std::move(arguments)).Parse();
}

}  // namespace exporter::cli
