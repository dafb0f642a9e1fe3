// Runs a program and takes what it prints, within a time and a size.
//
// No shell. The program has nothing to read (/dev/null), its errors go nowhere, it has none of our
// descriptors and no signals blocked or ignored, and leads a process group of its own. However a
// run ends, nothing of that group is left running, nor as a zombie where we are process 1 of a
// container: also what the program itself started, even if it outlived it. Only what may not be
// killed, because it runs as another user (sudo), is left alone a second later. May be used by many
// threads at once.

#ifndef EXPORTER_CREDENTIALS_CHILD_PROCESS_H_
#define EXPORTER_CREDENTIALS_CHILD_PROCESS_H_

#include <cstddef>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "exporter/credentials/deadline.h"

namespace exporter::credentials {

struct ChildCommand {
  std::string program;  // a path if it holds a slash, else looked up in our PATH
  std::vector<std::string> arguments;
  // In its environment, beside and instead of what is in ours; the last one of a name counts.
  std::vector<std::pair<std::string, std::string>> variables;
  std::size_t most_output = std::size_t{1} << 20;
};

enum class ChildEnd {
  kNotStarted,  // no such program, or none that may be run
  kTimedOut,    // the deadline, or a stop, was first
  kFailed,
};

struct ChildError {
  ChildEnd end;
  // What happened, to stand behind the program's name; nothing that it printed or was given.
  std::string what;
};

// What it printed, where it ended with status 0.
tl::expected<std::string, ChildError> RunChild(const ChildCommand& command,
                                               const Deadline& deadline);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_CHILD_PROCESS_H_
