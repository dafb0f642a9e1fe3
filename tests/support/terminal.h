// Runs a program on a terminal of its own, as a person does.

#ifndef TESTS_SUPPORT_TERMINAL_H_
#define TESTS_SUPPORT_TERMINAL_H_

#include <string>
#include <vector>

#include "tests/support/process.h"

namespace exporter::tests {

struct TerminalSession {
  int status = 0;
  std::string bytes;  // all that came to the terminal, with "\n" as line ends

  // What stands on it in the end, without blanks at the end of a line.
  // REQUIRES: no escape sequences.
  std::vector<std::string> Lines() const;
};

// Its standard output and errors are one pseudo-terminal; without `variables` its TERM is unset.
// Throws std::runtime_error where it cannot be started.
TerminalSession RunOnTerminal(const Arguments& arguments, const Variables& variables = {});

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_TERMINAL_H_
