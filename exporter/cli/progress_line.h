// One line at the bottom of a terminal that is overwritten as work proceeds, with the log above it.
//
// Erases the line with spaces, so that it works in terminals without escape sequences. Thread-safe.

#ifndef EXPORTER_CLI_PROGRESS_LINE_H_
#define EXPORTER_CLI_PROGRESS_LINE_H_

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace exporter::cli {

class ProgressLine {
 public:
  using Write = std::function<void(std::string_view text)>;

  // Writes to standard error. If standard error is not a terminal, shows the log only.
  ProgressLine();
  ProgressLine(bool shown, Write write);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // Replaces the line. REQUIRES: one line of visible text, short enough for a terminal.
  void Show(std::string_view text);
  void Clear() { Show(""); }

  // Prints a permanent line above the progress line.
  void PrintAbove(std::string_view line);

 private:
  std::string EraseLine() const;

  const bool shown_;
  const Write write_;
  std::mutex mutex_;
  std::string text_;  // of the line; guarded by mutex_
};

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_PROGRESS_LINE_H_
