#include "exporter/cli/help_text.h"

#include <cstddef>
#include <sstream>
#include <string_view>

namespace exporter::cli {
namespace {

constexpr std::string_view kProgram = "metallb-pool-exporter";

// Returns `label`, followed by `text` wrapped into the columns from `column` to the last. `text`
// starts on the line of `label` if `label` ends before `column`.
std::string Entry(const std::string& label, std::string_view text, std::size_t column) {
  constexpr std::size_t kWidth = 80;
  std::string entry = label;
  std::size_t at = label.size();
  if (!label.empty() && at + 2 > column) {
    entry += '\n';
    at = 0;
  }
  std::istringstream words{std::string(text)};
  bool starts_line = true;
  for (std::string word; words >> word; starts_line = false) {
    if (!starts_line && at + 1 + word.size() > kWidth) {
      entry += '\n';
      at = 0;
    }
    const bool first_in_line = starts_line || at == 0;
    const std::size_t spaces = first_in_line ? column - at : 1;
    entry.append(spaces, ' ').append(word);
    at += spaces + word.size();
  }
  return entry + '\n';
}

std::string OptionEntry(const OptionSpec& option) {
  constexpr std::size_t kColumn = 6;
  std::string label = option.letter == '\0' ? "  " : std::string("  -") + option.letter + ", ";
  label += option.name;
  if (option.optional_value) {
    label.append("[=").append(option.value_name).append("]");
  } else if (!option.value_name.empty()) {
    label.append(" ").append(option.value_name);
  }
  const std::string_view preset =
      option.default_value.empty() ? option.default_note : option.default_value;
  std::string entry = Entry(label, option.help, kColumn);
  if (!preset.empty()) entry += Entry("", "Default: " + std::string(preset), kColumn);
  return entry;
}

std::string OptionEntries(Command command) {
  std::string entries;
  for (const OptionSpec& option : AllOptions()) {
    if ((option.commands & Bit(command)) != 0) entries += OptionEntry(option);
  }
  return entries;
}

std::string ExitStatuses(const CommandSpec& command) {
  constexpr std::size_t kColumn = 5;
  std::string entries = "\nExit status:\n";
  std::istringstream lines{std::string(command.exit_status)};
  for (std::string line; std::getline(lines, line);) {
    entries += Entry("  " + line.substr(0, 1), line.substr(1), kColumn);
  }
  return entries;
}

}  // namespace

std::string ProgramHelp() {
  constexpr std::size_t kColumn = 13;
  const std::string program(kProgram);
  std::string help =
      "Usage: " + program + " [COMMAND] [OPTION...]\n\n" +
      Entry("", "Reports how full the MetalLB address pools of many Kubernetes clusters are.", 0) +
      "\nCommands:\n";
  for (const CommandSpec& command : Commands()) {
    help += Entry("  " + std::string(command.name), command.summary, kColumn);
  }
  help +=
      Entry("  help", "Prints the options and exit statuses of a command: help COMMAND.", kColumn);
  help += Entry("  version", "Prints the version.", kColumn);
  const CommandSpec& serve = SpecOf(Command::kServe);
  return help + "\nOptions of serve:\n" + OptionEntries(serve.command) + ExitStatuses(serve);
}

std::string CommandHelp(const CommandSpec& command) {
  std::string help = "Usage: " + std::string(kProgram) + ' ' + std::string(command.name);
  if (!command.arguments.empty()) help.append(" ").append(command.arguments);
  return help + " [OPTION...]\n\n" + Entry("", command.summary, 0) + "\nOptions:\n" +
         OptionEntries(command.command) + ExitStatuses(command);
}

}  // namespace exporter::cli
