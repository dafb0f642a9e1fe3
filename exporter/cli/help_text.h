// The text of --help: usage, commands, options with their defaults, and exit statuses, wrapped at
// 80 columns. Pure.

#ifndef EXPORTER_CLI_HELP_TEXT_H_
#define EXPORTER_CLI_HELP_TEXT_H_

#include <string>

#include "exporter/cli/option_table.h"

namespace exporter::cli {

// The commands, and the options of the default command.
std::string ProgramHelp();

std::string CommandHelp(const CommandSpec& command);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_HELP_TEXT_H_
