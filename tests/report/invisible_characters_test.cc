#include "exporter/report/invisible_characters.h"

#include <gtest/gtest.h>

namespace exporter::report {
namespace {

TEST(WriteOutInvisible, LeavesWhatIsSeen) {
  for (const char* text :
       {"", "shop/web-0", "caf\u00e9 \u05d0\u05d1 \u4e2d \U0001f600", "a\u00a0b"}) {
    EXPECT_EQ(WriteOutInvisible(text), text);
  }
}

TEST(WriteOutInvisible, WritesOutWhatIsNot) {
  EXPECT_EQ(WriteOutInvisible("a\u202eb\u202c\u2066c\u2069"),
            "a[U+202E]b[U+202C][U+2066]c[U+2069]");
  EXPECT_EQ(WriteOutInvisible("\u200b\u00ad\ufeff\u2028\U000e0041"),
            "[U+200B][U+00AD][U+FEFF][U+2028][U+E0041]");
  EXPECT_EQ(WriteOutInvisible(std::string_view("\0\n\x1b\x7f\u0085", 6)),
            "[U+0000][U+000A][U+001B][U+007F][U+0085]");
}

TEST(WriteOutInvisible, BearsWhatIsNoUtf8) {
  for (const char* text : {"\xff", "a\x80", "\xe2\x80", "\xc3(", "\xf0\x9f\x98"}) {
    EXPECT_EQ(WriteOutInvisible(text), text);
  }
}

}  // namespace
}  // namespace exporter::report
