#include "exporter/manifests/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>

#include "exporter/manifests/manifest_paths.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/utf16.h"

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

// Each problem as "unreadable a.yaml:7: message".
std::vector<std::string> ProblemsOf(const LoadedManifests& loaded) {
  std::vector<std::string> lines;
  for (const Problem& problem : loaded.problems) {
    const std::string kind = problem.kind == Problem::Kind::kUnreadable ? "unreadable "
                             : problem.kind == Problem::Kind::kNoPools  ? "no-pools "
                                                                        : "other ";
    const std::string line = problem.line == 0 ? "" : ':' + std::to_string(problem.line);
    lines.push_back(kind + problem.file + line + ": " + problem.message);
  }
  return lines;
}

TEST(LoadManifests, JoinsTheFilesOfEachCluster) {
  const tests::TemporaryFolder folder;
  folder.Write("a/1.yaml", kPool);
  folder.Write("a/2.yaml", kPool);
  folder.Write("b/service.yaml", "kind: Service\napiVersion: v1\n");
  folder.Write("ip-plan.yaml", "clusters: {}\n");
  const LoadedManifests loaded = Load({folder.path()});
  EXPECT_THAT(ProblemsOf(loaded), ElementsAre("no-pools " + folder.path() +
                                              "/b/service.yaml: cluster \"b\" has no pool in 1 "
                                              "file"));
  ASSERT_EQ(loaded.clusters.size(), 2U);
  EXPECT_EQ(loaded.clusters[0].name, "a");
  ASSERT_EQ(loaded.clusters[0].pools.size(), 2U);
  EXPECT_EQ(loaded.clusters[0].pools[1].file, folder.path() + "/a/2.yaml");
  EXPECT_TRUE(loaded.clusters[1].pools.empty());
  EXPECT_EQ(loaded.files, 4U);
  EXPECT_THAT(loaded.streams, ElementsAre());
}

TEST(LoadManifests, ReportsEachUnreadableFileThatMatters) {
  const tests::TemporaryFolder folder;
  folder.Write("a/1.yaml", "kind: IPAddressPool\nmetadata: {{ a }}\n");
  folder.Write("a/2.yaml", "# metallb.io \xff\n");
  folder.Write("a/3.yaml", tests::ToUtf16("address-pools: {{ a }}\n", true));
  folder.Write("b/pool.yaml", kPool);
  const LoadedManifests loaded = Load({folder.path(), "x=/nowhere"});
  EXPECT_THAT(
      ProblemsOf(loaded),
      ElementsAre(HasSubstr("/a/1.yaml:2: "), HasSubstr("/a/2.yaml:1: not UTF-8"),
                  HasSubstr("/a/3.yaml:1: "), "unreadable /nowhere: No such file or directory"));
  EXPECT_THAT(loaded.notes, ElementsAre());
  EXPECT_EQ(loaded.clusters.at(1).pools.size(), 1U) << "other files are still read";
}

TEST(LoadManifests, OnlyNotesUnreadableFilesThatDoNotMatter) {
  const tests::TemporaryFolder folder;
  folder.Write("a/pool.yaml", kPool);
  folder.Write("a/service.yaml", "kind: Service\nspec: {type: LoadBalancer, x: {{ y }}}\n");
  folder.Write("a/values.yaml", "a: 1\na: 2\n");
  const LoadedManifests loaded = Load({folder.path()});
  EXPECT_THAT(ProblemsOf(loaded), ElementsAre());
  EXPECT_THAT(loaded.notes, ElementsAre(HasSubstr(folder.path() + "/a/service.yaml:2: "),
                                        HasSubstr(folder.path() + "/a/values.yaml:2: ")));
}

// The bound of the work: 200 files of 1 MiB are read, but four of them are parsed.
TEST(LoadManifests, NotesALargeFileThatDoesNotMatter) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("a/large.yaml", "a: b\n");
  constexpr std::size_t kSize = std::size_t{65} << 20;
  std::filesystem::resize_file(file, kSize);  // a sparse file
  const auto noted = Load({folder.path()});
  EXPECT_THAT(noted.notes, ElementsAre(HasSubstr("a/large.yaml: ")));
  EXPECT_THAT(ProblemsOf(noted), ElementsAre(HasSubstr("no-pools ")));
  // The word is in two pieces.
  std::fstream(file, std::ios::in | std::ios::out).seekp((std::size_t{8} << 20) - 4)
      << "metallb.io";
  EXPECT_THAT(ProblemsOf(Load({folder.path()})),
              ElementsAre(HasSubstr("unreadable " + folder.path() + "/a/large.yaml: ")));
}

TEST(LoadManifests, ParsesFewFilesThatDoNotMatter) {
  const tests::TemporaryFolder folder;
  constexpr std::size_t kMebibyte = std::size_t{1} << 20;
  const std::string text = "{{ a }}" + std::string(kMebibyte - 7, '#');
  constexpr int kFiles = 6;
  ClusterInputs cluster;
  for (int i = 0; i < kFiles; ++i) {
    cluster.inputs.push_back({folder.Write(std::to_string(i) + ".yaml", text)});
  }
  // A second cluster that shares the files has no further notes.
  const LoadedManifests loaded = LoadManifests({cluster, cluster}, {});
  EXPECT_EQ(loaded.files, 2 * kFiles);
  EXPECT_EQ(loaded.notes.size(), 4U);
}

TEST(LoadManifests, ReportsAStreamWithoutObjects) {
  EXPECT_THAT(ProblemsOf(Load({"a=/dev/null"})),
              ElementsAre("unreadable input of cluster \"a\": contains no object; did the command "
                          "that writes it fail?"));
  EXPECT_THAT(Load({"a=/dev/null"}).streams, ElementsAre("input of cluster \"a\""));
}

TEST(LoadManifests, ReportsAClusterWithoutPools) {
  const tests::TemporaryFolder folder;
  folder.Write("c/a/1.yaml", "# nothing yet\n");
  folder.Write("c/a/2.yaml", "---\n");
  folder.Write("c/b/pool.yaml", "");
  EXPECT_THAT(
      ProblemsOf(Load({folder.path() + "/c"})),
      ElementsAre("no-pools " + folder.path() + "/c/a/1.yaml: cluster \"a\" has no pool in 2 files",
                  "no-pools " + folder.path() +
                      "/c/b/pool.yaml: cluster \"b\" has no pool in 1 "
                      "file"));
}

TEST(LoadManifests, ReadsARenderedTextInPlaceOfTheFile) {
  const LoadedManifests loaded =
      LoadManifests({{"a", {{"overlay/kustomization.yaml", {}, kPool}}},
                     {"b", {{"base/kustomization.yaml", {}, "kind: {{ }}\n"}}}},
                    {});
  ASSERT_EQ(loaded.clusters.at(0).pools.size(), 1U);
  EXPECT_EQ(loaded.clusters[0].pools[0].file, "overlay/kustomization.yaml");
  EXPECT_EQ(loaded.clusters[0].pools[0].object.line, 0);
  EXPECT_THAT(ProblemsOf(loaded),
              ElementsAre(HasSubstr(
                  "unreadable base/kustomization.yaml: in line 1 of the text: a field name "
                  "must be")));
  EXPECT_THAT(loaded.streams, ElementsAre());
}

TEST(LoadManifests, RejectsAPoolOutsideTheClusterFolders) {
  const tests::TemporaryFolder folder;
  folder.Write("a/pool.yaml", kPool);
  folder.Write("stray.yaml", kPool);
  EXPECT_THAT(ProblemsOf(Load({folder.path()})),
              ElementsAre(HasSubstr("/stray.yaml: the file is outside the cluster folders")));
}

TEST(LoadManifests, AClusterWithUnreadInputIsIncomplete) {
  const tests::TemporaryFolder folder;
  const auto is_incomplete = [&folder](const std::string& text) {
    folder.Write("a/more.yaml", text);
    return Load({"a=" + folder.path() + "/a"}).clusters.at(0).incomplete;
  };
  folder.Write("a/pool.yaml", kPool);
  EXPECT_FALSE(is_incomplete("a: {{ b }}\n")) << "does not mention MetalLB";
  EXPECT_FALSE(
      is_incomplete("apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n"
                    "metadata: {name: q}\nspec: {addresses: ['ENC[x]', '${A}']}\n"))
      << "the pool is read";
  EXPECT_FALSE(
      is_incomplete("kind: L2Advertisement\nmetadata: {name: l}\n"
                    "spec: {ipAddressPools: [p, '${A}']}\n"))
      << "the advertisement is partial";
  EXPECT_TRUE(
      is_incomplete("kind: Community\nmetadata: {name: c}\n"
                    "spec: {communities: [{name: '${A}', value: '1:2'}]}\n"));
  EXPECT_TRUE(is_incomplete("# metallb.io\na: {{ b }}\n"));
  EXPECT_TRUE(
      is_incomplete("kind: ConfigMap\napiVersion: v1\nmetadata: {name: pools}\n"
                    "data: {x: 'ENC[x]', y: 'ENC[y]'}\n"));
  EXPECT_TRUE(is_incomplete("kind: ENC[x]\nmetadata: {name: q}\n"));
  EXPECT_TRUE(
      is_incomplete("kind: HelmRelease\napiVersion: v2\nspec:\n  values:\n"
                    "    x: {apiVersion: metallb.io/v1beta1, kind: IPAddressPool,\n"
                    "        spec: {}}\n"));
  EXPECT_TRUE(
      Load({"a=" + folder.path() + "/a/pool.yaml", "a=/nowhere"}).clusters.at(0).incomplete);
}

}  // namespace
}  // namespace exporter::manifests
