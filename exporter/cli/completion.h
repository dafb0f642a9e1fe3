// Scripts that complete the command line in a shell. They are made from the option table. Pure.

#ifndef EXPORTER_CLI_COMPLETION_H_
#define EXPORTER_CLI_COMPLETION_H_

#include <string>

namespace exporter::cli {

enum class Shell { kBash, kZsh, kFish };

// The script completes commands, options, file names where an option takes a file, and the values
// of options that accept only some words.
std::string CompletionScript(Shell shell);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_COMPLETION_H_
