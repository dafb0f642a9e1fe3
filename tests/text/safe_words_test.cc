#include "exporter/text/safe_words.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::text {
namespace {

TEST(SafeWordsTest, AreOneLineWithoutSecrets) {
  EXPECT_EQ(SafeWords("error: a\n  b\r\n\n"), "error: a   b");
  EXPECT_EQ(SafeWords("fetching https://me:token@git.example.com/a, ssh://git@host/b: failed"),
            "fetching https://git.example.com/a, ssh://host/b: failed");
  EXPECT_EQ(SafeWords("https://me:to@ken@host/a"), "https://host/a");
  EXPECT_EQ(SafeWords("see https://host/a and a@b"), "see https://host/a and a@b");
  EXPECT_EQ(SafeWords("\x1b[31mred\x1b[0m"), "[U+001B][31mred[U+001B][0m");
  EXPECT_EQ(SafeWords(std::string(5000, 'x')).size(), 1000U);
  EXPECT_EQ(SafeWords(""), "");
}

}  // namespace
}  // namespace exporter::text
