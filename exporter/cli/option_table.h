// The commands and their options, as data: the parser, the help, the error messages, the
// completion scripts and the manual page use these tables. Constant.

#ifndef EXPORTER_CLI_OPTION_TABLE_H_
#define EXPORTER_CLI_OPTION_TABLE_H_

#include <span>
#include <string>
#include <string_view>

#include "exporter/cli/options.h"

namespace exporter::cli {

struct CommandSpec {
  Command command;
  std::string_view name;
  std::string_view arguments;  // "PATH...", or words as "a|b"; empty: the command takes none
  std::string_view summary;
  std::string_view exit_status;  // one line for each status
  int usage_status;              // for bad usage
  int unwritten_status;          // if standard output cannot be written
};

// Sets a value from its text. Returns what to write instead, or an empty string if the text is
// valid.
using ValueSetter = std::string (*)(Options& options, const std::string& text);

// An option of one or more commands. An option with another default or meaning in another command
// has a second row.
struct OptionSpec {
  std::string_view name;           // "--log.level"
  std::string_view value_name;     // "LEVEL"; empty: a flag, which is set to "true"
  std::string_view default_value;  // what is set if the option is not given; empty: nothing
  std::string_view default_note;   // replaces the default value in the help
  std::string_view help;
  unsigned commands = 0;      // bits, by Bit()
  ValueSetter set = nullptr;  // nullptr: --help and --version
  char letter = '\0';         // of the short form
  bool repeatable = false;
  // The value is given as --name=VALUE only. The option alone is set to "true".
  bool optional_value = false;
  std::string_view values = {};  // what completion offers as the value: words, separated by spaces
};

// True if completion offers files as the value.
constexpr bool TakesFile(const OptionSpec& option) {
  const std::string_view value = option.value_name;
  return option.values.empty() &&
         (value == "PATH" || value == "ROOT" || value == "PATTERN" || value == "GLOB");
}

constexpr unsigned Bit(Command command) { return 1U << static_cast<unsigned>(command); }

std::span<const CommandSpec> Commands();
std::span<const OptionSpec> AllOptions();

const CommandSpec& SpecOf(Command command);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_OPTION_TABLE_H_
