// Standard output as a command writes what it found there: whole, or the command has failed. A disk
// that is full and a reader that has gone must not pass for a command that found nothing.
//
// One thread. REQUIRES: SIGPIPE is ignored.

#ifndef EXPORTER_CLI_STANDARD_OUTPUT_H_
#define EXPORTER_CLI_STANDARD_OUTPUT_H_

#include <string_view>

namespace exporter::cli {

// Writes it all. `status` if that went well; else `failure`, and standard error says why. With
// nothing to write nothing fails.
int WriteOutput(std::string_view text, int status, int failure);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_STANDARD_OUTPUT_H_
