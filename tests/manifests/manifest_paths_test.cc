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

TEST_F(FindManifestsTest, ReportsPipesAndBrokenLinks) {
  folder_.Write("clusters/a/pool.yaml", "");
  ASSERT_EQ(mkfifo(In("clusters/a/pipe.yaml").c_str(), 0600), 0);
  ASSERT_EQ(mkfifo(In("clusters/other.yaml").c_str(), 0600), 0);
  fs::create_symlink(In("nowhere"), In("clusters/a/gone.yml"));
  fs::create_symlink(In("nowhere"), In("clusters/a/folder"));
  fs::create_symlink(In("nowhere"), In("clusters/a/picture.png"));
  fs::create_symlink(In("clusters/c"), In("clusters/c"));
  const FoundPaths found = FindManifests({In("clusters")});
  EXPECT_THAT(found.errors, ElementsAre());
  const auto unreadable = [this](const std::string& path, const std::string& message) {
    return Problem{In(path), 0, Problem::Kind::kUnreadable, message};
  };
  EXPECT_THAT(found.problems, testing::UnorderedElementsAre(
                                  unreadable("clusters/a/pipe.yaml", "is not a regular file"),
                                  unreadable("clusters/other.yaml", "is not a regular file"),
                                  unreadable("clusters/a/gone.yml", "is a broken link"),
                                  unreadable("clusters/c", "is a broken link")));
  EXPECT_THAT(found.notes, ElementsAre(In("clusters/a/folder") + ": is a broken link"));
  ASSERT_EQ(found.clusters.size(), 1U);
  EXPECT_THAT(FilesOf(found.clusters[0]), ElementsAre(In("clusters/a/pool.yaml")));
  EXPECT_TRUE(found.clusters[0].incomplete);
}

class LinksOutTest : public FindManifestsTest {
 protected:
  LinksOutTest() {
    folder_.Write("repo/clusters/a/pool.yaml", "");
    folder_.Write("secret/pool.yaml", "");
    folder_.Write("secret/metallb/pool.yaml", "");
    fs::create_directory(In("repo/.git"));
    fs::create_directory_symlink(In("secret"), In("repo/clusters/b"));
  }

  // The clusters, and "path: message" of each problem, which is kUnreadable.
  std::vector<std::string> Found(const std::vector<std::string>& arguments,
                                 const std::vector<Layout>& layouts = {}) const {
    const FoundPaths found = FindManifests(arguments, layouts);
    EXPECT_THAT(found.errors, ElementsAre());
    std::vector<std::string> texts;
    for (const ClusterInputs& cluster : found.clusters) {
      if (!cluster.inputs.empty()) texts.push_back(cluster.name);
    }
    for (const Problem& each : found.problems) {
      EXPECT_EQ(each.kind, Problem::Kind::kUnreadable);
      texts.push_back(each.file.substr(In("repo/").size()) + ": " + each.message);
    }
    return texts;
  }
};

TEST_F(LinksOutTest, AreReportedInFolders) {
  folder_.Write("repo/shared/pool.yaml", "");
  fs::create_directory_symlink(In("secret"), In("repo/clusters/a/out"));
  fs::create_symlink(In("secret/pool.yaml"), In("repo/clusters/a/out.yaml"));
  fs::create_symlink(In("secret/pool.yaml"), In("repo/clusters/a/picture.png"));
  fs::create_symlink("../../secret/pool.yaml", In("repo/clusters/out.yaml"));
  fs::create_directory_symlink("../../shared", In("repo/clusters/a/shared"));
  const std::vector<std::string> expected = {
      "a", "clusters/b: the link leads out of the repository",
      "clusters/out.yaml: the link leads out of the repository",
      "clusters/a/out: the link leads out of the repository",
      "clusters/a/out.yaml: the link leads out of the repository"};
  EXPECT_EQ(Found({In("repo/clusters")}), expected);
  fs::remove(In("repo/.git"));
  fs::remove(In("repo/clusters/a/shared"));
  EXPECT_EQ(Found({In("repo/clusters")}), expected) << "the folder of the argument is the root";
}

TEST_F(LinksOutTest, AreReportedAsAnArgumentAndInALayout) {
  const std::string b = "clusters/b: the link leads out of the repository";
  EXPECT_THAT(Found({"a=" + In("repo/clusters/a"), "b=" + In("repo/clusters/b")}),
              ElementsAre("a", b));
  fs::create_symlink(In("secret/pool.yaml"), In("repo/c.yaml"));
  EXPECT_THAT(Found({"c=" + In("repo/c.yaml")}),
              ElementsAre("c.yaml: the link leads out of the repository"));
  EXPECT_THAT(Found({}, {*Layout::Parse(In("repo/clusters/{cluster}"))}), ElementsAre("a", b));
  EXPECT_THAT(Found({}, {*Layout::Parse(In("repo/clusters/{cluster}/metallb"))}),
              ElementsAre("clusters/b/metallb: the link leads out of the repository"));
  EXPECT_THAT(Found({"s=" + In("secret")}), ElementsAre("s")) << "not in a repository";
  fs::create_directory_symlink(In("secret"), In("plain"));
  EXPECT_THAT(Found({"s=" + In("plain")}), ElementsAre("s")) << "not in a repository";
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
  folder_.Write("c/prod/pool.yaml", "");
  folder_.Write("c/base/pool.yaml", "");
  folder_.Write("c/docs/example.yaml", "");
  folder_.Write("c/kustomization.yaml", "resources: [prod]\n");
  const FoundPaths found = FindManifests({In("c")});
  ASSERT_EQ(found.clusters.size(), 1U);
  EXPECT_EQ(found.clusters[0].name, "prod");
  EXPECT_THAT(found.notes, ElementsAre(In("c/base") + ": is not read as a cluster; write base=" +
                                           In("c/base") + " if it is one",
                                       HasSubstr("/c/docs: ")));
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
  folder_.Write("overlays/base/pool.yaml", "");
  folder_.Write("overlays/prod/pool.yaml", "");
  const FoundPaths overlays = FindManifests({}, {layout("overlays/{cluster}")});
  ASSERT_EQ(overlays.clusters.size(), 1U);
  EXPECT_EQ(overlays.clusters[0].name, "prod");
  EXPECT_THAT(overlays.notes, ElementsAre(HasSubstr("/overlays/base: is not read as a ")));
  for (const char* pattern : {"infra/{cluster}/none", "empty/{cluster}"}) {
    const FoundPaths none = FindManifests({}, {layout(pattern)});
    ASSERT_EQ(none.errors.size(), 1U);
    EXPECT_THAT(none.errors[0].message, HasSubstr("matches no file or folder"));
  }
}

}  // namespace
}  // namespace exporter::manifests
