// The whole program except main(): reads the command line and the environment, and runs a command.

#ifndef EXPORTER_CLI_PROGRAM_H_
#define EXPORTER_CLI_PROGRAM_H_

namespace exporter::cli {

// Returns the exit status (option_table.cc lists them). Never throws.
// REQUIRES: no other thread has been started.
int Run(int argc, const char* const* argv);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_PROGRAM_H_
