#include "exporter/logging/logger.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "exporter/logging/line_format.h"
#include "tests/support/json.h"

namespace exporter::logging {
namespace {

const auto kTime =
    std::chrono::system_clock::time_point(std::chrono::milliseconds(1'764'000'000'007));
constexpr const char* kTimestamp = "2025-11-24T16:00:00.007Z";

std::string Logfmt(std::string_view message, Logger::Fields fields) {
  return FormatLogfmt({kTime, Level::kInfo, message, fields});
}

TEST(FormatLogfmt, QuotesOnlyWhatNeedsIt) {
  const std::string start = std::string("ts=") + kTimestamp + " level=info msg=";
  EXPECT_EQ(Logfmt("listening", {{"address", "[::1]:10472"}, {"clusters", 3}, {"gone", -1}}),
            start + "listening address=[::1]:10472 clusters=3 gone=-1");
  EXPECT_EQ(Logfmt("cluster is up", {{"cluster", "a b"}}),
            start + "\"cluster is up\" cluster=\"a b\"");
  EXPECT_EQ(
      Logfmt("x", {{"empty", ""}, {"equals", "a=b"}, {"quote", "say \"hi\""}, {"path", "a\\b"}}),
      start + R"(x empty="" equals="a=b" quote="say \"hi\"" path="a\\b")");
}

TEST(FormatLogfmt, EscapesLineBreaks) {
  EXPECT_EQ(Logfmt("x", {{"error", "a\nlevel=error msg=forged\r\x1b[31m"}}),
            std::string("ts=") + kTimestamp +
                R"( level=info msg=x error="a[U+000A]level=error msg=forged[U+000D][U+001B][31m")");
  EXPECT_TRUE(Logfmt("x", {{"error", "\xff\u009b\u200f\u2028"}})
                  .ends_with(" error=[0xFF][U+009B][U+200F][U+2028]"));
}

TEST(FormatJson, IsOneObject) {
  const std::string text =
      FormatJson({kTime, Level::kError, "a \"message\"", {{"text", "1\n\xff"}, {"number", 7}}});
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto object = tests::Json::Parse(text);
  EXPECT_EQ(object["ts"], kTimestamp);
  EXPECT_EQ(object["level"], "error");
  EXPECT_EQ(object["msg"], "a \"message\"");
  EXPECT_EQ(object["text"], "1\n\xef\xbf\xbd");
  EXPECT_EQ(object["number"], 7);
}

TEST(Logger, OmitsLinesBelowItsLevel) {
  std::vector<std::string> lines;
  Logger logger(Level::kWarn, Format::kLogfmt,
                [&lines](std::string_view line) { lines.emplace_back(line); });
  logger.Debug("a", {});
  logger.Info("b", {});
  logger.Warn("c {} %v", {});
  logger.Error("d", {{"k", 1}});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].ends_with("level=warn msg=\"c {} %v\"")) << lines[0];
  EXPECT_TRUE(lines[1].ends_with("level=error msg=d k=1")) << lines[1];
}

TEST(Logger, AcceptsLinesFromManyThreads) {
  int lines = 0;  // not atomic: the sink is called by one thread at a time
  Logger logger(Level::kInfo, Format::kJson, [&lines](std::string_view /*line*/) { ++lines; });
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&logger] {
        for (int j = 0; j < 100; ++j) logger.Info("x", {{"j", j}});
      });
    }
  }
  EXPECT_EQ(lines, 400);
}

TEST(ParseLevel, AcceptsTheFourLevels) {
  EXPECT_EQ(ParseLevel("debug"), Level::kDebug);
  EXPECT_EQ(ParseLevel("info"), Level::kInfo);
  EXPECT_EQ(ParseLevel("warn"), Level::kWarn);
  EXPECT_EQ(ParseLevel("error"), Level::kError);
  EXPECT_FALSE(ParseLevel("warning"));
  EXPECT_EQ(ParseFormat("logfmt"), Format::kLogfmt);
  EXPECT_EQ(ParseFormat("json"), Format::kJson);
  EXPECT_FALSE(ParseFormat(""));
}

}  // namespace
}  // namespace exporter::logging
