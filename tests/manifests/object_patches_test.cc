#include "exporter/manifests/object_patches.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exporter/yaml/yaml_reader.h"

namespace exporter::manifests {
namespace {

std::vector<ObjectPatch> Patches(const std::string& element) {
  return ReadObjectPatches(yaml::ReadDocuments(element)->front(), "");
}

PatchEffect Effect(const std::string& element, const std::string& text) {
  const auto patches = Patches(element);
  return patches.size() == 1 ? EffectOf(patches[0], text) : PatchEffect::kNone;
}

constexpr const char* kService =
    "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: LoadBalancer}\n";
constexpr const char* kApplication =
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: m}\n"
    "spec: {source: {helm: {valuesObject: {a/b: {address-pools: [{addresses: "
    "[10.0.0.0/24]}]}}}}}\n";

TEST(ObjectPatch, ChangesTheRequestOfAService) {
  for (const char* const patch :
       {"{target: {kind: Service}, patch: '[{op: add, path: /spec/loadBalancerIP, value: x}]'}",
        "{target: {name: s}, patch: '[{op: add, path: /metadata/annotations, value: {}}]'}",
        "{target: {kind: S.*}, patch: '[{op: add, path: "
        "/metadata/annotations/metallb.io~1loadBalancerIPs, value: x}]'}",
        "{patch: '{apiVersion: v1, kind: Service, metadata: {name: s, annotations: "
        "{metallb.universe.tf/loadBalancerIPs: 10.0.0.1}}}'}",
        "{patch: '{apiVersion: v1, kind: Service, metadata: {name: s}, $patch: delete}'}"}) {
    EXPECT_EQ(Effect(patch, kService), PatchEffect::kRequest) << patch;
    EXPECT_EQ(Effect(patch, std::string("apiVersion: v1\nkind: List\nitems:\n- ") +
                                "{apiVersion: v1, kind: Service, metadata: {name: s}, "
                                "spec: {type: LoadBalancer}}\n"),
              PatchEffect::kRequest)
        << patch;
  }
  for (const char* const patch :
       {"{target: {kind: Service}, patch: '[{op: add, path: /spec/ports, value: []}]'}",
        "{target: {name: other}, patch: '[{op: add, path: /spec, value: x}]'}",
        "{patch: '{apiVersion: v1, kind: Service, metadata: {name: s, labels: {a: b}}}'}",
        "{patch: 'a: ['}", "{patch: ''}", "{}"}) {
    EXPECT_EQ(Effect(patch, kService), PatchEffect::kNone) << patch;
  }
}

TEST(ObjectPatch, ChangesObjectsInOtherObjects) {
  const std::string begin = "{target: {kind: Application}, patch: '[{op: remove, path: ";
  const std::string helm = "/spec/source/helm/valuesObject";
  for (const std::string& path :
       {helm, helm + "/a~1b", helm + "/a~1b/address-pools/0", helm + "/a~1b/address-pools/-"}) {
    EXPECT_EQ(Effect(begin + path + "}]'}", kApplication), PatchEffect::kMetallb) << path;
  }
  for (const std::string& path : {helm + "/a", std::string("/spec/project"), helm + "/a~1b/c"}) {
    EXPECT_EQ(Effect(begin + path + "}]'}", kApplication), PatchEffect::kNone) << path;
  }
  EXPECT_EQ(Effect("{patch: '{apiVersion: argoproj.io/v1alpha1, kind: Application, "
                   "metadata: {name: m}, spec: {source: {helm: {valuesObject: {a/b: null}}}}}'}",
                   kApplication),
            PatchEffect::kMetallb);
}

TEST(ObjectPatch, AddsObjects) {
  EXPECT_TRUE(Patches("{patch: '{kind: ConfigMap, data: {config: \"address-pools: []\"}}'}")
                  .front()
                  .adds_metallb);
  EXPECT_FALSE(
      Patches("{patch: '{kind: Service, metadata: {annotations: {metallb.io/address-pool: p}}}'}")
          .front()
          .adds_metallb);
  // Patches of MetalLB's own objects are not here.
  EXPECT_TRUE(Patches("{target: {kind: IPAddressPool}, patch: '[]'}").empty());
  EXPECT_TRUE(Patches("{patch: '{apiVersion: metallb.io/v1beta1, kind: IPAddressPool}'}").empty());
}

}  // namespace
}  // namespace exporter::manifests
