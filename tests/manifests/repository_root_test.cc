#include "exporter/manifests/repository_root.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temporary_folder.h"

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;

// Restores the working directory.
class RepositoryRootTest : public testing::Test {
 protected:
  RepositoryRootTest() {
    fs::create_directories(root_ / "repo/clusters/a");
    fs::create_directories(root_ / "repo/.git");
    fs::create_directories(root_ / "plain/clusters/a");
    folder_.Write("plain/clusters/a/pool.yaml", "");
    fs::create_directory_symlink(root_ / "repo", root_ / "plain/clusters/link");
  }
  ~RepositoryRootTest() override { fs::current_path(before_); }

  const fs::path before_ = fs::current_path();
  const tests::TemporaryFolder folder_;
  const fs::path root_ = fs::canonical(folder_.path());
};

TEST_F(RepositoryRootTest, IsTheNearestFolderWithGit) {
  EXPECT_EQ(RepositoryRootOf(root_ / "repo/clusters/a"), root_ / "repo");
  EXPECT_EQ(RepositoryRootOf(root_ / "repo"), root_ / "repo");
  fs::current_path(root_ / "repo/clusters");
  EXPECT_EQ(RepositoryRootOf("a"), root_ / "repo");
  EXPECT_EQ(RepositoryRootOf("."), root_ / "repo");
  EXPECT_EQ(RepositoryRootOf("../none"), root_ / "repo");
  fs::current_path(root_);
  EXPECT_EQ(RepositoryRootOf("repo/clusters/a/"), root_ / "repo");
}

TEST_F(RepositoryRootTest, IsTheWorkingDirectoryWithoutGit) {
  EXPECT_EQ(RepositoryRootOf(root_ / "plain/clusters/a"), root_ / "plain/clusters/a");
  EXPECT_EQ(RepositoryRootOf(root_ / "plain/clusters/a/pool.yaml"), root_ / "plain/clusters/a");
  fs::current_path(root_ / "plain");
  EXPECT_EQ(RepositoryRootOf("clusters/a"), root_ / "plain");
  EXPECT_EQ(RepositoryRootOf(root_ / "plain/clusters/a"), root_ / "plain");
}

TEST_F(RepositoryRootTest, IsNotTheTargetOfALink) {
  fs::current_path(root_ / "plain");
  EXPECT_EQ(RepositoryRootOf("clusters/link"), root_ / "plain");
  EXPECT_EQ(RepositoryRootOf("clusters/link/clusters/a"), root_ / "plain");
}

}  // namespace
}  // namespace exporter::manifests
