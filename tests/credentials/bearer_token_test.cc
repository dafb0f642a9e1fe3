#include "exporter/credentials/bearer_token.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.h"

namespace exporter::credentials {
namespace {

using std::chrono::seconds;

BearerToken::Clock::time_point At(seconds since_start) {
  return BearerToken::Clock::time_point(seconds(1'000) + since_start);
}

TEST(BearerToken, AFixedTokenDoesNotChange) {
  BearerToken token(Access{.token = "abc"});
  EXPECT_EQ(token.Current(At(seconds(0))).value(), "abc");
  EXPECT_FALSE(token.MarkRejected());
  EXPECT_EQ(BearerToken(Access{}).Current(At(seconds(0))).value(), "");
}

TEST(BearerToken, TrimsTheFileAndReadsItAgainAfterAMinute) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("token", "\n first \n");
  BearerToken token(Access{.token_file = file});
  EXPECT_EQ(token.Current(At(seconds(0))).value(), "first");
  folder.Write("token", "second");
  EXPECT_EQ(token.Current(At(seconds(59))).value(), "first");
  EXPECT_EQ(token.Current(At(seconds(60))).value(), "second");
}

TEST(BearerToken, ReadsTheFileAtOnceAfterARejection) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("token", "first");
  BearerToken token(Access{.token_file = file});
  EXPECT_EQ(token.Current(At(seconds(0))).value(), "first");
  folder.Write("token", "second");
  EXPECT_TRUE(token.MarkRejected());
  EXPECT_EQ(token.Current(At(seconds(1))).value(), "second");
}

TEST(BearerToken, AFailedReadUsesTheLastValidToken) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("token", "first");
  BearerToken token(Access{.token_file = file});
  EXPECT_EQ(token.Current(At(seconds(0))).value(), "first");
  folder.Write("token", "  ");
  EXPECT_EQ(token.Current(At(seconds(60))).value(), "first");
  std::filesystem::remove(file);
  EXPECT_EQ(token.Current(At(seconds(61))).value(), "first");
  folder.Write("token", "second");
  EXPECT_EQ(token.Current(At(seconds(62))).value(), "second")
      << "the next call reads the file again";
}

TEST(BearerToken, TheFixedTokenIsUsedUntilTheFileHasAToken) {
  const tests::TemporaryFolder folder;
  BearerToken token(Access{.token = "fixed", .token_file = folder.path() + "/token"});
  EXPECT_EQ(token.Current(At(seconds(0))).value(), "fixed");
  EXPECT_NE(token.file_error(), "");
  folder.Write("token", "\n");
  EXPECT_EQ(token.Current(At(seconds(1))).value(), "fixed");
  folder.Write("token", "first");
  EXPECT_EQ(token.Current(At(seconds(2))).value(), "first");
  EXPECT_EQ(token.file_error(), "");
}

TEST(BearerToken, AFileThatNeverHadAValidTokenIsAnError) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.path() + "/token";
  BearerToken token(Access{.token_file = file, .token_origin = "user \"a\": tokenFile"});
  const auto missing = token.Current(At(seconds(0)));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kConfig);
  EXPECT_EQ(missing.error().message,
            "user \"a\": tokenFile " + file + ": No such file or directory");
  const auto error_of = [&](const std::string& content) {
    folder.Write("token", content);
    const auto error = token.Current(At(seconds(0))).error();
    EXPECT_EQ(error.kind, ErrorKind::kConfig);
    EXPECT_TRUE(error.message.starts_with("user \"a\": tokenFile " + file + ": ")) << error.message;
    return error.message.substr(error.message.rfind(": ") + 2);
  };
  EXPECT_EQ(error_of(""), "is empty; it must contain a token");
  EXPECT_EQ(error_of(" \n"), "is empty; it must contain a token");
  const std::string odd = "contains a space or a character that is not printable ASCII";
  for (const char* bad : {"two words", "caf\xc3\xa9", "a\x7f"}) EXPECT_EQ(error_of(bad), odd);
  EXPECT_EQ(error_of("a\nX-Header: b"), "has several lines; a token has one");
  EXPECT_EQ(error_of(std::string(262'145, 'a')), "has 262145 bytes; a token has at most 262144");
  folder.Write("token", std::string(262'144, 'a'));
  EXPECT_EQ(token.Current(At(seconds(0))).value().size(), 262'144U);
}

}  // namespace
}  // namespace exporter::credentials
