#include "exporter/cli/options.h"

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

using Arguments = std::vector<std::string>;

// "--name=value" and "-n value" in parts. `name` is empty for a word that is not an option.
struct Token {
  std::string name;  // of the long form
  std::optional<std::string> value;
};

Token Split(const std::string& argument) {
  if (argument.size() < 2 || argument.front() != '-') return {};
  const std::size_t equals = argument.find('=');
  Token token{.name = argument.substr(0, equals)};
  if (equals != std::string::npos) token.value = argument.substr(equals + 1);
  if (argument.starts_with("--")) return token;
  const auto options = AllOptions();
  const auto short_form = std::find_if(
      options.begin(), options.end(), [&](const auto& each) { return each.letter == argument[1]; });
  const bool dash_missing =
      std::any_of(options.begin(), options.end(),
                  [&](const OptionSpec& each) { return each.name == '-' + token.name; });
  if (short_form == options.end() || dash_missing) return token;
  token.name = short_form->name;
  if (argument.size() > 2 && equals != 2) token.value = argument.substr(2);  // "-ojson"
  return token;
}

const OptionSpec* FindOption(std::string_view name, unsigned commands) {
  for (const OptionSpec& option : AllOptions()) {
    if (option.name == name && (option.commands & commands) != 0) return &option;
  }
  return nullptr;
}

// REQUIRES: the option at `index` takes a value.
bool HasValueAt(const Arguments& arguments, std::size_t index) {
  return index < arguments.size() && !arguments[index].starts_with("--");
}

constexpr unsigned kAnyCommand = ~0U;

// The first argument that is neither an option nor an option's value.
std::size_t FindFirstWord(const Arguments& arguments) {
  std::size_t i = 0;
  for (; i < arguments.size(); ++i) {
    const Token token = Split(arguments[i]);
    if (token.name.empty()) return i;
    const OptionSpec* const option = FindOption(token.name, kAnyCommand);
    if (option == nullptr) return arguments.size();  // an unknown option, or "--"
    const bool takes_next = !option->value_name.empty() && !token.value;
    if (takes_next && HasValueAt(arguments, i + 1)) ++i;
  }
  return i;
}

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

// The arguments of one command, the command itself removed.
class CommandLine {
 public:
  CommandLine(const CommandSpec& command, bool explicit_command, Arguments arguments)
      : command_(command), explicit_command_(explicit_command), arguments_(std::move(arguments)) {
    options_.command = command.command;
    options_.polling.user_agent = app::UserAgent();
  }

  tl::expected<Options, EarlyExit> Parse() {
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      if (arguments_[i] == "--") {
        words_.insert(words_.end(), arguments_.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      arguments_.end());
        break;
      }
      Token token = Split(arguments_[i]);
      if (token.name.empty()) {
        words_.push_back(arguments_[i]);
        continue;
      }
      if (token.name == "--help") return Print(command_, Help());
      if (token.name == "--version") return Print(command_, app::VersionLine() + '\n');
      const OptionSpec* const option = FindOption(token.name, Bit(command_.command));
      if (option == nullptr) return BadUsage(command_, UnknownOption(command_, token.name));
      if (option->value_name.empty() && !token.value) token.value = "true";
      if (!token.value && HasValueAt(arguments_, i + 1)) token.value = arguments_[++i];
      if (auto fault = Collect(*option, token.value.value_or("")); !fault.empty()) {
        return BadUsage(command_, fault);
      }
    }
    std::string fault = SetOptions();
    if (fault.empty()) fault = SetWords();
    if (fault.empty()) fault = CheckTogether();
    if (!fault.empty()) return BadUsage(command_, fault);
    return std::move(options_);
  }

 private:
  std::string Help() const { return explicit_command_ ? CommandHelp(command_) : ProgramHelp(); }

  std::string Collect(const OptionSpec& option, std::string value) {
    const std::string name(option.name);
    if (value.empty()) {
      return name + " needs a value" +
             (option.default_value.empty() ? ": " + name + ' ' + std::string(option.value_name)
                                           : ", e.g. " + std::string(option.default_value));
    }
    std::vector<std::string>& values = values_[&option];
    if (!values.empty() && !option.repeatable) return name + " was given twice; keep one";
    values.push_back(std::move(value));
    return {};
  }

  std::string SetOptions() {
    for (const OptionSpec& option : AllOptions()) {
      if ((option.commands & Bit(command_.command)) == 0 || option.set == nullptr) continue;
      std::vector<std::string>& values = values_[&option];
      if (values.empty() && !option.default_value.empty())
        values.emplace_back(option.default_value);
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
      options_.validate.paths = words_;
      if (words_.empty()) return "\"validate\" needs a PATH, e.g. clusters/";
    } else if (command_.command == Command::kHealth && words_.size() == 1) {
      options_.health_url = words_.front();
    } else if (!words_.empty()) {
      return "unexpected argument \"" + words_.back() + "\" for \"" + std::string(command_.name) +
             '"';
    }
    const bool blank = std::any_of(words_.begin(), words_.end(),
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
  const Arguments arguments_;
  Options options_;
  std::map<const OptionSpec*, std::vector<std::string>> values_;
  std::vector<std::string> words_;
};

const CommandSpec* FindCommand(std::string_view name) {
  for (const CommandSpec& command : Commands()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

}  // namespace

tl::expected<Options, EarlyExit> ParseCommandLine(const std::vector<std::string>& arguments) {
  const CommandSpec& serve = SpecOf(Command::kServe);
  Arguments others = arguments;
  const std::size_t at = FindFirstWord(arguments);
  if (at == arguments.size()) return CommandLine(serve, false, std::move(others)).Parse();
  const std::string& word = arguments[at];
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(at));
  if (word == "version") return Print(serve, app::VersionLine() + '\n');
  if (word == "help" && others.empty()) return Print(serve, ProgramHelp());
  const std::string& name = word == "help" ? others.back() : word;
  const CommandSpec* const command = FindCommand(name);
  if (command == nullptr) return BadUsage(serve, UnknownCommand(name));
  if (word == "help") return Print(*command, CommandHelp(*command));
  return CommandLine(*command, true, std::move(others)).Parse();
}

}  // namespace exporter::cli
