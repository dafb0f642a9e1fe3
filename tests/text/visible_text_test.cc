#include "exporter/text/visible_text.h"

#include <gtest/gtest.h>

namespace exporter::text {
namespace {

TEST(Visible, DoesNotChangeVisibleCharacters) {
  for (const char* text :
       {"", "a \"b\" [U+000A] ~", "caf\u00e9 \u05d0\u05d1 \u4e2d \U0001f600 \u20ac", "a\u00a0b"}) {
    EXPECT_EQ(Visible(text), text);
  }
}

TEST(Visible, WritesControlCharactersByNumber) {
  EXPECT_EQ(Visible(std::string("\0\t\r\n\x1f\x7f", 6)),
            "[U+0000][U+0009][U+000D][U+000A][U+001F][U+007F]");
  EXPECT_EQ(Visible("\x1b[31m"), "[U+001B][31m");
  EXPECT_EQ(Visible("\u0080\u0085\u009f"), "[U+0080][U+0085][U+009F]");
}

TEST(Visible, WritesInvisibleAndDirectionalCharactersByNumber) {
  EXPECT_EQ(Visible("a\u202eb\u202c\u2066c\u2069\u061c"),
            "a[U+202E]b[U+202C][U+2066]c[U+2069][U+061C]");
  EXPECT_EQ(Visible("\u2028\u2029"), "[U+2028][U+2029]");
  EXPECT_EQ(Visible("\u200b\u00ad\ufeff\U000e0041"), "[U+200B][U+00AD][U+FEFF][U+E0041]");
}

TEST(Visible, WritesBytesThatAreNotUtf8ByNumber) {
  EXPECT_EQ(Visible("\xff"), "[0xFF]");
  EXPECT_EQ(Visible("\x9b[2J"), "[0x9B][2J");
  EXPECT_EQ(Visible("\xe2\x80"), "[0xE2][0x80]");
  EXPECT_EQ(Visible("\xc3("), "[0xC3](");
  EXPECT_EQ(Visible("\xf0\x9f\x98"), "[0xF0][0x9F][0x98]");
  EXPECT_EQ(Visible("\xc0\x9b\xe0\x80\x9b"), "[0xC0][0x9B][0xE0][0x80][0x9B]")
      << "overlong encodings";
  EXPECT_EQ(Visible("\xed\xa0\x80\xf4\x90\x80\x80"), "[0xED][0xA0][0x80][0xF4][0x90][0x80][0x80]")
      << "a surrogate, and a number above U+10FFFF";
}

TEST(Visible, HasNoCommandsToARunner) {
  EXPECT_EQ(Visible("a ##[error]b####[c##vso[d"), "a ## [error]b#### [c## vso[d");
  EXPECT_EQ(Visible("\n##[error]"), "[U+000A]## [error]");
  EXPECT_EQ(Visible("#[a] ## [b] ##vs"), "#[a] ## [b] ##vs");
}

TEST(Visible, IsIdempotent) {
  const std::string once = Visible("a\n\u200f\xff");
  EXPECT_EQ(once, "a[U+000A][U+200F][0xFF]");
  EXPECT_EQ(Visible(once), once);
}

TEST(HasControlCharacter, FindsControlCharactersOfAscii) {
  for (const char* text : {"a\n", "\x01", "\x1f", "\x7f", "\xc3\xa9\t"}) {
    EXPECT_TRUE(HasControlCharacter(text)) << text;
  }
  EXPECT_TRUE(HasControlCharacter(std::string(1, '\0')));
  for (const char* text : {"", " a~", "\xc3\xa9", "\xff"}) {
    EXPECT_FALSE(HasControlCharacter(text)) << text;
  }
}

TEST(Shortened, EndsWithAWholeCharacter) {
  EXPECT_EQ(Shortened("abc", 3), "abc");
  EXPECT_EQ(Shortened("abc", 2), "ab");
  EXPECT_EQ(Shortened("a\xe2\x82\xac.", 4), "a\xe2\x82\xac");
  EXPECT_EQ(Shortened("a\xe2\x82\xac.", 3), "a");
  EXPECT_EQ(Shortened("a\xe2\x82\xac.", 2), "a");
  EXPECT_EQ(Shortened("\x80\x80", 1), "");
}

TEST(Excerpt, HasAtMostThreeHundredBytes) {
  EXPECT_EQ(Excerpt(std::string(300, 'x')), std::string(300, 'x'));
  EXPECT_EQ(Excerpt(std::string(299, 'x') + "\u00e9"), std::string(299, 'x'));
}

}  // namespace
}  // namespace exporter::text
