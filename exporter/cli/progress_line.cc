#include "exporter/cli/progress_line.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "exporter/text/text_columns.h"

namespace exporter::cli {

ProgressLine::ProgressLine()
    : ProgressLine(isatty(STDERR_FILENO) == 1, [](std::string_view text) {
        std::fwrite(text.data(), 1, text.size(), stderr);
      }) {}

ProgressLine::ProgressLine(bool shown, Write write) : shown_(shown), write_(std::move(write)) {}

void ProgressLine::Show(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  if (!shown_ || text == text_) return;
  const std::string erased = EraseLine();
  text_ = text;
  write_(erased + text_);
}

void ProgressLine::PrintAbove(std::string_view line) {
  const std::scoped_lock lock(mutex_);
  write_(EraseLine() + std::string(line) + '\n' + text_);
}

std::string ProgressLine::EraseLine() const {
  return text_.empty() ? "" : '\r' + std::string(text::CountColumns(text_), ' ') + '\r';
}

}  // namespace exporter::cli
