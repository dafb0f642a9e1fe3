#include "exporter/gitops/flux_objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace exporter::gitops {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;

TEST(FluxObjectsTest, ReadsAKustomizationOfEachVersion) {
  for (const std::string version : {"v1", "v1beta2", "v1beta1"}) {
    const FluxObjects objects =
        *ReadFluxObjects("apiVersion: kustomize.toolkit.fluxcd.io/" + version + R"(
kind: Kustomization
metadata: {name: pools, namespace: flux-system}
spec:
  sourceRef: {kind: GitRepository, name: flux-system}
  path: ./infrastructure/metallb
  suspend: true
  targetNamespace: metallb-system
  namePrefix: a-
  nameSuffix: -b
  components: [../advertised]
  postBuild:
    substitute: {RANGE: 192.0.2.0/24, ASN: 64500, ON: true, TEXT: "a\nb"}
    substituteFrom:
    - {kind: ConfigMap, name: settings}
    - {kind: Secret, name: secrets}
)");
    ASSERT_THAT(objects.kustomizations, SizeIs(1)) << version;
    const FluxKustomization& pools = objects.kustomizations.front();
    EXPECT_EQ(pools.name, "pools");
    EXPECT_EQ(pools.name_space, "flux-system");
    EXPECT_EQ(pools.path, "./infrastructure/metallb");
    EXPECT_EQ(pools.line, 6) << "of the path";
    EXPECT_EQ(pools.source, (SourceName{"GitRepository", "flux-system"}));
    EXPECT_FALSE(pools.other_cluster);
    EXPECT_THAT(pools.substitute, ElementsAre(Pair("ASN", "64500"), Pair("ON", "true"),
                                              Pair("RANGE", "192.0.2.0/24"), Pair("TEXT", "ab")));
    EXPECT_THAT(pools.config_maps, ElementsAre("settings"));
    EXPECT_THAT(pools.overlay.components, ElementsAre("../advertised"));
    EXPECT_EQ(pools.overlay.name_space, "metallb-system");
    EXPECT_EQ(pools.overlay.name_prefix, "a-");
    EXPECT_EQ(pools.overlay.name_suffix, "-b");
    EXPECT_EQ(pools.metallb_change, manifests::Change::kPossible) << "namePrefix";
  }
}

TEST(FluxObjectsTest, WritesPatchesAsKustomizeReadsThem) {
  const FluxObjects objects = *ReadFluxObjects(R"(apiVersion: kustomize.toolkit.fluxcd.io/v1beta2
kind: Kustomization
spec:
  kubeConfig: {secretRef: {name: remote}}
  patches:
  - patch: |-
      - op: replace
        path: /spec/addresses/0
        value: 192.0.2.0/24
    target: {kind: IPAddressPool, name: a}
  patchesStrategicMerge:
  - {kind: Deployment, metadata: {name: b}, spec: {replicas: 2}}
  patchesJson6902:
  - patch: [{op: remove, path: /spec}]
    target: {kind: Service}
)");
  ASSERT_THAT(objects.kustomizations, SizeIs(1));
  const FluxKustomization& patched = objects.kustomizations.front();
  EXPECT_TRUE(patched.other_cluster);
  EXPECT_EQ(patched.metallb_change, manifests::Change::kCertain);
  EXPECT_EQ(patched.line, 1) << "of the object, because it has no path";
  EXPECT_THAT(
      patched.overlay.patches,
      ElementsAre(
          R"({"patch":"- op: replace\n  path: /spec/addresses/0\n  value: 192.0.2.0/24","target":{"kind":"IPAddressPool","name":"a"}})",
          R"({"patch":"{\"kind\":\"Deployment\",\"metadata\":{\"name\":\"b\"},\"spec\":{\"replicas\":2}}"})",
          R"({"patch":"[{\"op\":\"remove\",\"path\":\"/spec\"}]","target":{"kind":"Service"}})"));
}

TEST(FluxObjectsTest, ReadsSourcesAndConfigMaps) {
  const FluxObjects objects = *ReadFluxObjects(R"(apiVersion: v1
kind: List
items:
- apiVersion: source.toolkit.fluxcd.io/v1
  kind: GitRepository
  metadata: {name: flux-system}
  spec: {url: "https://git.example.com/fleet", ref: {branch: main}}
- apiVersion: source.toolkit.fluxcd.io/v1beta2
  kind: OCIRepository
  metadata: {name: apps}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: flux-system}
data: {RANGE: 192.0.2.0/24}
---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [a.yaml]
)");
  EXPECT_THAT(objects.kustomizations, IsEmpty());
  ASSERT_THAT(objects.sources, SizeIs(2));
  EXPECT_EQ(objects.sources[0].name, (SourceName{"GitRepository", "flux-system"}));
  EXPECT_THAT(objects.sources[0].place, StartsWith("git.example.com/fleet {"));
  EXPECT_EQ(objects.sources[1].name, (SourceName{"OCIRepository", "apps"}));
  ASSERT_THAT(objects.config_maps, SizeIs(1));
  EXPECT_THAT(objects.config_maps[0].data, ElementsAre(Pair("RANGE", "192.0.2.0/24")));
}

TEST(FluxObjectsTest, APlaceDoesNotDependOnTheFormOfTheUrl) {
  const auto place = [](const std::string& url) {
    const auto objects = *ReadFluxObjects(
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nspec: {ref: {branch: main}, "
        "url: '" +
        url + "'}");
    return objects.sources.at(0).place;
  };
  const std::string expected = R"(git.example.com/fleet {"branch":"main"})";
  for (const char* url : {"https://git.example.com/fleet", "https://git.example.com/fleet.git",
                          "https://git.example.com/fleet.git/", "https://git.example.com/fleet/",
                          "ssh://git@git.example.com/fleet", "https://a:b@git.example.com/fleet"}) {
    EXPECT_EQ(place(url), expected) << url;
  }
  for (const char* url : {"https://git.example.com/fleet2", "https://example.com/fleet", "", "/",
                          "https://git.example.com/@/fleet"}) {
    EXPECT_NE(place(url), expected) << url;
  }
}

TEST(FluxObjectsTest, IgnoresOddObjects) {
  for (const std::string odd :
       {"", "- a", "text", "kind: Kustomization", "apiVersion: v1\nkind: List\nitems: {}",
        "apiVersion: v1\nkind: ConfigMap\ndata: [a]",
        "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: [a]}]"}) {
    EXPECT_THAT(ReadFluxObjects(odd)->kustomizations, IsEmpty()) << odd;
  }
  EXPECT_EQ(ReadFluxObjects("a:\n- [\n").error().line, 3);
  const auto odd = *ReadFluxObjects(
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: []\n"
      "spec: {path: [], sourceRef: a, patches: {}, components: [{}], postBuild: 1, "
      "patchesStrategicMerge: [.inf]}");
  ASSERT_THAT(odd.kustomizations, SizeIs(1));
  EXPECT_EQ(odd.kustomizations[0].path, "");
}

}  // namespace
}  // namespace exporter::gitops
