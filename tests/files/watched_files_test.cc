#include "exporter/files/watched_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.h"

namespace exporter::files {
namespace {

class WatchedFilesTest : public testing::Test {
 protected:
  // True if the fingerprint has changed since the last call.
  bool Changed() {
    const std::string before = std::exchange(last_, files_.Fingerprint());
    return last_ != before;
  }

  tests::TemporaryFolder folder_;
  WatchedFiles files_;
  std::string last_;
};

TEST_F(WatchedFilesTest, DetectsAChangedRemovedOrNewFile) {
  const std::string file = folder_.Write("a", "one");
  const std::string missing = folder_.path() + "/missing";
  EXPECT_EQ(files_.Read(file).value(), "one");
  EXPECT_EQ(files_.Read(missing).error().message, missing + ": No such file or directory");
  Changed();
  EXPECT_FALSE(Changed());
  folder_.Write("a", "another");
  EXPECT_TRUE(Changed());
  folder_.Write("missing", "here");
  EXPECT_TRUE(Changed());
  std::filesystem::remove(file);
  EXPECT_TRUE(Changed());
  folder_.Write("unwatched", "x");
  EXPECT_FALSE(Changed());
}

TEST_F(WatchedFilesTest, DetectsASwitchedSymbolicLink) {
  folder_.Write("v1/config", "same size");
  folder_.Write("v2/config", "size same");
  std::filesystem::create_symlink("v1", folder_.path() + "/..data");
  std::filesystem::create_symlink("..data/config", folder_.path() + "/config");
  EXPECT_EQ(files_.Read(folder_.path() + "/config").value(), "same size");
  Changed();
  std::filesystem::create_symlink("v2", folder_.path() + "/new");
  std::filesystem::rename(folder_.path() + "/new", folder_.path() + "/..data");
  EXPECT_TRUE(Changed());
}

TEST_F(WatchedFilesTest, DetectsANewFileInAFolder) {
  folder_.Write("k/a", "one");
  files_.Watch(folder_.path() + "/k");
  Changed();
  folder_.Write("k/b", "two");
  EXPECT_TRUE(Changed());
}

TEST_F(WatchedFilesTest, DetectsAChangeSinceTheFirstReading) {
  const std::string file = folder_.Write("a", "one");
  const std::string missing = folder_.path() + "/missing";
  files_.Watch(missing);
  EXPECT_EQ(files_.Read(file).value(), "one");
  EXPECT_FALSE(files_.HaveChanged());
  folder_.Write("a", "another");
  EXPECT_EQ(files_.Read(file).value(), "another");
  EXPECT_TRUE(files_.HaveChanged()) << "the first reading had other content";

  files_ = {};
  files_.Watch(missing);
  EXPECT_FALSE(files_.HaveChanged());
  folder_.Write("missing", "here");
  EXPECT_TRUE(files_.HaveChanged());
}

// For example, a certificate is replaced before its key is read.
TEST_F(WatchedFilesTest, DetectsAChangeWhileOtherFilesAreRead) {
  const std::string certificate = folder_.Write("tls.crt", "old");
  const std::string key = folder_.Write("tls.key", "old");
  EXPECT_EQ(files_.Read(certificate).value(), "old");
  folder_.Write("tls.crt", "new one");
  folder_.Write("tls.key", "new one");
  EXPECT_EQ(files_.Read(key).value(), "new one");
  EXPECT_TRUE(files_.HaveChanged());
}

}  // namespace
}  // namespace exporter::files
