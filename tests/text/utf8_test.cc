#include "exporter/text/utf8.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace exporter::text {
namespace {

TEST(IsUtf8, ChecksTheBoundsOfEachLength) {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {""sv, "a\0b"sv, "\x7f"sv, "\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv, "\xed\x9f\xbf"sv,
        "\xee\x80\x80"sv, "\xef\xbf\xbf"sv, "\xf0\x90\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv,
        "clüster-日本-🙂"sv}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
  for (const std::string_view text :
       {"\x80"sv, "\xbf"sv, "\xc1\xbf"sv, "\xc2"sv, "\xc2\x7f"sv, "\xc2\xc0"sv, "\xe0\x9f\xbf"sv,
        "\xe1\x80"sv, "\xe1\x80\x7f"sv, "\xed\xa0\x80"sv, "\xf0\x8f\xbf\xbf"sv,
        "\xf1\x80\x80\xc0"sv, "\xf4\x90\x80\x80"sv, "\xf5\x80\x80\x80"sv, "\xff"sv, "a\xe9"sv}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

TEST(AppendUtf8, IsTheInverseOfDecodeUtf8) {
  for (const char32_t code : {U'\0', U'a', U'\x7f', U'\x80', U'\x7ff', U'\x800', U'\ud7ff',
                              U'\ue000', U'\uffff', U'\U00010000', U'\U0010ffff'}) {
    std::string text = "x";
    AppendUtf8(code, text);
    EXPECT_TRUE(IsUtf8(text)) << text;
    const CodePoint decoded = DecodeUtf8(text.substr(1));
    EXPECT_EQ(decoded.code, code);
    EXPECT_EQ(decoded.length, text.size() - 1);
  }
}

}  // namespace
}  // namespace exporter::text
