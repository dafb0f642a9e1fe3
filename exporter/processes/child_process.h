// Runs a program and returns the program's output, within limits of time and size. Uses no shell.
//
// Standard input of the program is /dev/null. The program inherits no other descriptors of the
// exporter, no blocked or ignored signals, and no raised limit of descriptors
// (descriptor_limit.h). The program leads its own process group. When a run ends, every process of
// the group is killed, and the exporter waits for the program. If the exporter is process 1 of a
// container, it also waits for the other processes of the group. A process that cannot be killed,
// because it runs as another user (sudo), is abandoned after one second. Thread-safe.

#ifndef EXPORTER_PROCESSES_CHILD_PROCESS_H_
#define EXPORTER_PROCESSES_CHILD_PROCESS_H_

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace exporter::processes {

struct ChildCommand {
  std::string program;  // a path if it contains a slash, else searched in our PATH
  std::vector<std::string> arguments;
  // Added to a copy of our environment. A variable replaces earlier variables of the same name.
  std::vector<std::pair<std::string, std::string>> variables;
  std::size_t max_output = std::size_t{1} << 20;
  // If false, standard error is /dev/null.
  bool keep_errors = false;
};

enum class ChildEnd {
  kNotStarted,  // the program is not found or cannot be executed
  kTimedOut,    // the end of the time or a stop came first
  kFailed,
};

struct ChildError {
  ChildEnd end;
  // Follows the program's name in a message. Contains no part of the program's output or arguments.
  std::string message;
  // The beginning of what the program wrote to standard error; empty without keep_errors. It may
  // contain secrets and control characters.
  std::string errors = {};
};

// Runs the program until `end` or a stop, and returns its output. An exit status other than 0 is an
// error.
tl::expected<std::string, ChildError> RunChild(const ChildCommand& command,
                                               std::chrono::steady_clock::time_point end,
                                               const std::stop_token& stop = {});

}  // namespace exporter::processes

#endif  // EXPORTER_PROCESSES_CHILD_PROCESS_H_
