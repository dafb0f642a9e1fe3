#include "exporter/cli/usage_message.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "exporter/text/suggestion.h"

namespace exporter::cli {
namespace {

constexpr unsigned kAnyCommand = ~0U;

std::string CommandNames(unsigned commands) {
  std::string names;
  for (const CommandSpec& command : Commands()) {
    if ((commands & Bit(command.command)) == 0) continue;
    names.append(names.empty() ? "" : ", ").append(command.name);
  }
  return names;
}

// A name that is similar to `typed`, else the shortest name that begins with `typed`.
std::optional<std::string_view> FindSimilarOrPrefixed(std::string_view typed,
                                                      const std::vector<std::string_view>& names) {
  constexpr std::size_t kMinLetters = 3;
  if (const auto similar = text::FindSimilar(typed, names)) return similar;
  const std::size_t dashes = std::min(typed.find_first_not_of('-'), typed.size());
  if (typed.size() - dashes < kMinLetters) return std::nullopt;
  std::optional<std::string_view> shortest;
  for (const std::string_view name : names) {
    if (!name.starts_with(typed)) continue;
    if (!shortest || name.size() < shortest->size()) shortest = name;
  }
  return shortest;
}

}  // namespace

std::string UnexpectedArgument(const std::string& word, std::string_view command) {
  return "unexpected argument \"" + word + "\" for \"" + std::string(command) + '"';
}

std::string UnknownCommand(const std::string& word) {
  std::vector<std::string_view> names = {"help", "version"};
  for (const CommandSpec& command : Commands()) names.push_back(command.name);
  const auto similar = FindSimilarOrPrefixed(word, names);
  return "unknown command \"" + word + '"' +
         (similar ? "; did you mean \"" + std::string(*similar) + "\"? Commands: "
                  : "; commands: ") +
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
  const auto similar = FindSimilarOrPrefixed(name, names);
  return "unknown option " + name +
         (similar ? "; did you mean " + std::string(*similar) + '?'
                  : "; see metallb-pool-exporter " + command_name + " --help");
}

}  // namespace exporter::cli
