// One line at the foot of a terminal that is written over as work goes on, and the log above it.
//
// It is wiped with blanks, and no terminal is asked to know an escape sequence. Thread-safe.

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

  // On standard error, if that is a terminal; else only the log is written.
  ProgressLine();
  ProgressLine(bool shown, Write write);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // In place of what it showed. REQUIRES: one line of visible text, short enough for a terminal.
  void Show(std::string_view text);
  void Clear() { Show(""); }

  // A line that stays, above the progress, which is shown again below it.
  void PrintAbove(std::string_view line);

 private:
  std::string Wiped() const;

  const bool shown_;
  const Write write_;
  std::mutex mutex_;
  std::string text_;  // what is shown; guarded by mutex_
};

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_PROGRESS_LINE_H_
