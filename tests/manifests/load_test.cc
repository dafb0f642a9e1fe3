#include "exporter/manifests/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/manifests/manifest_paths.h"
#include "tests/support/temporary_folder.h"

namespace exporter::manifests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kPool =
    "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: p}\n"
    "spec: {addresses: [10.0.0.0/24]}\n";

LoadedManifests Load(const std::vector<std::string>& arguments) {
  const FoundPaths found = FindManifests(arguments);
  EXPECT_TRUE(found.errors.empty());
  return LoadManifests(found.clusters, found.outside);
}

std::vector<std::string> ErrorsOf(const LoadedManifests& loaded) {
  std::vector<std::string> messages;
  for (const Problem& problem : loaded.problems) {
    EXPECT_EQ(problem.kind, Problem::Kind::kUnreadable);
    const std::string line = problem.line == 0 ? "" : ':' + std::to_string(problem.line);
    messages.push_back(problem.file + line + ": " + problem.message);
  }
  return messages;
}

TEST(LoadManifests, JoinsTheFilesOfEachCluster) {
  const tests::TemporaryFolder folder;
  folder.Write("a/1.yaml", kPool);
  folder.Write("a/2.yaml", kPool);
  folder.Write("b/service.yaml", "kind: Service\napiVersion: v1\n");
  folder.Write("ip-plan.yaml", "clusters: {}\n");
  const LoadedManifests loaded = Load({folder.path()});
  EXPECT_THAT(ErrorsOf(loaded), ElementsAre());
  ASSERT_EQ(loaded.clusters.size(), 2U);
  EXPECT_EQ(loaded.clusters[0].name, "a");
  ASSERT_EQ(loaded.clusters[0].pools.size(), 2U);
  EXPECT_EQ(loaded.clusters[0].pools[1].file, folder.path() + "/a/2.yaml");
  EXPECT_TRUE(loaded.clusters[1].pools.empty());
}

TEST(LoadManifests, ReportsEveryUnreadableFile) {
  const tests::TemporaryFolder folder;
  folder.Write("a/1.yaml", "{{ a }}\n");
  folder.Write("a/2.yaml", "\xff\n");
  folder.Write("b/pool.yaml", kPool);
  EXPECT_THAT(ErrorsOf(Load({folder.path(), "x=/nowhere"})),
              ElementsAre(HasSubstr("/a/1.yaml:1: "), HasSubstr("/a/2.yaml:1: not UTF-8"),
                          HasSubstr("/nowhere: No such file or directory")));
}

TEST(LoadManifests, RejectsAClusterWithoutObjects) {
  const tests::TemporaryFolder folder;
  for (const char* nothing : {"", " \n", "# nothing yet\n", "---\n", "---\n# a\n---\n...\n"}) {
    folder.Write("c/a/pool.yaml", nothing);
    folder.Write("c/b/pool.yaml", nothing);
    folder.Write("c/b/other.yaml", nothing);
    EXPECT_THAT(
        ErrorsOf(Load({folder.path() + "/c"})),
        ElementsAre(folder.path() + "/c/a/pool.yaml: contains no object; did the command that "
                                    "writes it fail?",
                    folder.path() + "/c/b/other.yaml: no file of cluster \"b\" contains an "
                                    "object"))
        << nothing;
  }
  EXPECT_THAT(ErrorsOf(Load({"a=/dev/null"})),
              ElementsAre("/dev/null: contains no object; did the command that writes it fail?"));
}

TEST(LoadManifests, RejectsAPoolOutsideTheClusterFolders) {
  const tests::TemporaryFolder folder;
  folder.Write("a/pool.yaml", kPool);
  folder.Write("stray.yaml", kPool);
  EXPECT_THAT(ErrorsOf(Load({folder.path()})),
              ElementsAre(HasSubstr("/stray.yaml: is outside the cluster folders")));
}

}  // namespace
}  // namespace exporter::manifests
