#include "exporter/sources/source_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "exporter/result/result.h"

namespace exporter::sources {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SourceLogTest : public testing::Test {
 protected:
  // The lines that are logged after a read with this error; empty: it succeeded.
  std::vector<std::string> Log(const std::string& error, const std::string& missing = "") {
    lines_.clear();
    fleet::SourceView view{.source = "http://e:1", .tried = true, .up = error.empty()};
    if (!error.empty()) view.last_error = Error(ErrorKind::kProtocol, error);
    log_.Log(view, missing, logger_);
    return lines_;
  }

  std::vector<std::string> lines_;
  logging::Logger logger_{logging::Level::kInfo, logging::Format::kLogfmt,
                          [this](std::string_view line) { lines_.emplace_back(line); }};
  SourceLog log_;
};

TEST_F(SourceLogTest, LogsEachErrorOfAnOutageOnce) {
  EXPECT_THAT(Log("a"), ElementsAre(HasSubstr("source=http://e:1 reason=protocol error=a")));
  EXPECT_THAT(Log("b"), ElementsAre(HasSubstr("error=b"))) << "of the same kind";
  EXPECT_THAT(Log("a"), IsEmpty());
  EXPECT_THAT(Log(""), ElementsAre(HasSubstr("source is up")));
  EXPECT_THAT(Log(""), IsEmpty());
  EXPECT_THAT(Log("a"), ElementsAre(HasSubstr("error=a"))) << "a new outage";
}

TEST_F(SourceLogTest, LogsAtMostTenErrorsOfAnOutage) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Log(std::to_string(i)).size(), 1U) << i;
  EXPECT_THAT(Log("another"), IsEmpty());
}

TEST_F(SourceLogTest, LogsWhyAnAnswerIsIncompleteIfTheReasonChanges) {
  Log("");
  EXPECT_THAT(Log("", "x"), ElementsAre(HasSubstr("incomplete\" source=http://e:1 reason=x")));
  EXPECT_THAT(Log("", "x"), IsEmpty());
  EXPECT_THAT(Log("", "y"), ElementsAre(HasSubstr("reason=y")));
  EXPECT_THAT(Log("", ""), IsEmpty());
}

}  // namespace
}  // namespace exporter::sources
