#include "exporter/manifests/kustomization_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "exporter/manifests/manifest_paths.h"
#include "tests/support/temporary_folder.h"

namespace exporter::manifests {
namespace {

using testing::ElementsAre;

TEST(RemoveKustomizationParts, RemovesPatchesComponentsAndGenerators) {
  const tests::TemporaryFolder folder;
  const std::string pool = "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n";
  folder.Write("c/prod/kustomization.yaml",
               "resources: [pool.yaml]\ncomponents: [../../parts]\ngenerators: [gen.yaml]\n"
               "patches:\n- path: range.yaml\n- path: replicas.yaml\n- patch: |\n"
               "    apiVersion: metallb.io/v1beta1\n");
  folder.Write("c/prod/pool.yaml", pool);
  folder.Write("c/prod/range.yaml", pool);
  folder.Write("c/prod/replicas.yaml", "spec: {replicas: 2}\n");
  folder.Write("c/prod/gen.yaml", "kind: Generator\n");
  folder.Write("parts/kustomization.yaml", "resources: [pool.yaml]\n");
  folder.Write("parts/pool.yaml", pool);
  FoundPaths found = FindManifests({folder.path() + "/c", "prod=" + folder.path() + "/parts"});
  const auto problems = RemoveKustomizationParts(found.clusters, found.outside);
  std::vector<std::string> files;
  for (const Input& input : found.clusters.at(0).inputs) {
    files.push_back(input.file.substr(folder.path().size() + 1));
  }
  EXPECT_THAT(files, ElementsAre("c/prod/kustomization.yaml"));
  std::vector<std::string> places;
  for (const Problem& problem : problems) {
    EXPECT_EQ(problem.kind, Problem::Kind::kNotChecked);
    places.push_back(problem.file.substr(folder.path().size() + 1) + ':' +
                     std::to_string(problem.line));
  }
  EXPECT_THAT(places, ElementsAre("c/prod/kustomization.yaml:7", "c/prod/range.yaml:0",
                                  "parts/pool.yaml:0"));
  EXPECT_TRUE(found.clusters.at(0).incomplete);
}

TEST(RemoveKustomizationParts, RemovesPoolsThatTheClusterChanges) {
  const std::string pool = "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n";
  for (const char* const change :
       {"namePrefix: a-", "patches: [{target: {name: p}, patch: '[]'}]",
        "patches: [{target: {kind: IPAddressPool}, path: gone.yaml}]",
        "patches: [{path: ../patches/pool.yaml}]", "transformers: [labels.yaml]",
        "transformers: ['{apiVersion: builtin, kind: LabelTransformer, metadata: {name: l}}']",
        "replacements: [{targets: [{select: {kind: IPAddressPool}}]}]"}) {
    const tests::TemporaryFolder folder;
    folder.Write("c/prod/kustomization.yaml",
                 std::string("resources: [base, app.yaml]\n") + change + '\n');
    folder.Write("c/prod/app.yaml", "kind: Deployment\n");
    folder.Write("c/prod/base/pool.yaml", pool);
    folder.Write("c/patches/pool.yaml", pool);
    FoundPaths found = FindManifests(
        {"prod=" + folder.path() + "/c/prod", "other=" + folder.path() + "/c/prod/base"});
    const auto problems = RemoveKustomizationParts(found.clusters, found.outside);
    EXPECT_EQ(found.clusters.at(0).inputs.size(), 2U) << change;
    EXPECT_EQ(found.clusters.at(1).inputs.size(), 1U) << change;
    ASSERT_EQ(problems.size(), 1U) << change;
    EXPECT_EQ(problems[0].line, 2) << change;
    EXPECT_EQ(problems[0].file, folder.path() + "/c/prod/kustomization.yaml");
  }
}

// An annotation of MetalLB, or a patch of another object, changes no object of MetalLB.
TEST(RemoveKustomizationParts, KeepsPoolsThatPatchesOfOtherObjectsDoNotChange) {
  const std::string values =
      "kind: HelmRelease\nspec: {values: {annotations: {metallb.io/address-pool: p}}}\n";
  for (const char* const patch :
       {"patches: [{path: v.yaml, target: {kind: HelmRelease}}]", "patches: [{path: v.yaml}]",
        "patchesStrategicMerge: [v.yaml]",
        "patchesJson6902: [{path: v.yaml, target: {kind: HelmRelease}}]",
        "patches: [{patch: '{kind: Service, metadata: {annotations: {metallb.io/x: y}}}'}]"}) {
    const tests::TemporaryFolder folder;
    const std::string file = folder.Write("c/kustomization.yaml",
                                          std::string("resources: [pool.yaml]\n") + patch + '\n');
    const std::string pool =
        folder.Write("c/pool.yaml", "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n");
    const std::string part = folder.Write("c/v.yaml", values);
    std::vector<ClusterInputs> clusters = {{"a", {{file}, {pool}, {part}}}};
    std::vector<std::string> outside;
    EXPECT_THAT(RemoveKustomizationParts(clusters, outside), ElementsAre()) << patch;
    EXPECT_EQ(clusters[0].inputs[1].file, pool) << patch;
    EXPECT_FALSE(clusters[0].incomplete) << patch;
  }
}

// A HelmRelease and a Service in the resources of a base; the file is not read, a pool is.
TEST(RemoveKustomizationParts, RemovesWhatPatchesOfOtherObjectsChange) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write(
      "top/kustomization.yaml",
      "resources: [../base]\npatches:\n"
      "- {target: {kind: ConfigMap}, patch: '[{op: remove, path: /data/config}]'}\n"
      "- {target: {kind: Service}, patch: '[{op: remove, path: /spec/loadBalancerIP}]'}\n");
  folder.Write("base/kustomization.yaml", "resources: [pool.yaml, config.yaml, service.yaml]\n");
  const std::string pool =
      folder.Write("base/pool.yaml", "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n");
  const std::string config = folder.Write(
      "base/config.yaml", "apiVersion: v1\nkind: ConfigMap\ndata: {config: 'address-pools: []'}\n");
  const std::string service = folder.Write(
      "base/service.yaml",
      "apiVersion: v1\nkind: Service\nspec: {type: LoadBalancer, loadBalancerIP: 10.0.0.1}\n");
  std::vector<std::string> outside;
  std::vector<ClusterInputs> clusters = {{"a", {{file}, {pool}, {service}}},
                                         {"b", {{file}, {pool}, {config}}},
                                         {"c", {{pool}, {config}, {service}}}};
  const auto problems = RemoveKustomizationParts(clusters, outside);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].line, 3);
  EXPECT_EQ(problems[0].message, "patches objects of MetalLB in " + config +
                                     ", which is therefore not read; use --render kustomize");
  EXPECT_EQ(problems[1].line, 4);
  EXPECT_EQ(clusters[0].inputs.size(), 2U);
  EXPECT_FALSE(clusters[0].incomplete);  // a Service is not referred to
  EXPECT_EQ(clusters[1].inputs.size(), 2U);
  EXPECT_TRUE(clusters[1].incomplete);
  EXPECT_EQ(clusters[2].inputs.size(), 3U);  // another cluster
}

// A patch also changes the resources of its resources.
TEST(RemoveKustomizationParts, FollowsTheResourcesThatAPatchChanges) {
  const tests::TemporaryFolder folder;
  const std::string top = folder.Write("top/kustomization.yaml",
                                       "resources: [../middle]\n"
                                       "patches: [{target: {kind: IPAddressPool}, patch: '[]'}]\n");
  const std::string middle =
      folder.Write("middle/kustomization.yaml", "resources: [../base/pool.yaml, ../middle]\n");
  const std::string pool =
      folder.Write("base/pool.yaml", "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n");
  std::vector<ClusterInputs> clusters = {{"a", {{top}, {middle}, {pool}}}};
  std::vector<std::string> outside;
  EXPECT_EQ(RemoveKustomizationParts(clusters, outside).size(), 1U);
  EXPECT_EQ(clusters[0].inputs.size(), 2U);
}

constexpr const char* kLegacy =
    "address-pools:\n- {name: p, protocol: layer2, addresses: [10.0.0.0/24]}\n";

TEST(RemoveKustomizationParts, ReportsGeneratorsThatDefinePools) {
  for (const char* const generator :
       {"files: [config]", "files: [data=config]", "files: [../shared/config.yaml]", "env: config",
        "literals: [\"config=address-pools: [{name: p, addresses: [10.0.0.0/24]}]\"]"}) {
    for (const char* const key : {"configMapGenerator", "secretGenerator"}) {
      const tests::TemporaryFolder folder;
      const std::string file =
          folder.Write("c/kustomization.yaml",
                       std::string("resources: []\n") + key + ":\n- " + generator + '\n');
      folder.Write("c/config", kLegacy);
      folder.Write("shared/config.yaml", kLegacy);
      std::filesystem::create_directory(folder.path() + "/.git");
      std::vector<ClusterInputs> clusters = {{"a", {{file}}}};
      std::vector<std::string> outside;
      const auto problems = RemoveKustomizationParts(clusters, outside);
      ASSERT_EQ(problems.size(), 1U) << generator;
      EXPECT_EQ(problems[0].file, file);
      EXPECT_EQ(problems[0].line, 3);
      EXPECT_TRUE(clusters[0].incomplete);
    }
  }
}

// A comment, or the name of an alert, hides no error of the cluster.
TEST(RemoveKustomizationParts, IgnoresPartsThatOnlyMentionMetallb) {
  for (const char* const key :
       {"configMapGenerator: [{files: [v.yaml]}]", "helmCharts: [{valuesFile: v.yaml}]",
        "crds: [v.yaml]", "components: [v.yaml]", "generators: [v.yaml]"}) {
    const tests::TemporaryFolder folder;
    const std::string file = folder.Write("c/kustomization.yaml", std::string(key) + '\n');
    const std::string part = folder.Write(
        "c/v.yaml", "# apiVersion: metallb.io/v1beta1\nrules: [{alert: AddressPoolExhausted}]\n");
    std::vector<ClusterInputs> clusters = {{"a", {{file}, {part}}}};
    std::vector<std::string> outside;
    EXPECT_THAT(RemoveKustomizationParts(clusters, outside), ElementsAre()) << key;
    EXPECT_EQ(clusters[0].inputs.size(), 1U) << key;
    EXPECT_FALSE(clusters[0].incomplete) << key;
  }
}

TEST(RemoveKustomizationParts, IgnoresARenderedKustomization) {
  const tests::TemporaryFolder folder;
  const std::string kustomization =
      folder.Write("kustomization.yaml", "patches: [{path: range.yaml}]\n");
  const std::string range = folder.Write("range.yaml", "a: b\n");
  std::vector<ClusterInputs> clusters = {{"a", {{kustomization, {}, "rendered"}, {range}}}};
  std::vector<std::string> outside;
  EXPECT_THAT(RemoveKustomizationParts(clusters, outside), ElementsAre());
  EXPECT_EQ(clusters[0].inputs.size(), 2U);
  EXPECT_FALSE(clusters[0].incomplete);
}

}  // namespace
}  // namespace exporter::manifests
