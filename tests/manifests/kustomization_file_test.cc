#include "exporter/manifests/kustomization_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace exporter::manifests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "path:line".
std::vector<std::string> Texts(const std::vector<KustomizationFile::Entry>& entries) {
  std::vector<std::string> texts;
  for (const auto& [path, line] : entries) texts.push_back(path + ':' + std::to_string(line));
  return texts;
}

TEST(KustomizationFileTest, ListsResourcesAndComponents) {
  const auto file = ReadKustomizationFile(R"(apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- pool.yaml
- ../base
bases: [../old]
components: [../advertised]
)");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_FALSE(file->is_component);
  EXPECT_THAT(Texts(file->resources), ElementsAre("pool.yaml:4", "../base:5", "../old:6"));
  EXPECT_THAT(Texts(file->components), ElementsAre("../advertised:7"));
  EXPECT_THAT(file->parts, IsEmpty());
  EXPECT_EQ(file->metallb_patch_line, 0);
}

TEST(KustomizationFileTest, ListsFilesThatAreNotObjectsOfTheirOwn) {
  const auto file = ReadKustomizationFile(R"(kind: Component
patches:
- path: range.yaml
- patch: |-
    - op: remove
      path: /spec
  target: {kind: Deployment}
patchesStrategicMerge:
- old.yaml
- |-
  kind: Deployment
patchesJson6902: [{path: json.yaml, target: {kind: Service}}]
configMapGenerator: [{name: a, files: [config=values.yaml, b.yaml], envs: [c.env], env: d.env}]
secretGenerator: [{name: b, files: [secret.yaml]}]
generators: [g.yaml]
transformers: [t.yaml]
validators: [v.yaml]
configurations: [names.yaml]
crds: [crd.yaml]
replacements: [{path: r.yaml}]
helmCharts: [{valuesFile: helm.yaml, additionalValuesFiles: [more.yaml]}]
openapi: {path: schema.json}
)");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_TRUE(file->is_component);
  EXPECT_THAT(file->resources, IsEmpty());
  std::vector<std::string> paths;
  for (const auto& part : file->parts) paths.push_back(part.path);
  EXPECT_THAT(paths, testing::UnorderedElementsAre(
                         "range.yaml", "old.yaml", "json.yaml", "values.yaml", "b.yaml", "c.env",
                         "d.env", "secret.yaml", "g.yaml", "t.yaml", "v.yaml", "names.yaml",
                         "crd.yaml", "r.yaml", "helm.yaml", "more.yaml", "schema.json"));
  EXPECT_EQ(file->metallb_patch_line, 0);
}

TEST(KustomizationFileTest, FindsInlinePatchesOfMetallb) {
  const auto line_of = [](const std::string& text) {
    const auto file = ReadKustomizationFile(text);
    return file ? file->metallb_patch_line : -1;
  };
  EXPECT_EQ(line_of("patches:\n- patch: |-\n    - op: replace\n  target:\n    kind: IPAddressPool"),
            2);
  EXPECT_EQ(line_of("patches:\n- patch: '[]'\n  target: {group: metallb.io}"), 2);
  EXPECT_EQ(line_of("patches:\n- path: a\n- patch: |-\n    apiVersion: metallb.io/v1beta2\n    "
                    "kind: BGPPeer"),
            3);
  EXPECT_EQ(
      line_of(
          "patchesStrategicMerge:\n- a.yaml\n- |-\n  apiVersion: metallb.io/v1beta1\n  spec: {}"),
      3);
  EXPECT_EQ(line_of("replacements:\n- targets: [{select: {kind: BGPPeer}}]"), 2);
  EXPECT_EQ(line_of("patches:\n- path: IPAddressPool.yaml"), 0) << "the file decides";
}

TEST(KustomizationFileTest, ReadsOneDocumentAsKustomizeDoes) {
  const auto file =
      ReadKustomizationFile("# c\n---\nresources: [a.yaml]\n---\nresources: [b.yaml]\n");
  ASSERT_TRUE(file);
  ASSERT_EQ(file->resources.size(), 1U);
  EXPECT_EQ(file->resources[0].path, "a.yaml");
}

TEST(KustomizationFileTest, RejectsWhatIsNotAnObject) {
  EXPECT_EQ(ReadKustomizationFile("- a\n").error().message,
            "a kustomization must be an object, found a list");
  EXPECT_FALSE(ReadKustomizationFile("a: [\n"));
  EXPECT_TRUE(ReadKustomizationFile(""));
  const auto odd =
      ReadKustomizationFile("resources: a\npatches: {b: c}\ncomponents: [1, null, '']");
  ASSERT_TRUE(odd);
  EXPECT_THAT(odd->resources, IsEmpty());
  EXPECT_THAT(odd->components, IsEmpty());
}

TEST(KustomizationFileTest, KnowsRemoteResourcesAndNames) {
  for (const char* const remote :
       {"https://example.com/a.yaml", "github.com/metallb/metallb/config/native?ref=v0.15.2",
        "git@github.com:a/b.git", "ssh://git@host/a", "git::https://host/a", "../b?ref=main"}) {
    EXPECT_TRUE(IsRemote(remote)) << remote;
  }
  for (const char* const local : {"a.yaml", "../base", "./github.com", "git"}) {
    EXPECT_FALSE(IsRemote(local)) << local;
  }
  EXPECT_TRUE(IsKustomizationName("kustomization.yml"));
  EXPECT_TRUE(IsKustomizationName("Kustomization"));
  EXPECT_FALSE(IsKustomizationName("kustomization.json"));
  EXPECT_FALSE(IsKustomizationName("Kustomization.yaml"));
}

}  // namespace
}  // namespace exporter::manifests
