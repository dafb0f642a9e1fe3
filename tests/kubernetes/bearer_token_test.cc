#include "exporter/kubernetes/bearer_token.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.h"

namespace exporter::kubernetes {
namespace {

using std::chrono::seconds;

BearerToken::Clock::time_point At(seconds since_start) {
  return BearerToken::Clock::time_point(seconds(1'000) + since_start);
}

TEST(BearerToken, AFixedTokenStaysAsItIs) {
  BearerToken token(Access{.token = "abc"});
  EXPECT_EQ(token.Current(At(seconds(0))).value(), "abc");
  EXPECT_FALSE(token.Refused());
  EXPECT_EQ(BearerToken(Access{}).Current(At(seconds(0))).value(), "");
}

TEST(BearerToken, AFileIsTrimmedAndReadAgainAfterAMinute) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("token", "\n first \n");
  BearerToken token(Access{.token_file = file});
  EXPECT_EQ(token.Current(At(seconds(0))).value(), "first");
  folder.Write("token", "second");
  EXPECT_EQ(token.Current(At(seconds(59))).value(), "first");
  EXPECT_EQ(token.Current(At(seconds(60))).value(), "second");
}

TEST(BearerToken, ARefusedTokenIsReadAgainAtOnce) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("token", "first");
  BearerToken token(Access{.token_file = file});
  EXPECT_EQ(token.Current(At(seconds(0))).value(), "first");
  folder.Write("token", "second");
  EXPECT_TRUE(token.Refused());
  EXPECT_EQ(token.Current(At(seconds(1))).value(), "second");
}

TEST(BearerToken, AFailedReadKeepsTheLastGoodToken) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("token", "first");
  BearerToken token(Access{.token_file = file});
  EXPECT_EQ(token.Current(At(seconds(0))).value(), "first");
  folder.Write("token", "  ");
  EXPECT_EQ(token.Current(At(seconds(60))).value(), "first");
  std::filesystem::remove(file);
  EXPECT_EQ(token.Current(At(seconds(61))).value(), "first");
  folder.Write("token", "second");
  EXPECT_EQ(token.Current(At(seconds(62))).value(), "second") << "tried again at once";
}

TEST(BearerToken, AFileThatNeverGaveATokenIsAnError) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.path() + "/token";
  BearerToken token(Access{.token_file = file, .token_origin = "user \"a\": tokenFile"});
  const auto missing = token.Current(At(seconds(0)));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kConfig);
  EXPECT_EQ(missing.error().message,
            "user \"a\": tokenFile " + file + ": No such file or directory");
  for (const char* bad : {"", " \n", "two words", "a\nX-Header: b", "caf\xc3\xa9"}) {
    folder.Write("token", bad);
    EXPECT_EQ(token.Current(At(seconds(0))).error().message,
              "user \"a\": tokenFile " + file +
                  ": holds no token; it must hold one line of printable characters");
  }
}

}  // namespace
}  // namespace exporter::kubernetes
