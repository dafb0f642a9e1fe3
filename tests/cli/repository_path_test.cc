#include "exporter/cli/repository_path.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temporary_folder.h"

namespace exporter::cli {
namespace {

namespace fs = std::filesystem;

TEST(RepositoryPath, IsRelativeToTheWorkspace) {
  const tests::TemporaryFolder folder;
  const fs::path root = folder.path();
  fs::create_directories(root / "work/deploy");
  fs::create_directory_symlink(root / "work", root / "link");
  for (const fs::path& workspace : {root / "work", root / "link", root / "work/"}) {
    const auto path = [&](const fs::path& file, const char* directory) {
      return PathInRepository(file.string(), root / directory, workspace);
    };
    EXPECT_EQ(path("clusters/a.yaml", "work"), "clusters/a.yaml");
    EXPECT_EQ(path("clusters/a.yaml", "work/deploy"), "deploy/clusters/a.yaml");
    EXPECT_EQ(path("clusters/a.yaml", "link/deploy"), "deploy/clusters/a.yaml");
    EXPECT_EQ(path("../clusters/a.yaml", "work/deploy"), "clusters/a.yaml");
    EXPECT_EQ(path(fs::canonical(root) / "work/a.yaml", "work/deploy"), "a.yaml");
    EXPECT_EQ(path("../../a.yaml", "work/deploy"), "../../a.yaml") << "outside";
    EXPECT_EQ(path("a.yaml", "."), "a.yaml") << "outside";
  }
}

TEST(RepositoryPath, IsUnchangedIfTheWorkspaceDoesNotExist) {
  EXPECT_EQ(PathInRepository("clusters/a.yaml", "/", "/nowhere"), "clusters/a.yaml");
}

}  // namespace
}  // namespace exporter::cli
