#include "exporter/result/visible_text.h"

#include <gtest/gtest.h>

#include "exporter/result/result.h"

namespace exporter {
namespace {

TEST(Visible, ShowsControlCharactersAndNothingElse) {
  EXPECT_EQ(Visible(""), "");
  EXPECT_EQ(Visible("a \"b\" \\x0a ~ \xc2\xa0 \xc3\xa4 \xe2\x82\xac"),
            "a \"b\" \\x0a ~ \xc2\xa0 \xc3\xa4 \xe2\x82\xac");
  EXPECT_EQ(Visible(std::string("\0\t\r\n\x1f\x7f", 6)), R"(\x00\x09\x0d\x0a\x1f\x7f)");
  EXPECT_EQ(Visible("\x1b[31m"), R"(\x1b[31m)");
  EXPECT_EQ(Visible("\xc2\x80\xc2\x9f\xc2"), R"(\xc2\x80\xc2\x9f)"
                                             "\xc2");
}

TEST(Shortened, EndsWithAWholeCharacter) {
  EXPECT_EQ(Shortened("abc", 3), "abc");
  EXPECT_EQ(Shortened("abc", 2), "ab");
  EXPECT_EQ(Shortened("a\xe2\x82\xac.", 4), "a\xe2\x82\xac");
  EXPECT_EQ(Shortened("a\xe2\x82\xac.", 3), "a");
  EXPECT_EQ(Shortened("a\xe2\x82\xac.", 2), "a");
  EXPECT_EQ(Shortened("\x80\x80", 1), "");
}

TEST(Error, TellsWhatOthersWroteOnOneLine) {
  EXPECT_EQ(Error(ErrorKind::kConfig, "no \"a\nb\"").message, R"(no "a\x0ab")");
}

}  // namespace
}  // namespace exporter
