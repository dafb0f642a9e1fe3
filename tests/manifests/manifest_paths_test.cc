#include "exporter/manifests/manifest_paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/support/temporary_folder.h"

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class FindManifestsTest : public testing::Test {
 protected:
  std::string In(const std::string& name) const { return folder_.path() + '/' + name; }

  std::vector<std::string> ErrorsOf(const std::vector<std::string>& arguments) const {
    std::vector<std::string> messages;
    for (const Error& error : FindManifests(arguments).errors) messages.push_back(error.message);
    return messages;
  }

  const tests::TemporaryFolder folder_;
};

std::vector<std::string> FilesOf(const ClusterInputs& cluster) {
  std::vector<std::string> files;
  for (const Input& input : cluster.inputs) files.push_back(input.file);
  return files;
}

TEST_F(FindManifestsTest, FindsAClusterInEachSubFolderAndAllItsYamlFiles) {
  folder_.Write("clusters/b/pool.yml", "");
  folder_.Write("clusters/a/z.yaml", "");
  folder_.Write("clusters/a/deep/er/pool.yaml", "");
  folder_.Write("clusters/a/README.md", "");
  folder_.Write("clusters/.git/config.yaml", "");
  for (const std::string& argument : {In("clusters"), In("clusters/")}) {
    const FoundPaths found = FindManifests({argument});
    ASSERT_EQ(found.clusters.size(), 2U);
    EXPECT_EQ(found.clusters[0].name, "a");
    EXPECT_THAT(FilesOf(found.clusters[0]),
                ElementsAre(In("clusters/a/deep/er/pool.yaml"), In("clusters/a/z.yaml")));
    EXPECT_EQ(found.clusters[1].name, "b");
    EXPECT_THAT(FilesOf(found.clusters[1]), ElementsAre(In("clusters/b/pool.yml")));
    EXPECT_TRUE(found.errors.empty());
    EXPECT_TRUE(found.outside.empty());
  }
}

TEST_F(FindManifestsTest, AcceptsANameForAFileAFolderAndStandardInput) {
  const std::string file = folder_.Write("anything.txt", "");
  folder_.Write("k8s/pool.yaml", "");
  const FoundPaths found = FindManifests({"a=" + file, "b=" + In("k8s"), "c=-"});
  ASSERT_EQ(found.clusters.size(), 3U);
  EXPECT_THAT(FilesOf(found.clusters[0]), ElementsAre(file));
  EXPECT_THAT(FilesOf(found.clusters[1]), ElementsAre(In("k8s/pool.yaml")));
  EXPECT_THAT(FilesOf(found.clusters[2]), ElementsAre("-"));
  EXPECT_TRUE(found.errors.empty());
}

TEST_F(FindManifestsTest, AcceptsAFolderWithAnEqualsSign) {
  folder_.Write("a=b/c/pool.yaml", "");
  const FoundPaths found = FindManifests({In("a=b")});
  ASSERT_EQ(found.clusters.size(), 1U);
  EXPECT_EQ(found.clusters[0].name, "c");
}

TEST_F(FindManifestsTest, RemovesALeadingDotWithoutChangingTheFile) {
  const auto paths_of = [](const std::string& path) {
    return FilesOf(FindManifests({"a=" + path}).clusters.at(0));
  };
  EXPECT_THAT(paths_of("./k8s/pool.yaml"), ElementsAre("k8s/pool.yaml"));
  EXPECT_THAT(paths_of(".//k8s/pool.yaml"), ElementsAre("k8s/pool.yaml"));
  EXPECT_THAT(paths_of("././/k8s//pool.yaml"), ElementsAre("k8s//pool.yaml"));
  EXPECT_THAT(paths_of("/k8s/pool.yaml"), ElementsAre("/k8s/pool.yaml"));
  EXPECT_THAT(paths_of(".hidden/pool.yaml"), ElementsAre(".hidden/pool.yaml"));
  EXPECT_THAT(paths_of("./-"), ElementsAre("./-")) << "a file, not standard input";
}

TEST_F(FindManifestsTest, FollowsLinksAndReadsEachFileOnce) {
  folder_.Write("clusters/a/base/pool.yaml", "");
  folder_.Write("shared/more.yaml", "");
  fs::create_directory(In(".git"));
  fs::create_directory_symlink(In("clusters/a"), In("clusters/a/base/circle"));
  fs::create_directory_symlink(In("shared"), In("clusters/a/shared"));
  fs::create_symlink(In("shared/more.yaml"), In("clusters/a/twin.yaml"));
  fs::create_directory_symlink(In("shared"), In("clusters/b"));
  const FoundPaths found = FindManifests({In("clusters")});
  ASSERT_EQ(found.clusters.size(), 2U);
  EXPECT_THAT(FilesOf(found.clusters[0]),
              ElementsAre(In("clusters/a/base/pool.yaml"), In("clusters/a/shared/more.yaml")));
  EXPECT_THAT(FilesOf(found.clusters[1]), ElementsAre(In("clusters/b/more.yaml")));
  EXPECT_TRUE(found.errors.empty());
}

TEST_F(FindManifestsTest, ListsFilesOutsideTheClusterFolders) {
  folder_.Write("clusters/a/pool.yaml", "");
  folder_.Write("clusters/kustomization.yaml", "");
  folder_.Write("clusters/README.md", "");
  const FoundPaths found = FindManifests({In("clusters")});
  EXPECT_THAT(found.outside, ElementsAre(In("clusters/kustomization.yaml")));
  EXPECT_TRUE(found.errors.empty());
}

TEST_F(FindManifestsTest, ReportsEveryPathWithoutManifests) {
  folder_.Write("clusters/a/notes.txt", "");
  folder_.Write("flat/pool.yaml", "");
  fs::create_directory(In("empty"));
  fs::create_symlink(In("nowhere"), In("clusters/a/gone.yml"));
  EXPECT_THAT(ErrorsOf({In("none")}), ElementsAre(In("none") + ": No such file or directory"));
  EXPECT_THAT(ErrorsOf({In("empty")}), ElementsAre(HasSubstr("/empty: has no sub-folders")));
  EXPECT_THAT(ErrorsOf({In("flat")}), ElementsAre(HasSubstr("write NAME=" + In("flat"))));
  EXPECT_THAT(ErrorsOf({In("flat/pool.yaml")}),
              ElementsAre(HasSubstr("is not a folder; write NAME=")));
  EXPECT_TRUE(FindManifests({In("flat")}).outside.empty());
  fs::remove(In("clusters/a/gone.yml"));
  EXPECT_THAT(ErrorsOf({In("clusters")}), ElementsAre());
  EXPECT_TRUE(FindManifests({In("clusters")}).clusters.empty());
  EXPECT_THAT(ErrorsOf({"x=" + In("empty"), In("none"), "=x", "x="}),
              ElementsAre(HasSubstr("of cluster \"x\""), HasSubstr("/none"), HasSubstr("\"=x\""),
                          HasSubstr("\"x=\"")));
}

TEST_F(FindManifestsTest, ListsABrokenLinkAsAFile) {
  fs::create_directories(In("clusters/a"));
  fs::create_symlink(In("nowhere"), In("clusters/a/gone.yml"));
  EXPECT_THAT(FilesOf(FindManifests({In("clusters")}).clusters.at(0)),
              ElementsAre(In("clusters/a/gone.yml")));
}

TEST_F(FindManifestsTest, ReportsPipesAndBrokenLinks) {
  folder_.Write("clusters/a/pool.yaml", "");
  ASSERT_EQ(mkfifo(In("clusters/a/pipe.yaml").c_str(), 0600), 0);
  ASSERT_EQ(mkfifo(In("clusters/other.yaml").c_str(), 0600), 0);
  fs::create_symlink(In("nowhere"), In("clusters/c"));
  const FoundPaths found = FindManifests({In("clusters")});
  ASSERT_EQ(found.errors.size(), 1U);
  EXPECT_EQ(found.errors[0].message, In("clusters/c") + ": is a broken link");
  EXPECT_THAT(found.problems,
              ElementsAre(Problem{In("clusters/a/pipe.yaml"), 0, Problem::Kind::kUnreadable,
                                  "is not a regular file"},
                          Problem{In("clusters/other.yaml"), 0, Problem::Kind::kUnreadable,
                                  "is not a regular file"}));
}

TEST_F(FindManifestsTest, IgnoresLinksThatLeadOutOfTheRepository) {
  folder_.Write("repository/clusters/a/pool.yaml", "");
  folder_.Write("repository/shared/pool.yaml", "");
  folder_.Write("secret/pool.yaml", "");
  fs::create_directory_symlink(In("secret"), In("repository/clusters/a/out"));
  fs::create_symlink(In("secret/pool.yaml"), In("repository/clusters/a/out.yaml"));
  fs::create_symlink("../../../secret/pool.yaml", In("repository/clusters/out.yaml"));
  fs::create_directory_symlink(In("secret"), In("repository/clusters/b"));
  fs::create_directory_symlink("../../shared", In("repository/clusters/a/shared"));
  const auto check = [this](const std::vector<std::string>& expected) {
    const FoundPaths found = FindManifests({In("repository/clusters")});
    ASSERT_EQ(found.clusters.size(), 1U);
    EXPECT_EQ(FilesOf(found.clusters[0]), expected);
    EXPECT_THAT(found.outside, ElementsAre());
    EXPECT_EQ(found.notes.back(), In("repository/clusters/a/out.yaml") +
                                      ": is ignored, because the link leads out of the repository");
  };
  fs::create_directory(In("repository/.git"));
  check({In("repository/clusters/a/pool.yaml"), In("repository/clusters/a/shared/pool.yaml")});
  fs::remove(In("repository/.git"));
  fs::remove(In("repository/clusters/a/shared"));
  check({In("repository/clusters/a/pool.yaml")});
}

TEST_F(FindManifestsTest, AddsUpTheFilesOfAName) {
  folder_.Write("clusters/a/pool.yaml", "");
  folder_.Write("shared/more.json", "");
  const std::string pool = In("clusters/a/pool.yaml");
  const FoundPaths found = FindManifests({In("clusters"), "a=" + In("shared"), "a=" + pool,
                                          "a=" + In("clusters/a"), "b=" + pool, "a=-"});
  EXPECT_TRUE(found.errors.empty());
  ASSERT_EQ(found.clusters.size(), 2U);
  EXPECT_THAT(FilesOf(found.clusters[0]), ElementsAre(pool, In("shared/more.json"), "-"));
  EXPECT_THAT(FilesOf(found.clusters[1]), ElementsAre(pool));
}

TEST_F(FindManifestsTest, RejectsStandardInputTwice) {
  EXPECT_THAT(ErrorsOf({"a=-", "b=-"}),
              ElementsAre("standard input is given twice, the second time for cluster \"b\""));
}

TEST_F(FindManifestsTest, IgnoresExcludedPathsAndFoldersWithADot) {
  for (const char* path : {"c/a/pool.yaml", "c/a/templates/x.yaml", "c/a/.cache/x.yaml",
                           "c/a/.pool.yaml", "c/b/pool.yaml", "c/x.yaml", "c/.github/x.yaml"}) {
    folder_.Write(path, "");
  }
  const Excludes excludes({In("**/templates"), In("c/b"), In("c/*.yaml")});
  const FoundPaths found = FindManifests({In("c")}, {}, excludes);
  ASSERT_EQ(found.clusters.size(), 1U);
  EXPECT_THAT(FilesOf(found.clusters[0]), ElementsAre(In("c/a/.pool.yaml"), In("c/a/pool.yaml")));
  EXPECT_THAT(found.outside, ElementsAre());
}

TEST_F(FindManifestsTest, DoesNotReadABaseAsACluster) {
  folder_.Write("c/prod/kustomization.yaml", "resources: [../common, pool.yaml]\n");
  folder_.Write("c/prod/pool.yaml", "");
  folder_.Write("c/common/pool.yaml", "");
  folder_.Write("c/base/pool.yaml", "");
  folder_.Write("c/docs/example.yaml", "");
  folder_.Write("c/kustomization.yaml", "resources: [prod]\n");
  const FoundPaths found = FindManifests({In("c")});
  ASSERT_EQ(found.clusters.size(), 1U);
  EXPECT_EQ(found.clusters[0].name, "prod");
  EXPECT_THAT(found.notes, ElementsAre(In("c/base") + ": is not read as a cluster; write base=" +
                                           In("c/base") + " if it is one",
                                       HasSubstr("/c/common: "), HasSubstr("/c/docs: ")));
  EXPECT_EQ(FindManifests({"base=" + In("c/base")}).clusters.size(), 1U);
}

TEST_F(FindManifestsTest, ReadsTheClustersOfALayout) {
  folder_.Write("infra/a/metallb/pool.yaml", "");
  folder_.Write("infra/b/metallb/pool.yaml", "");
  folder_.Write("pools/a.yaml", "");
  fs::create_directories(In("empty/a"));
  const auto layout = [this](const std::string& pattern) { return *Layout::Parse(In(pattern)); };
  const FoundPaths found =
      FindManifests({}, {layout("infra/{cluster}/metallb"), layout("pools/{cluster}.yaml")});
  ASSERT_EQ(found.clusters.size(), 2U);
  EXPECT_THAT(FilesOf(found.clusters[0]),
              ElementsAre(In("infra/a/metallb/pool.yaml"), In("pools/a.yaml")));
  EXPECT_TRUE(found.errors.empty());
  // A base is not a cluster: one that an overlay includes, and one with a usual name.
  folder_.Write("overlays/common/pool.yaml", "");
  folder_.Write("overlays/common/deep/pool.yaml", "");
  folder_.Write("overlays/base/deep/pool.yaml", "");
  folder_.Write("overlays/prod/kustomization.yaml", "resources: [../common]\n");
  folder_.Write("overlays/prod/deep/kustomization.yaml", "resources: [more, ../../common]\n");
  folder_.Write("overlays/prod/deep/more/pool.yaml", "");
  for (const char* pattern : {"overlays/{cluster}", "overlays/{cluster}/deep"}) {
    const FoundPaths overlays = FindManifests({}, {layout(pattern)});
    ASSERT_EQ(overlays.clusters.size(), 1U);
    EXPECT_EQ(overlays.clusters[0].name, "prod");
    EXPECT_THAT(overlays.notes,
                ElementsAre(testing::ContainsRegex("/overlays/base(/deep)?: is not read as a "),
                            testing::ContainsRegex("/overlays/common(/deep)?: is not read as a ")));
  }
  EXPECT_EQ(FindManifests({}, {layout("overlays/prod/{cluster}/more")}).clusters.size(), 1U);
  for (const char* pattern : {"infra/{cluster}/none", "empty/{cluster}"}) {
    const FoundPaths none = FindManifests({}, {layout(pattern)});
    ASSERT_EQ(none.errors.size(), 1U);
    EXPECT_THAT(none.errors[0].message, HasSubstr("matches no file or folder"));
  }
}

}  // namespace
}  // namespace exporter::manifests
