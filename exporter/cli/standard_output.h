// Writes the result of a command to standard output. If the write fails (disk full, closed pipe),
// the command fails: the exit status must not say that nothing was found.
//
// Used by one thread. REQUIRES: SIGPIPE is ignored.

#ifndef EXPORTER_CLI_STANDARD_OUTPUT_H_
#define EXPORTER_CLI_STANDARD_OUTPUT_H_

#include <string_view>

namespace exporter::cli {

// Returns `status` if all of `text` was written or `text` is empty. Otherwise prints the reason to
// standard error and returns `failure`.
int WriteOutput(std::string_view text, int status, int failure);

// Prints "metallb-pool-exporter: message" to standard error, with visible characters only.
void PrintError(std::string_view message);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_STANDARD_OUTPUT_H_
