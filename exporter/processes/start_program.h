// Starts a program in a new process. Part of RunChild.

#ifndef EXPORTER_PROCESSES_START_PROGRAM_H_
#define EXPORTER_PROCESSES_START_PROGRAM_H_

#include <sys/types.h>

#include <tl/expected.hpp>

#include "exporter/processes/child_process.h"

namespace exporter::processes {

// Returns the process, which leads a process group of its own, or an error number. The program
// writes to `output` and `errors`; standard error is /dev/null if `errors` is negative. Returns
// after the program has started.
// REQUIRES: the standard descriptors of the exporter are open.
tl::expected<pid_t, int> StartProgram(const ChildCommand& command, int output, int errors);

}  // namespace exporter::processes

#endif  // EXPORTER_PROCESSES_START_PROGRAM_H_
