#include "exporter/cli/completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/cli/option_table.h"

namespace exporter::cli {
namespace {

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string Joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

// The commands with their summaries, also those without a row in the table.
std::vector<std::pair<std::string, std::string>> AllCommands() {
  std::vector<std::pair<std::string, std::string>> all;
  for (const CommandSpec& command : Commands()) all.emplace_back(command.name, command.summary);
  all.emplace_back("help", "Prints the options and exit statuses of a command.");
  all.emplace_back("version", "Prints the version.");
  return all;
}

std::string CommandNames() {
  std::vector<std::string> names;
  for (const auto& [name, summary] : AllCommands()) names.push_back(name);
  return Joined(names, " ");
}

std::vector<const OptionSpec*> OptionsOf(const CommandSpec& command) {
  std::vector<const OptionSpec*> options;
  for (const OptionSpec& option : AllOptions()) {
    if ((option.commands & Bit(command.command)) != 0) options.push_back(&option);
  }
  return options;
}

// "--output" and "-o".
std::vector<std::string> NamesOf(const OptionSpec& option) {
  std::vector<std::string> names = {std::string(option.name)};
  if (option.letter != '\0') names.push_back(std::string("-") + option.letter);
  return names;
}

// The names of all options that need a value: "--plan|--output|-o".
std::string ValueOptions() {
  std::vector<std::string> all;
  for (const OptionSpec& option : AllOptions()) {
    if (option.value_name.empty() || option.optional_value) continue;
    for (std::string& name : NamesOf(option)) {
      if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(std::move(name));
    }
  }
  return Joined(all, "|");
}

// "bash zsh fish", if the command accepts only these words as its argument.
std::string ArgumentWords(const CommandSpec& command) {
  if (command.arguments.find('|') == std::string_view::npos) return {};
  return Replaced(std::string(command.arguments), "|", " ");
}

bool TakesFiles(const CommandSpec& command) { return command.arguments == "PATH..."; }

// bash

constexpr std::string_view kBashHead = R"(# Completes metallb-pool-exporter in bash.
_metallb_pool_exporter() {
  local IFS=$' \t\n' current=${COMP_WORDS[COMP_CWORD]} option="" command="" words="" word i
  COMPREPLY=()
  # bash splits "--name=value" into three words.
  [[ $current == "=" ]] && current=""
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    option=""
    if [[ $word == -* && ${COMP_WORDS[i + 1]} == "=" ]]; then
      option=$word
      ((i++))
    else
      case $word in
        @VALUE_OPTIONS@) option=$word ;;
        -*) ;;
        *) [[ -n $command ]] || command=$word ;;
      esac
    fi
    # After the option's value, no option is open.
    [[ -n $option ]] && ((++i < COMP_CWORD)) && option=""
  done
  case ${command:-serve} in
)";

// bash completes file names after the function if its result is empty and the default is on.
constexpr std::string_view kBashTail = R"(    help) words="@COMMANDS@" ;;
  esac
  if [[ -z $command && -z $option && $current != -* ]]; then
    words="@COMMANDS@"
  fi
  type compopt > /dev/null 2>&1 && compopt +o default
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _metallb_pool_exporter metallb-pool-exporter
)";

std::string BashCommand(const CommandSpec& command) {
  std::vector<std::string> names;
  std::string cases;
  for (const OptionSpec* const option : OptionsOf(command)) {
    names.emplace_back(option->name);
    const std::string pattern = Joined(NamesOf(*option), "|");
    if (TakesFile(*option)) cases += fmt::format("        {}) return ;;\n", pattern);
    if (option->values.empty()) continue;
    cases += fmt::format("        {}) words=\"{}\" ;;\n", pattern, option->values);
  }
  std::string text = fmt::format(R"(    {})
      case $option in
        "") words="{}" ;;
{}      esac
)",
                                 command.name, Joined(names, " "), cases);
  const std::string free_word = "      [[ -z $option && $current != -* ]] && ";
  if (TakesFiles(command)) text += free_word + "return\n";
  if (const std::string words = ArgumentWords(command); !words.empty()) {
    text += fmt::format("{}words=\"{}\"\n", free_word, words);
  }
  return text + "      ;;\n";
}

std::string BashScript() {
  std::string script(kBashHead);
  for (const CommandSpec& command : Commands()) script += BashCommand(command);
  script += kBashTail;
  return Replaced(Replaced(script, "@VALUE_OPTIONS@", ValueOptions()), "@COMMANDS@",
                  CommandNames());
}

// zsh

constexpr std::string_view kZshHead = R"(#compdef metallb-pool-exporter
# Completes metallb-pool-exporter in zsh.
_metallb-pool-exporter() {
  local command=""
  local -i i
  local -a commands=(
@COMMANDS@  )
  for ((i = 2; i < CURRENT; i++)); do
    case $words[i] in
      (@VALUE_OPTIONS@) ((i++)) ;;
      (-*) ;;
      (*) command=$words[i]; break ;;
    esac
  done
  if [[ -z $command && $i -eq $CURRENT && $words[CURRENT] != -* ]]; then
    _describe command commands
    return
  fi
  if [[ -n $command ]]; then
    words=($words[1] "${(@)words[i + 1,-1]}")
    ((CURRENT -= i - 1))
  fi
  case ${command:-serve} in
)";

constexpr std::string_view kZshTail =
    R"(    (help) _describe command commands ;;
  esac
}
if [[ $funcstack[1] == _metallb-pool-exporter ]]; then
  _metallb-pool-exporter "$@"
else
  compdef _metallb-pool-exporter metallb-pool-exporter
fi
)";

std::string ZshQuoted(const std::string& text) {
  return '\'' + Replaced(text, "'", R"('\'')") + '\'';
}

// An option as _arguments expects it. A description ends at "]".
std::string ZshOption(const OptionSpec& option, const std::string& name) {
  std::string spec = option.repeatable ? "*" : "";
  spec += name;
  if (!option.value_name.empty()) spec += name.starts_with("--") ? "=" : "+";
  if (option.optional_value) spec += '-';
  spec += '[' + Replaced(std::string(option.help), "]", "\\]") + ']';
  if (option.value_name.empty()) return ZshQuoted(spec);
  if (option.optional_value) spec += ':';
  spec.append(":").append(option.value_name).append(":");
  if (TakesFile(option)) spec += "_files";
  if (!option.values.empty()) spec.append("(").append(option.values).append(")");
  return ZshQuoted(spec);
}

std::string ZshCommand(const CommandSpec& command) {
  constexpr std::string_view kSeparator = " \\\n        ";
  std::vector<std::string> specs = {"      _arguments"};
  for (const OptionSpec* const option : OptionsOf(command)) {
    for (const std::string& name : NamesOf(*option)) specs.push_back(ZshOption(*option, name));
  }
  if (TakesFiles(command)) specs.emplace_back("'*:PATH:_files'");
  if (const std::string words = ArgumentWords(command); !words.empty()) {
    specs.push_back(fmt::format("'1:argument:({})'", words));
  }
  return fmt::format("    ({})\n{}\n      ;;\n", command.name, Joined(specs, kSeparator));
}

std::string ZshScript() {
  std::string commands;
  for (const auto& [name, summary] : AllCommands()) {
    commands += fmt::format("    {}\n", ZshQuoted(fmt::format("{}:{}", name, summary)));
  }
  std::string script(kZshHead);
  for (const CommandSpec& command : Commands()) script += ZshCommand(command);
  script += kZshTail;
  return Replaced(Replaced(script, "@VALUE_OPTIONS@", ValueOptions()), "@COMMANDS@", commands);
}

// fish

std::string FishQuoted(const std::string& text) {
  return '\'' + Replaced(Replaced(text, "\\", "\\\\"), "'", "\\'") + '\'';
}

constexpr std::string_view kFish = "complete -c metallb-pool-exporter";
constexpr std::string_view kFishSeen = "__fish_seen_subcommand_from";

std::string FishOption(const OptionSpec& option) {
  std::string text = fmt::format(" -l {}", option.name.substr(2));
  if (option.letter != '\0') text += fmt::format(" -s {}", option.letter);
  if (TakesFile(option)) {
    text += option.optional_value ? " -F" : " -r -F";
  } else if (!option.value_name.empty() && !option.optional_value) {
    text += " -x";
  }
  if (!option.values.empty()) text += fmt::format(" -a '{}'", option.values);
  return text + " -d " + FishQuoted(std::string(option.help));
}

std::string FishScript() {
  const std::string commands = CommandNames();
  std::string script = fmt::format("# Completes metallb-pool-exporter in fish.\n{} -f\n", kFish);
  for (const auto& [name, summary] : AllCommands()) {
    script += fmt::format("{} -n 'not {} {}' -a {} -d {}\n", kFish, kFishSeen, commands, name,
                          FishQuoted(summary));
  }
  script += fmt::format("{} -n '{} help' -a '{}'\n", kFish, kFishSeen, commands);
  for (const CommandSpec& command : Commands()) {
    std::string condition = fmt::format("{} {}", kFishSeen, command.name);
    if (command.command == Command::kServe) {
      condition += fmt::format("; or not {} {}", kFishSeen, commands);
    }
    const std::string start = fmt::format("{} -n '{}'", kFish, condition);
    if (TakesFiles(command)) script += start + " -F\n";
    if (const std::string words = ArgumentWords(command); !words.empty()) {
      script += fmt::format("{} -a '{}'\n", start, words);
    }
    for (const OptionSpec* const option : OptionsOf(command)) {
      script += fmt::format("{}{}\n", start, FishOption(*option));
    }
  }
  return script;
}

}  // namespace

std::string CompletionScript(Shell shell) {
  switch (shell) {
    case Shell::kBash:
      return BashScript();
    case Shell::kZsh:
      return ZshScript();
    case Shell::kFish:
      return FishScript();
  }
  return {};
}

}  // namespace exporter::cli
