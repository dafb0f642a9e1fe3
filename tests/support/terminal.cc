#include "tests/support/terminal.h"

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace exporter::tests {
namespace {

// The line as a terminal shows it: "\r" returns to the first column, and later text overwrites
// earlier text.
std::string Drawn(const std::string& line) {
  std::string drawn;
  std::size_t column = 0;
  for (const char c : line) {
    if (c == '\r') {
      column = 0;
      continue;
    }
    drawn.resize(std::max(drawn.size(), column + 1), ' ');
    drawn[column++] = c;
  }
  drawn.erase(drawn.find_last_not_of(' ') + 1);
  return drawn;
}

[[noreturn]] void Become(const Arguments& arguments, const Variables& variables) {
  unsetenv("TERM");
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(strdup(argument.c_str()));
  pointers.push_back(nullptr);
  execvp(pointers.front(), pointers.data());
  _exit(127);
}

}  // namespace

std::vector<std::string> TerminalSession::Lines() const {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', start), bytes.size());
    lines.push_back(Drawn(bytes.substr(start, end - start)));
    start = end + 1;
  }
  return lines;
}

TerminalSession RunOnTerminal(const Arguments& arguments, const Variables& variables) {
  termios plain{};
  plain.c_cflag = CS8 | CREAD;  // no translation of line ends
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, &plain, nullptr);
  if (child < 0) throw std::runtime_error("no pseudo-terminal");
  if (child == 0) Become(arguments, variables);

  TerminalSession session;
  std::array<char, 4096> part{};
  // After the last writer has closed, Linux returns EIO.
  for (ssize_t count = 0; (count = read(terminal, part.data(), part.size())) > 0;) {
    session.bytes.append(part.data(), static_cast<std::size_t>(count));
  }
  close(terminal);
  int status = 0;
  waitpid(child, &status, 0);
  session.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return session;
}

}  // namespace exporter::tests
