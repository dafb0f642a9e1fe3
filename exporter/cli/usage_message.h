// A message about bad usage. It names the word or option, and what was probably meant.

#ifndef EXPORTER_CLI_USAGE_MESSAGE_H_
#define EXPORTER_CLI_USAGE_MESSAGE_H_

#include <string>
#include <string_view>

#include "exporter/cli/option_table.h"

namespace exporter::cli {

std::string UnexpectedArgument(const std::string& word, std::string_view command);
std::string UnknownCommand(const std::string& word);

// REQUIRES: the command has no option `name`. Other commands may have it.
std::string UnknownOption(const CommandSpec& command, const std::string& name);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_USAGE_MESSAGE_H_
