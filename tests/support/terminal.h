// Runs a program on a pseudo-terminal and captures its output. It does not interpret escape
// sequences.

#ifndef TESTS_SUPPORT_TERMINAL_H_
#define TESTS_SUPPORT_TERMINAL_H_

#include <string>
#include <vector>

#include "tests/support/process.h"

namespace exporter::tests {

struct TerminalSession {
  int status = 0;
  std::string bytes;  // the output, with "\n" as line ends

  // The lines that the terminal shows at the end, without trailing blanks.
  // REQUIRES: no escape sequences.
  std::vector<std::string> Lines() const;
};

// Runs the program to its end. Standard output and standard error are the same terminal. TERM is
// set only by `variables`. Throws std::runtime_error if there is no pseudo-terminal.
TerminalSession RunOnTerminal(const Arguments& arguments, const Variables& variables = {});

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_TERMINAL_H_
