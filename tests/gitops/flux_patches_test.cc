#include "exporter/gitops/flux_patches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exporter/yaml/yaml_reader.h"

namespace exporter::gitops {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "object NAME" or "variables NAME" of each patch in the element.
std::vector<std::string> Patches(const std::string& element, const std::string& content = "") {
  const auto documents = yaml::ReadDocuments(element);
  std::vector<std::string> texts;
  for (const FluxPatch& each : ReadFluxPatches(documents.value().front(), content)) {
    const bool object = each.change == FluxPatch::Change::kObject;
    texts.push_back((object ? "object " : "variables ") + each.name);
  }
  return texts;
}

std::string Merge(const std::string& spec) {
  return "{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: k}, "
         "spec: {" +
         spec + "}}";
}

TEST(FluxPatchesTest, FindsTheFieldsThatMatter) {
  for (const char* const spec :
       {"path: ./x", "sourceRef: {name: x}", "kubeConfig: {}", "components: [x]", "namePrefix: x-",
        "patches: [{patch: 'apiVersion: kustomize.toolkit.fluxcd.io/v1'}]",
        "patches: [{target: {kind: IPAddressPool}, patch: x}]", "path: ./x, postBuild: {}"}) {
    EXPECT_THAT(Patches(Merge(spec)), ElementsAre("object k")) << spec;
  }
  EXPECT_THAT(Patches(Merge("postBuild: {substitute: {A: b}}, interval: 1h")),
              ElementsAre("variables k"));
  for (const char* const spec : {"interval: 1h", "decryption: {provider: sops}", "suspend: true",
                                 "patches: [{target: {kind: HelmRelease}, patch: x}]",
                                 "patches: [{patch: 'kind: HelmRelease'}]"}) {
    EXPECT_THAT(Patches(Merge(spec)), IsEmpty()) << spec;
  }
}

TEST(FluxPatchesTest, ReadsEveryFormOfAPatch) {
  const auto json = [](const std::string& path) {
    return "target: {kind: Kustomization, name: k.*}\npatch: '[{op: add, path: " + path + "}]'";
  };
  EXPECT_THAT(Patches(json("/spec/path")), ElementsAre("object k.*"));
  EXPECT_THAT(Patches(json("/spec/postBuild/substitute/A")), ElementsAre("variables k.*"));
  EXPECT_THAT(Patches(json("/spec")), ElementsAre("object k.*"));
  EXPECT_THAT(Patches(json("/spec/interval")), IsEmpty());
  EXPECT_THAT(Patches(json("/metadata/labels/a")), IsEmpty());
  EXPECT_THAT(Patches("{target: {name: k}, patch: '{{ x'}"), ElementsAre("object k"));
  EXPECT_THAT(Patches("{target: {kind: Deployment}, patch: '{{ x'}"), IsEmpty());
  for (const char* const kind : {"HelmRelease", "IPAddressPool", "Kustomization"}) {
    const std::string patch = std::string("{target: {kind: ") + kind + "}, patch: x}";
    for (const std::string& added :
         {"/spec/patches, value: [" + patch + "]", "/spec/patches/-, value: " + patch}) {
      EXPECT_EQ(Patches(json(added)).size(), kind == std::string("HelmRelease") ? 0U : 1U) << added;
    }
  }
  EXPECT_THAT(Patches("path: p.yaml", Merge("path: x")), ElementsAre("object k"));
  EXPECT_THAT(Patches("p.yaml", Merge("path: x")), ElementsAre("object k"));
  EXPECT_THAT(Patches("{target: {}, patch: [{op: remove, path: /spec/path}]}"),
              ElementsAre("object "));
  EXPECT_THAT(Patches("{patch: '{kind: Deployment, spec: {path: x}}'}"), IsEmpty());
}

TEST(FluxPatchesTest, SelectsByNameOrByExpression) {
  EXPECT_TRUE((FluxPatch{.name = "k.*", .has_target = true}.MaySelect("kk")));
  EXPECT_FALSE((FluxPatch{.name = "k.*", .has_target = false}.MaySelect("kk")));
  EXPECT_TRUE((FluxPatch{.name = "", .has_target = true}.MaySelect("k")));
  EXPECT_FALSE((FluxPatch{.name = "k", .has_target = true}.MaySelect("kk")));
}

}  // namespace
}  // namespace exporter::gitops
