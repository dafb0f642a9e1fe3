#include "exporter/cli/progress_line.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::cli {
namespace {

// Everything that is written while `use` runs.
template <typename Use>
std::string Written(bool shown, Use use) {
  std::string written;
  ProgressLine line(shown, [&written](std::string_view text) { written += text; });
  use(line);
  return written;
}

TEST(ProgressLine, IsOverwrittenAndErasedWithSpaces) {
  EXPECT_EQ(Written(true,
                    [](ProgressLine& line) {
                      line.Show("1 of 2");
                      line.Show("2");
                      line.Show("2");
                      line.Clear();
                      line.Clear();
                    }),
            "1 of 2\r      \r2\r \r");
}

TEST(ProgressLine, PrintsTheLogOnSeparateLines) {
  EXPECT_EQ(Written(true,
                    [](ProgressLine& line) {
                      line.PrintAbove("before");
                      line.Show("1 of 2");
                      line.PrintAbove("while");
                      line.Clear();
                      line.PrintAbove("after");
                    }),
            "before\n1 of 2\r      \rwhile\n1 of 2\r      \rafter\n");
}

TEST(ProgressLine, ShowsOnlyTheLogIfThereIsNoTerminal) {
  EXPECT_EQ(Written(false,
                    [](ProgressLine& line) {
                      line.Show("1 of 2");
                      line.PrintAbove("a line");
                      line.Clear();
                    }),
            "a line\n");
}

}  // namespace
}  // namespace exporter::cli
