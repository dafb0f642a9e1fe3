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

}  // namespace
}  // namespace exporter::files
