#include "exporter/files/file_reader.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <future>

#include "tests/support/temporary_folder.h"

namespace exporter::files {
namespace {

std::string ErrorOf(const Result<std::string>& result) {
  return result ? "no error" : result.error().message;
}

TEST(ReadFile, ReadsTheWholeFile) {
  const tests::TemporaryFolder folder;
  const std::string content(100'000, 'x');
  EXPECT_EQ(ReadFile(folder.Write("large", content)).value(), content);
  EXPECT_EQ(ReadFile(folder.Write("empty", "")).value(), "");
}

TEST(ReadFile, LimitsTheSize) {
  const tests::TemporaryFolder folder;
  constexpr std::size_t kMiB = std::size_t{1} << 20;
  EXPECT_TRUE(ReadFile(folder.Write("full", std::string(kMiB, 'x')), kMiB));
  const std::string more = folder.Write("more", std::string(kMiB + 1, 'x'));
  EXPECT_EQ(ErrorOf(ReadFile(more, kMiB)), more + ": is larger than 1 MiB");
}

TEST(ReadFile, NamesTheUnreadableFile) {
  const tests::TemporaryFolder folder;
  EXPECT_EQ(ErrorOf(ReadFile(folder.path() + "/none")),
            folder.path() + "/none: No such file or directory");
  EXPECT_EQ(ErrorOf(ReadFile(folder.path())), folder.path() + ": Is a directory");
}

// As for <(helm template): the program has the pipe open before it writes.
TEST(ReadFile, WaitsForTheWriterOfAPipe) {
  const tests::TemporaryFolder folder;
  const std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int keeper = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);  // else unread data may be lost
  const int writer = open(pipe.c_str(), O_WRONLY);
  ASSERT_GE(writer, 0);
  auto content = std::async(std::launch::async, [&pipe] { return ReadFile(pipe); });
  constexpr std::chrono::milliseconds kNoData{50};
  EXPECT_EQ(content.wait_for(kNoData), std::future_status::timeout);
  EXPECT_EQ(write(writer, "text", 4), 4);
  close(writer);
  EXPECT_EQ(content.get().value_or("an error"), "text");
  close(keeper);
}

TEST(ReadFile, DoesNotHangOnANamedPipe) {
  const tests::TemporaryFolder folder;
  const std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(ReadFile(pipe).value_or("no error"), "");
}

}  // namespace
}  // namespace exporter::files
