// Runs a program and returns the program's output, within limits of time and size. Uses no shell.
//
// Standard input and standard error of the program are /dev/null. The program inherits no other
// descriptors of the exporter, and no blocked or ignored signals. The program leads its own process
// group. When a run ends, every process of the group is killed, and the exporter waits for the
// program. If the exporter is process 1 of a container, it also waits for the other processes of
// the group. A process that cannot be killed, because it runs as another user (sudo), is abandoned
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
  // Added to a copy of our environment. A variable replaces earlier variables of the same name.
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
  // Follows the program's name in a message. Contains no part of the program's output or arguments.
  std::string message;
};

// Runs the program and returns its output. An exit status other than 0 is an error.
tl::expected<std::string, ChildError> RunChild(const ChildCommand& command,
                                               const Deadline& deadline);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_CHILD_PROCESS_H_
