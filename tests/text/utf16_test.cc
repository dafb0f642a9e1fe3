#include "exporter/text/utf16.h"

#include <gtest/gtest.h>

#include <string_view>

namespace exporter::text {
namespace {

using namespace std::string_view_literals;

TEST(Utf16ToUtf8, DecodesBothByteOrders) {
  constexpr std::string_view kText = "a\u00fc\u65e5\U0001f642\n";
  EXPECT_EQ(Utf16ToUtf8("\xff\xfe"
                        "a\0\xfc\0\xe5\x65\x3d\xd8\x42\xde\n\0"sv),
            kText);
  EXPECT_EQ(Utf16ToUtf8("\xfe\xff"
                        "\0a\0\xfc\x65\xe5\xd8\x3d\xde\x42\0\n"sv),
            kText);
  EXPECT_EQ(Utf16ToUtf8("\xff\xfe"sv), "");
}

TEST(Utf16ToUtf8, RejectsOtherText) {
  for (const std::string_view text : {""sv, "a"sv, "\xff"sv, "\xef\xbb\xbf"sv, "a\0b\0"sv,
                                      "\xff\xfe"
                                      "a"sv,
                                      "\xff\xfe\x3d\xd8"sv, "\xff\xfe\x42\xde"sv,
                                      "\xff\xfe\x3d\xd8\x61\0"sv, "\xff\xfe\x3d\xd8\0\xe0"sv}) {
    EXPECT_FALSE(Utf16ToUtf8(text)) << text;
  }
}

}  // namespace
}  // namespace exporter::text
