// The width of a terminal.

#ifndef EXPORTER_CLI_TERMINAL_WIDTH_H_
#define EXPORTER_CLI_TERMINAL_WIDTH_H_

#include <cstddef>

namespace exporter::cli {

// The columns of the terminal behind `descriptor`: $COLUMNS if it is a number above 0, else the
// terminal's own answer, else 80. 0 if it is not a terminal, regardless of $COLUMNS: what is
// written to a file or to another program must be complete.
std::size_t TerminalColumns(int descriptor);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_TERMINAL_WIDTH_H_
