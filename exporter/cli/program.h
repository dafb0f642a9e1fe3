// The program: from the command line and the environment to an exit status.

#ifndef EXPORTER_CLI_PROGRAM_H_
#define EXPORTER_CLI_PROGRAM_H_

namespace exporter::cli {

// Exit statuses: 0 stopped by a signal, nothing found, or help; 2 bad usage or configuration; 1
// anything else. Of `check`: those of monitoring plugins. Never throws. REQUIRES: no other thread
// has been started.
int Run(int argc, const char* const* argv);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_PROGRAM_H_
