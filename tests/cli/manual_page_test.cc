#include "exporter/cli/manual_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "exporter/cli/options.h"

namespace exporter::cli {
namespace {

// The section EXAMPLES of the page, without roff's escapes.
std::string Examples() {
  const std::string page = ManualPage();
  const std::size_t start = page.find("\n.SH EXAMPLES\n");
  EXPECT_NE(start, std::string::npos);
  return std::regex_replace(page.substr(start), std::regex(R"(\\-)"), "-");
}

TEST(ManualPage, ExamplesAreValidCommandLines) {
  std::istringstream lines(Examples());
  int examples = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    if (!(words >> word) || word != ".B") continue;
    ASSERT_TRUE(words >> word);
    EXPECT_EQ(word, "metallb-pool-exporter");
    std::vector<std::string> arguments;
    while (words >> word) arguments.push_back(word);
    const auto options = ParseCommandLine(arguments);
    EXPECT_TRUE(options) << line << ": " << options.error().error;
    ++examples;
  }
  EXPECT_GE(examples, 4);
}

}  // namespace
}  // namespace exporter::cli
