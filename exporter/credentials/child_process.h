// Runs a program and returns its output, within a limit of time and size.
//
// No shell. Standard input and standard error of the program are /dev/null. It inherits none of our
// other descriptors, and no blocked or ignored signals. It leads its own process group. When a run
// ends, every process of that group is killed and, if the exporter is process 1 of a container,
// waited for. A process that cannot be killed, because it runs as another user (sudo), is abandoned
// after one second. Thread-safe.

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
  std::string program;  // a path if it contains a slash, else searched in our PATH
  std::vector<std::string> arguments;
  // Added to a copy of our environment; they replace variables of the same name. The last wins.
  std::vector<std::pair<std::string, std::string>> variables;
  std::size_t max_output = std::size_t{1} << 20;
};

enum class ChildEnd {
  kNotStarted,  // the program is not found or cannot be executed
  kTimedOut,    // the deadline or a stop came first
  kFailed,
};

struct ChildError {
  ChildEnd end;
  // Follows the program's name in a message. Contains nothing of its output or arguments.
  std::string message;
};

// The output of the program, if it ended with status 0.
tl::expected<std::string, ChildError> RunChild(const ChildCommand& command,
                                               const Deadline& deadline);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_CHILD_PROCESS_H_
