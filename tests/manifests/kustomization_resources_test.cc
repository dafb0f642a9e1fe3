#include "exporter/manifests/kustomization_resources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "exporter/manifests/manifest_paths.h"
#include "tests/support/temporary_folder.h"

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class KustomizationResourcesTest : public testing::Test {
 protected:
  KustomizationResourcesTest() { fs::create_directories(In("repo/.git")); }

  std::string In(const std::string& path) const { return folder_.path() + '/' + path; }
  void Write(const std::string& path, const std::string& text) { folder_.Write(path, text); }

  // The files of the clusters below repo/clusters, as "cluster: file".
  std::vector<std::string> Files(const std::vector<std::string>& excludes = {}) {
    const Excludes excluded(excludes);
    FoundPaths found = FindManifests({In("repo/clusters")}, {}, excluded);
    problems_.clear();
    for (const Problem& each : AddKustomizationResources(excluded, found.clusters)) {
      problems_.push_back(Short(each.file) + ':' + std::to_string(each.line) + ": " + each.message);
      kinds_.push_back(each.kind);
    }
    incomplete_.clear();
    std::vector<std::string> files;
    for (const ClusterInputs& cluster : found.clusters) {
      for (const Input& input : cluster.inputs) {
        files.push_back(cluster.name + ": " + Short(input.file));
      }
      if (cluster.incomplete) incomplete_.push_back(cluster.name);
    }
    return files;
  }

  std::string Short(const std::string& path) const { return path.substr(In("repo/").size()); }

  tests::TemporaryFolder folder_;
  std::vector<std::string> problems_;
  std::vector<Problem::Kind> kinds_;
  std::vector<std::string> incomplete_;  // clusters
};

TEST_F(KustomizationResourcesTest, FollowsFoldersAndFilesOnceForEachCluster) {
  Write("repo/clusters/a/kustomization.yaml",
        "resources: [own.yaml, ../../base, ../../more/pool.yaml]\n");
  Write("repo/clusters/a/own.yaml", "");
  Write("repo/clusters/b/nested/Kustomization", "bases: [../../../base]\n");
  Write("repo/base/kustomization.yml", "resources: [pool.yaml, ../more/pool.yaml, ../base]\n");
  Write("repo/base/pool.yaml", "");
  Write("repo/base/unlisted.yaml", "");
  Write("repo/more/pool.yaml", "");
  EXPECT_THAT(Files(),
              ElementsAre("a: clusters/a/kustomization.yaml", "a: clusters/a/own.yaml",
                          "a: base/kustomization.yml", "a: more/pool.yaml", "a: base/pool.yaml"));
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_THAT(incomplete_, IsEmpty());
  Write("repo/clusters/b/nested/x.yaml", "");
  EXPECT_THAT(
      Files({In("repo/more")}),
      ElementsAre("a: clusters/a/kustomization.yaml", "a: clusters/a/own.yaml",
                  "a: base/kustomization.yml", "a: base/pool.yaml", "b: clusters/b/nested/x.yaml"))
      << "a file named Kustomization is not a manifest, so nothing lists it";
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(KustomizationResourcesTest, ReportsResourcesThatAreNotRead) {
  Write("repo/clusters/a/kustomization.yaml",
        "resources:\n- https://me:secret@example.com/pools.yaml\n- gone.yaml\n- ../../empty\n"
        "- ${FOLDER}/pool.yaml\n- ../../../secret/pool.yaml\n- ../../link\n- \"a\\0b\"\n");
  Write("repo/empty/pool.yaml", "");
  Write("repo/clusters/b/pool.yaml", "");
  Write("secret/pool.yaml", "");
  Write("secret/kustomization.yaml", "resources: [pool.yaml]\n");
  fs::create_directory_symlink(In("secret"), In("repo/link"));
  EXPECT_THAT(Files(), ElementsAre("a: clusters/a/kustomization.yaml", "b: clusters/b/pool.yaml"));
  const std::string file = "clusters/a/kustomization.yaml:";
  EXPECT_THAT(
      problems_,
      ElementsAre(file + "2: resource \"https://example.com/pools.yaml\" is not in this repository",
                  file + "3: resource \"gone.yaml\" does not exist",
                  file + "4: resource \"../../empty\" is a folder without a kustomization.yaml",
                  file + "5: resource \"${FOLDER}/pool.yaml\" has a variable without a value",
                  file + "6: resource \"../../../secret/pool.yaml\" leads out of the repository",
                  file + "7: resource \"../../link\" leads out of the repository",
                  file + "8: resource \"a[U+0000]b\" does not exist"));
  using Kind = Problem::Kind;
  EXPECT_THAT(kinds_, ElementsAre(Kind::kNotChecked, Kind::kNotChecked, Kind::kNotChecked,
                                  Kind::kUnresolved, Kind::kUnreadable, Kind::kUnreadable,
                                  Kind::kNotChecked));
  EXPECT_THAT(incomplete_, ElementsAre("a"));
}

// A kustomization that cannot be decoded hides files; load.h reports one that mentions MetalLB.
TEST_F(KustomizationResourcesTest, ReportsAKustomizationThatIsNotValid) {
  Write("repo/clusters/a/kustomization.yaml", "a: b\nresources: [\n");
  Write("repo/clusters/b/kustomization.yaml", "# metallb.io\nresources: [\n");
  Files();
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_THAT(problems_[0], testing::ContainsRegex("^clusters/a/kustomization.yaml:[23]: the "
                                                   "resources are not read: "));
  EXPECT_EQ(kinds_.back(), Problem::Kind::kNotChecked);
  EXPECT_THAT(incomplete_, ElementsAre("a"));
}

TEST_F(KustomizationResourcesTest, DoesNotFollowALocalUrl) {
  Write("repo/clusters/a/kustomization.yaml", "resources: ['File:///etc', 'git::file:///etc']\n");
  Files();
  EXPECT_THAT(
      problems_,
      ElementsAre("clusters/a/kustomization.yaml:1: resource \"File:///etc\" leads out of "
                  "the repository",
                  "clusters/a/kustomization.yaml:1: resource \"git::file:///etc\" leads out "
                  "of the repository"));
  EXPECT_EQ(kinds_.back(), Problem::Kind::kUnreadable);
}

TEST_F(KustomizationResourcesTest, EndsInACycle) {
  Write("repo/clusters/a/kustomization.yaml", "resources: [../../x]\n");
  Write("repo/x/kustomization.yaml", "resources: [../y]\n");
  Write("repo/y/kustomization.yaml", "resources: [../x, ../clusters/a]\n");
  EXPECT_THAT(Files(), ElementsAre("a: clusters/a/kustomization.yaml", "a: x/kustomization.yaml",
                                   "a: y/kustomization.yaml"));
}

}  // namespace
}  // namespace exporter::manifests
