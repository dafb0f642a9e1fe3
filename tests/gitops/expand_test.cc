// Whole repositories: which files each cluster gets, and the problems. The real kustomize renders.

#include "exporter/gitops/expand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "exporter/manifests/manifest_paths.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/utf16.h"

namespace exporter::gitops {
namespace {

using manifests::Problem;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAre;

constexpr const char* kPool =
    "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: p}\n"
    "spec: {addresses: [\"${RANGE}\"]}\n";

// A Kustomization of Flux. `more`: further fields of the spec.
std::string Flux(const std::string& path, const std::string& more = "",
                 const std::string& source = "flux-system") {
  return "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k}\n"
         "spec:\n  path: " +
         path + "\n  sourceRef: {kind: GitRepository, name: " + source + "}\n" + more + "---\n";
}

std::string Substitute(const std::string& variables) {
  return "  postBuild: {substitute: {" + variables + "}}\n";
}

class ExpandTest : public testing::Test {
 protected:
  ExpandTest() { options_.flux = true; }

  void Write(const std::string& path, const std::string& text) { folder_.Write(path, text); }

  // The inputs of the clusters below clusters/, as "cluster: file NAME=value", or "rendered file".
  std::vector<std::string> Expanded() {
    std::filesystem::create_directories(folder_.path() + "/.git");
    manifests::FoundPaths found = manifests::FindManifests({folder_.path() + "/clusters"});
    EXPECT_THAT(found.errors, IsEmpty());
    auto problems = Expand(options_, found.clusters);
    problems_ = problems ? *problems : std::vector<Problem>();
    error_ = problems ? "" : problems.error().message;
    std::vector<std::string> texts;
    rendered_.clear();
    incomplete_.clear();
    for (const auto& [name, inputs, incomplete, folders, followed] : found.clusters) {
      for (const manifests::Input& input : inputs) {
        std::string text = name + ": " + (input.rendered ? "rendered " : "") + Short(input.file);
        for (const auto& [key, value] : input.variables) text += ' ' + key + '=' + value;
        if (input.rendered) rendered_ += *input.rendered;
        texts.push_back(text);
      }
      if (incomplete) incomplete_.push_back(name);
    }
    return texts;
  }

  // "file:line: message" of each problem of the kind.
  std::vector<std::string> Problems(Problem::Kind kind) const {
    std::vector<std::string> texts;
    for (const Problem& each : problems_) {
      if (each.kind != kind) continue;
      texts.push_back(Short(each.file) + ':' + std::to_string(each.line) + ": " + each.message);
    }
    return texts;
  }

  // The path in the temporary folder.
  std::string Short(const std::string& path) const {
    const std::size_t at = path.find(std::filesystem::path(folder_.path()).filename().string());
    return at == std::string::npos ? path
                                   : path.substr(std::min(path.find('/', at) + 1, path.size()));
  }

  tests::TemporaryFolder folder_;
  ExpandOptions options_;
  std::vector<Problem> problems_;
  std::string error_;
  std::string rendered_;
  std::vector<std::string> incomplete_;  // clusters
};

TEST_F(ExpandTest, FollowsPathsWithTheVariablesOfEachCluster) {
  Write("clusters/a/infra.yaml", Flux("./infra", Substitute("RANGE: 10.0.0.0/24")));
  Write("clusters/b/infra.yaml", Flux("infra/", Substitute("RANGE: 10.0.1.0/24")));
  Write("infra/kustomization.yaml", "resources: [pool.yaml]\n");
  Write("infra/pool.yaml", kPool);
  Write("infra/unlisted.yaml", kPool);
  EXPECT_THAT(Expanded(),
              ElementsAre("a: clusters/a/infra.yaml", "a: infra/pool.yaml RANGE=10.0.0.0/24",
                          "b: clusters/b/infra.yaml", "b: infra/pool.yaml RANGE=10.0.1.0/24"));
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable), IsEmpty());
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(ExpandTest, ReportsGeneratorsThatDefinePools) {
  Write("clusters/a/infra.yaml", Flux("./infra"));
  Write("infra/kustomization.yaml", "configMapGenerator:\n- files: [config]\n");
  Write("infra/config", "address-pools: [{name: p, addresses: [10.0.0.0/24]}]\n");
  Expanded();
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
              ElementsAre("infra/kustomization.yaml:2: generates objects of MetalLB, which are not "
                          "read; use --render kustomize"));
  EXPECT_THAT(incomplete_, ElementsAre("a"));
}

constexpr const char* kRelease =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\n"
    "spec:\n  interval: 1h\n  values:\n    resources:\n    - apiVersion: metallb.io/v1beta1\n"
    "      kind: IPAddressPool\n      metadata: {name: p}\n"
    "      spec: {addresses: [10.0.0.0/25]}\n";

// The other pools of the folder are read.
TEST_F(ExpandTest, DoesNotReadWhatPatchesOfOtherObjectsChange) {
  const std::string release = "  - target: {kind: HelmRelease}\n    patch: |\n";
  Write("infra/h.yaml", kRelease);
  Write("infra/pool.yaml", kPool);
  for (const char* const path :
       {"/spec/values/resources/0/spec/addresses/0", "/spec/values", "/spec"}) {
    Write("clusters/a/k.yaml",
          Flux("./infra",
               "  patches:\n" + release + "      - {op: replace, path: " + path + ", value: x}\n"));
    EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: infra/pool.yaml")) << path;
    EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
                ElementsAre(AllOf(StartsWith("clusters/a/k.yaml:8: patches objects of MetalLB in "),
                                  HasSubstr("infra/h.yaml, which is therefore not read"))));
    EXPECT_THAT(incomplete_, ElementsAre("a"));
  }
  for (const char* const patch :
       {"      - {op: replace, path: /spec/interval, value: 5m}\n",
        "      - {op: add, path: /spec/values/replicas, value: 2}\n",
        "      kind: HelmRelease\n      spec: {values: {metallb.io/address-pool: p}}\n"}) {
    Write("clusters/a/k.yaml", Flux("./infra", "  patches:\n" + release + patch));
    EXPECT_EQ(Expanded().size(), 3U) << patch;
    EXPECT_THAT(problems_, IsEmpty()) << patch;
  }
}

TEST_F(ExpandTest, ReportsPoolsThatPatchesAddToOtherObjects) {
  Write("infra/kustomization.yaml", "resources: [h.yaml, pool.yaml]\n");
  Write("infra/h.yaml", "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n");
  Write("infra/pool.yaml", kPool);
  for (const char* const patch :
       {"      - {op: add, path: /spec/values/a, value: {apiVersion: metallb.io/v1beta1}}\n",
        "      kind: HelmRelease\n      spec: {values: {configInline: {address-pools: []}}}\n"}) {
    Write("clusters/a/k.yaml",
          Flux("./infra", std::string("  patches:\n  - target: {kind: HelmRelease}\n"
                                      "    patch: |\n") +
                              patch));
    EXPECT_EQ(Expanded().size(), 3U) << patch;
    EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
                ElementsAre("clusters/a/k.yaml:8: patches objects of MetalLB, which are not read; "
                            "use --render kustomize"));
    EXPECT_THAT(incomplete_, ElementsAre("a"));
  }
}

TEST_F(ExpandTest, DoesNotReadRequestsThatPatchesChange) {
  Write("infra/service.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n"
        "spec: {type: LoadBalancer, loadBalancerIP: 10.0.0.1}\n");
  Write("infra/kustomization.yaml",
        "resources: [service.yaml]\npatches:\n- target: {kind: Service}\n"
        "  patch: '[{op: replace, path: /spec/loadBalancerIP, value: 10.0.0.2}]'\n");
  Write("clusters/a/k.yaml", Flux("./infra"));
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
              ElementsAre(AllOf(StartsWith("infra/kustomization.yaml:3: patches the address that a "
                                           "Service requests in "),
                                HasSubstr("infra/service.yaml, which is therefore not read"))));
  EXPECT_THAT(incomplete_, IsEmpty());
}

TEST_F(ExpandTest, DoesNotFollowExcludedPaths) {
  Write("clusters/a/infra.yaml", Flux("./infra") + Flux("./old") + Flux("./old/more"));
  Write("infra/kustomization.yaml", "resources: [keep.yaml, pool.yaml, base]\n");
  for (const char* const file : {"infra/keep.yaml", "infra/pool.yaml", "infra/base/pool.yaml",
                                 "old/pool.yaml", "old/more/pool.yaml"}) {
    Write(file, kPool);
  }
  Write("infra/base/kustomization.yaml", "resources: [pool.yaml]\n");
  Write("old/kustomization.yaml", "resources: [pool.yaml]\n");
  options_.excluded = [](const std::string& path) {
    return path.ends_with("infra/pool.yaml") || path.ends_with("infra/base") ||
           path.find("/old") != std::string::npos;
  };
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/infra.yaml", "a: infra/keep.yaml"));
  options_.excluded = [](const std::string& path) {
    return path.find("/old") != std::string::npos || path.find("/infra/") != std::string::npos ||
           path.ends_with("/infra");
  };
  options_.render = true;
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/infra.yaml"));
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(ExpandTest, FollowsNestedKustomizationsAndEndsInCycles) {
  Write("clusters/a/flux-system/gotk-sync.yaml", Flux("./clusters/a"));
  Write("clusters/a/apps.yaml", Flux("./apps", Substitute("SITE: x, RANGE: 10.0.0.0/24")));
  Write("apps/one/nested.yaml", Flux("./sites/${SITE}", Substitute("RANGE: \"${RANGE}\"")));
  Write("sites/x/pool.yaml", kPool);
  Write("sites/x/back.yaml", Flux("./apps", Substitute("SITE: \"${SITE}x\"")));
  EXPECT_THAT(Expanded(), UnorderedElementsAre("a: clusters/a/apps.yaml",
                                               "a: clusters/a/flux-system/gotk-sync.yaml",
                                               "a: apps/one/nested.yaml RANGE=10.0.0.0/24 SITE=x",
                                               "a: sites/x/pool.yaml RANGE=10.0.0.0/24",
                                               "a: sites/x/back.yaml RANGE=10.0.0.0/24"));
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable), IsEmpty());
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(ExpandTest, ReportsAPathThatCannotBeFollowed) {
  Write("clusters/a/k.yaml", Flux("./nowhere") + Flux("../outside") + Flux("./file.txt") +
                                 Flux("./link") + Flux("./open/${X}"));
  Write("file.txt", "text");
  const tests::TemporaryFolder elsewhere;
  elsewhere.Write("pool.yaml", kPool);
  std::filesystem::create_directory_symlink(elsewhere.path(), folder_.path() + "/link");
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml"));
  EXPECT_THAT(
      Problems(Problem::Kind::kUnreadable),
      ElementsAre(
          HasSubstr("clusters/a/k.yaml:5: Kustomization \"k\": path \"./nowhere\" does not exist"),
          HasSubstr("clusters/a/k.yaml:12: Kustomization \"k\": path \"../outside\" leads out"),
          HasSubstr("clusters/a/k.yaml:19: Kustomization \"k\": path \"./file.txt\" is not a"),
          HasSubstr("clusters/a/k.yaml:26: Kustomization \"k\": path \"./link\" leads out")));
  EXPECT_THAT(Problems(Problem::Kind::kUnresolved),
              ElementsAre(HasSubstr("clusters/a/k.yaml:33: Kustomization \"k\": path "
                                    "\"./open/${X}\" has a variable without a value")));
}

TEST_F(ExpandTest, ThePathMustBeAString) {
  Write("clusters/a/k.yaml", Flux("[x]") + Flux("{a: b}") + Flux("\"./infra\\0x\""));
  Write("infra/kustomization.yaml", "resources: [\"pool.yaml\\0x\"]\n");
  Write("infra/pool.yaml", kPool);
  Write("clusters/b/k.yaml", Flux("./infra"));
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "b: clusters/b/k.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable),
              ElementsAre(HasSubstr(":5: Kustomization \"k\": path must be a string, found a list"),
                          HasSubstr(":12: Kustomization \"k\": path must be a string, found an "),
                          AllOf(HasSubstr(":19: Kustomization \"k\": path \"./infra"),
                                HasSubstr("\" contains a NUL character; ")),
                          AllOf(HasSubstr("infra/kustomization.yaml:1: resource \"pool.yaml"),
                                HasSubstr("\" contains a NUL character"))));
}

TEST_F(ExpandTest, TheVariablesOfTheCommandLineAreInPaths) {
  Write("clusters/a/k.yaml", Flux("./${X}"));
  Write("infra/pool.yaml", kPool);
  options_.variables = {{"X", "infra"}};
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: infra/pool.yaml X=infra"));
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(ExpandTest, DoesNotFollowOtherRepositoriesAndClusters) {
  Write("clusters/a/k.yaml", Flux("./infra") + Flux("./infra", "", "podinfo") +
                                 Flux("./nowhere", "", "podinfo") +
                                 Flux("./infra", "  kubeConfig: {secretRef: {name: b}}\n"));
  Write("clusters/a/oci.yaml",
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: oci}\n"
        "spec: {path: ./infra, sourceRef: {kind: OCIRepository, name: flux-system}}\n");
  Write("infra/x.yaml", "kind: A\n");
  EXPECT_THAT(Expanded(),
              ElementsAre("a: clusters/a/k.yaml", "a: infra/x.yaml", "a: clusters/a/oci.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable), IsEmpty());
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
              ElementsAre("clusters/a/k.yaml:12: Kustomization \"k\" reads another repository: "
                          "GitRepository \"podinfo\"",
                          "clusters/a/k.yaml:19: Kustomization \"k\" reads another repository: "
                          "GitRepository \"podinfo\"",
                          "clusters/a/oci.yaml:4: Kustomization \"oci\" reads another repository: "
                          "OCIRepository \"flux-system\""));
  EXPECT_THAT(Problems(Problem::Kind::kOtherCluster),
              ElementsAre("clusters/a/k.yaml:26: Kustomization \"k\" applies its objects to "
                          "another cluster (spec.kubeConfig)"));
}

TEST_F(ExpandTest, TheRootKustomizationNamesTheSourceOfThisRepository) {
  const std::string source =
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\n"
      "spec: {url: https://git.example.com/";
  // The objects are in an order in which the root is found last.
  Write("clusters/a/a.yaml", Flux("./infra", "", "same") + Flux("./infra", "", "other"));
  Write("clusters/a/b.yaml", source + "fleet.git}\nmetadata: {name: same}\n---\n" + source +
                                 "other}\nmetadata: {name: other}\n---\n" + source +
                                 "fleet}\nmetadata: {name: fleet}\n");
  Write("clusters/a/z.yaml", Flux("./clusters/a", "", "fleet"));
  Write("infra/x.yaml", "kind: A\n");
  EXPECT_THAT(Expanded(), testing::Contains("a: infra/x.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
              ElementsAre("clusters/a/a.yaml:12: Kustomization \"k\" reads another repository: "
                          "GitRepository \"other\""));
}

TEST_F(ExpandTest, UnreadInputMakesAClusterIncomplete) {
  Write("clusters/complete/a.yaml", Flux("./infra"));
  Write("clusters/hub/a.yaml", Flux("./infra", "  kubeConfig: {secretRef: {name: other}}\n"));
  Write("clusters/missing/a.yaml", Flux("./nowhere"));
  Write("clusters/other/a.yaml", Flux("./infra") + Flux("./infra", "", "elsewhere"));
  Write("clusters/patched/a.yaml",
        Flux("./infra", "  patches: [{patch: '{}', target: {kind: IPAddressPool}}]\n"));
  Write("clusters/unresolved/a.yaml", Flux("./${PATH}"));
  Write("clusters/url/a.yaml", Flux("./url"));
  Write("infra/x.yaml", kPool);
  Write("url/kustomization.yaml", "resources: ['https://example.com/metallb.yaml']\n");
  Expanded();
  EXPECT_THAT(incomplete_, ElementsAre("missing", "other", "patched", "unresolved", "url"));
}

TEST_F(ExpandTest, FollowsAnExternalArtifactOfThisRepository) {
  const auto flux = [](const std::string& name, const std::string& path) {
    return "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
           "metadata: {name: k}\nspec: {path: " +
           path + ", sourceRef: {kind: ExternalArtifact, name: " + name + "}}\n---\n";
  };
  Write("clusters/a/k.yaml", flux("apps", "./production") + flux("infra", "") +
                                 flux("apps", "./other") + flux("charts", "./x") +
                                 flux("gone", "./x"));
  Write("clusters/a/sync.yaml", Flux("./clusters/a"));
  Write("clusters/a/artifacts.yaml", R"(apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
spec:
  sources:
  - {alias: repo, kind: GitRepository, name: flux-system}
  - {alias: charts, kind: GitRepository, name: charts}
  artifacts:
  - name: infra
    copy: [{from: "@repo/infrastructure/**", to: "@artifact/"}]
  - name: apps
    copy:
    - {from: "@repo/apps/base/**", to: "@artifact/base/"}
    - {from: "@repo/apps/prod/**", to: "@artifact/production/"}
  - name: charts
    copy: [{from: "@charts/**", to: "@artifact/"}]
)");
  Write("apps/prod/app.yaml", "kind: A\n");
  Write("infrastructure/infra.yaml", "kind: A\n");
  EXPECT_THAT(Expanded(),
              AllOf(testing::Contains("a: apps/prod/app.yaml"),
                    testing::Contains("a: infrastructure/infra.yaml"), testing::SizeIs(5)));
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
              ElementsAre(HasSubstr(":14: "), HasSubstr(":19: "), HasSubstr(":24: ")));
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable), IsEmpty());
}

TEST_F(ExpandTest, AKustomizationOfAWholeRepositoryIsNotTheRoot) {
  Write("clusters/a/k.yaml", Flux("./", "", "podinfo") + Flux("./infra"));
  Write("infra/x.yaml", "kind: A\n");
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: infra/x.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked), ElementsAre(HasSubstr("\"podinfo\"")));
}

TEST_F(ExpandTest, TheOnlyGitRepositoryIsThisRepository) {
  Write("clusters/a/k.yaml", Flux("./infra", "", "home-ops"));
  Write("infra/x.yaml", "kind: A\n");
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: infra/x.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable), IsEmpty());
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(ExpandTest, TakesVariablesFromConfigMapsAnywhere) {
  // The ConfigMap is in a folder that is followed later.
  Write("clusters/a/a.yaml",
        Flux("./infra",
             "  postBuild:\n    substitute: {OWN: 1}\n    substituteFrom:\n"
             "    - {kind: ConfigMap, name: settings}\n    - {kind: ConfigMap, name: gone}\n"
             "    - {kind: Secret, name: secret}\n"));
  Write("clusters/a/z.yaml", Flux("./config"));
  Write("config/settings.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\n"
        "data: {RANGE: 10.0.0.0/24, OWN: \"2\"}\n---\n"
        "apiVersion: v1\nkind: Secret\nmetadata: {name: secret}\nstringData: {TOKEN: abc}\n");
  Write("infra/pool.yaml", kPool);
  EXPECT_THAT(Expanded(),
              ElementsAre("a: clusters/a/a.yaml", "a: infra/pool.yaml OWN=1 RANGE=10.0.0.0/24",
                          "a: clusters/a/z.yaml", "a: config/settings.yaml"));
}

TEST_F(ExpandTest, DoesNotReplaceVariablesInObjectsThatDisableIt) {
  constexpr const char* kDisabled = "{kustomize.toolkit.fluxcd.io/substitute: disabled}";
  for (const std::string field : {"labels", "annotations"}) {
    const std::string metadata = "metadata: {name: k, " + field + ": " + kDisabled + "}";
    std::string inner =
        Flux("${FOLDER}", "  postBuild: {substituteFrom: [{kind: ConfigMap, name: m}]}\n");
    Write("clusters/a/flux.yaml", Flux("outer", Substitute("FOLDER: infra, RANGE: 10.0.0.0/24")));
    Write("outer/map.yaml",
          "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {R: \"${RANGE}\"}\n");
    Write("outer/flux.yaml", inner);
    Write("infra/pool.yaml", kPool);
    EXPECT_THAT(Expanded(), Contains("a: infra/pool.yaml R=10.0.0.0/24"));
    EXPECT_THAT(problems_, IsEmpty());

    Write("outer/map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, " + field + ": " +
                                kDisabled + "}\ndata: {R: \"${RANGE}\", S: x}\n");
    EXPECT_THAT(Expanded(), Contains("a: infra/pool.yaml S=x")) << "R is not known";

    inner.replace(inner.find("metadata: {name: k}"), 19, metadata);
    Write("outer/flux.yaml", inner);
    EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/flux.yaml", HasSubstr("a: outer/flux.yaml"),
                                        HasSubstr("a: outer/map.yaml")));
    EXPECT_THAT(Problems(Problem::Kind::kUnresolved), ElementsAre(HasSubstr("${FOLDER}")));
  }
}

TEST_F(ExpandTest, AVariableWithoutAKnownValueHasNoValue) {
  Write("clusters/a/flux.yaml",
        Flux("infra", Substitute("RANGE: \"${SECRET}\", SOPS: \"ENC[AES256_GCM,data:x]\", A: b")));
  Write("infra/pool.yaml", kPool);
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/flux.yaml", "a: infra/pool.yaml A=b"));
}

TEST_F(ExpandTest, TheVariablesOfTheCommandLineWin) {
  options_.variables = {{"SITE", "x"}, {"RANGE", "10.1.0.0/24"}};
  Write("clusters/a/k.yaml", Flux("./apps", Substitute("RANGE: 10.0.0.0/24")));
  Write("apps/nested.yaml", Flux("./sites/${SITE}"));
  Write("sites/x/pool.yaml", kPool);
  EXPECT_THAT(Expanded(),
              ElementsAre("a: clusters/a/k.yaml", "a: apps/nested.yaml RANGE=10.1.0.0/24 SITE=x",
                          "a: sites/x/pool.yaml RANGE=10.1.0.0/24 SITE=x"));
}

TEST_F(ExpandTest, AFileOfTheClusterGetsTheVariablesOfItsKustomization) {
  Write("clusters/a/k.yaml", Flux("./clusters/a/infra", Substitute("RANGE: 10.0.0.0/24")));
  Write("clusters/a/infra/pool.yaml", kPool);
  Write("clusters/a/infra/plain.yaml", "kind: A\n");
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml",
                                      "a: clusters/a/infra/plain.yaml RANGE=10.0.0.0/24",
                                      "a: clusters/a/infra/pool.yaml RANGE=10.0.0.0/24"));
}

TEST_F(ExpandTest, ReadsAFolderTwiceOnlyWithOtherVariables) {
  Write("clusters/a/k.yaml", Flux("./infra", Substitute("RANGE: 10.0.0.0/24")) +
                                 Flux("./infra", Substitute("RANGE: 10.0.0.0/24")) +
                                 Flux("./infra", Substitute("RANGE: 10.0.1.0/24")) +
                                 Flux("./infra"));
  Write("infra/pool.yaml", kPool);
  Write("infra/plain.yaml", "kind: A\n");
  EXPECT_THAT(
      Expanded(),
      ElementsAre("a: clusters/a/k.yaml", "a: infra/plain.yaml RANGE=10.0.0.0/24",
                  "a: infra/pool.yaml RANGE=10.0.0.0/24", "a: infra/pool.yaml RANGE=10.0.1.0/24"));
}

TEST_F(ExpandTest, ReadsWhatAKustomizationIncludes) {
  Write("clusters/a/k.yaml", Flux("./overlay", "  components: [../more]\n  suspend: true\n"));
  Write("overlay/kustomization.yml",
        "resources: [../base, own.yaml]\ncomponents:\n- ../component\n");
  Write("overlay/own.yaml", "kind: A\n");
  Write("overlay/other.yaml", "kind: A\n");
  Write("overlay/sub/kustomization.yaml", "resources: [x.yaml]\n");
  Write("overlay/sub/x.yaml", "kind: A\n");
  Write("base/Kustomization",
        "resources:\n- base.yaml\n- https://user:secret@example.com/a.yaml\n");
  Write("base/base.yaml", "kind: A\n");
  Write("component/kustomization.yaml", "kind: Component\nresources: [c.yaml]\n");
  Write("component/c.yaml", "kind: A\n");
  Write("more/kustomization.yaml", "kind: Component\nresources: [m.yaml]\n");
  Write("more/m.yaml", "kind: A\n");
  EXPECT_THAT(Expanded(),
              ElementsAre("a: clusters/a/k.yaml", "a: base/base.yaml", "a: overlay/own.yaml",
                          "a: component/c.yaml", "a: more/m.yaml"));
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
              ElementsAre("base/Kustomization:3: resource \"https://example.com/a.yaml\" is not in "
                          "this repository"));
}

TEST_F(ExpandTest, AFolderWithoutAKustomizationIsReadAsFluxDoes) {
  Write("clusters/a/k.yaml", Flux("./apps"));
  Write("apps/a/deep/x.yaml", "kind: A\n");
  Write("apps/b.yml", "kind: A\n");
  Write("apps/b.json", "{}");
  Write("apps/.hidden/x.yaml", "kind: A\n");
  Write("apps/built/kustomization.yaml", "resources: [in.yaml]\n");
  Write("apps/built/in.yaml", "kind: A\n");
  Write("apps/built/out.yaml", "kind: A\n");
  Write("apps/excluded/x.yaml", "kind: A\n");
  options_.excluded = [](const std::string& path) { return path.ends_with("/excluded"); };
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: apps/a/deep/x.yaml",
                                      "a: apps/b.yml", "a: apps/built/in.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable), IsEmpty());
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(ExpandTest, ReportsAKustomizationThatKustomizeRejects) {
  Write("clusters/a/k.yaml", Flux("./one") + Flux("./two") + Flux("./loop"));
  Write("one/kustomization.yaml",
        "resources:\n- gone.yaml\n- plain\n- ../../../../../../etc\n- ${X}.yaml\n");
  Write("one/plain/x.yaml", "kind: A\n");
  Write("two/kustomization.yaml", "resources: [\n");
  Write("loop/kustomization.yaml", "resources: [../back]\n");
  Write("back/kustomization.yaml", "resources: [../loop]\n");
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kUnresolved),
              ElementsAre("one/kustomization.yaml:5: resource \"${X}.yaml\" has a variable without "
                          "a value"));
  EXPECT_THAT(
      Problems(Problem::Kind::kUnreadable),
      ElementsAre(
          "loop/kustomization.yaml:0: the kustomization includes itself",
          "one/kustomization.yaml:2: resource \"gone.yaml\" does not exist",
          "one/kustomization.yaml:3: resource \"plain\" is a folder without a kustomization.yaml",
          "one/kustomization.yaml:4: resource \"../../../../../../etc\" leads out of the "
          "repository",
          HasSubstr("two/kustomization.yaml:2: not YAML")));
}

// Kustomizations and patches for the tests of patches.
TEST_F(ExpandTest, ReadsALimitedNumberOfKustomizations) {
  Write("clusters/a/flux.yaml", Flux("level0"));
  // Each level includes the next one twice, so the last one is included 2^30 times.
  for (int level = 0; level < 30; ++level) {
    const std::string next = "../level" + std::to_string(level + 1);
    Write("level" + std::to_string(level) + "/kustomization.yaml",
          "resources: [" + next + ", " + next + "]\n");
  }
  Write("level30/kustomization.yaml", "resources: [pool.yaml]\n");
  Write("level30/pool.yaml", kPool);
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/flux.yaml", "a: level30/pool.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
              ElementsAre(HasSubstr("because too many kustomizations lead here")));
}

TEST_F(ExpandTest, AnIncludedFluxKustomizationMayLeadToTheIncludingFolders) {
  Write("clusters/a/flux.yaml", Flux("outer"));
  Write("outer/kustomization.yaml", "resources: [../inner]\n");
  Write("inner/kustomization.yaml", "resources: [flux.yaml, pool.yaml]\n");
  Write("inner/flux.yaml", Flux("inner"));
  Write("inner/pool.yaml", kPool);
  EXPECT_THAT(Expanded(),
              ElementsAre("a: clusters/a/flux.yaml", "a: inner/flux.yaml", "a: inner/pool.yaml"));
  EXPECT_THAT(problems_, IsEmpty());
}

class PatchTest : public ExpandTest {
 protected:
  PatchTest() {
    Write("base/kustomization.yaml", "resources: [pool.yaml, other.yaml]\n");
    Write("base/pool.yaml", kPool);
    Write("base/other.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n");
    Write("overlay/kustomization.yaml", "resources: [../base]\npatches:\n- path: range.yaml\n");
    Write("overlay/range.yaml",
          "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: p}\n"
          "spec: {addresses: [10.9.0.0/24]}\n");
  }

  static std::string FluxPatch(const std::string& range) {
    return "  patches:\n  - target: {kind: IPAddressPool}\n    patch: |\n"
           "      - {op: replace, path: /spec/addresses/0, value: \"" +
           range + "\"}\n";
  }
};

TEST_F(PatchTest, PatchedObjectsAreNotReadWithoutRendering) {
  Write("clusters/a/k.yaml", Flux("./overlay"));
  Write("clusters/b/k.yaml", Flux("./base", FluxPatch("10.8.0.0/24")));
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: base/other.yaml",
                                      "b: clusters/b/k.yaml", "b: base/other.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
              ElementsAre("overlay/kustomization.yaml:3: patches objects of MetalLB, which are not "
                          "read; use --render kustomize",
                          "clusters/b/k.yaml:5: Kustomization \"k\" patches objects of MetalLB, "
                          "which are not read; use --render kustomize"));
}

TEST_F(PatchTest, ChangesOfEveryKindMayChangePools) {
  for (const char* const field :
       {"namePrefix: a-", "nameSuffix: -a", "patches: [{target: {name: p}, patch: '[]'}]",
        "patches: [{target: {labelSelector: a=b}, patch: '[]'}]",
        "patches: [{target: {kind: IPAddress.*}, patch: '[]'}]",
        "replacements: [{targets: [{select: {kind: IPAddressPool}}]}]",
        "replacements: [{path: r.yaml}]"}) {
    Write("overlay/r.yaml", "targets: [{select: {kind: IPAddressPool}}]\n");
    Write("overlay/kustomization.yaml", std::string("resources: [../base]\n") + field + '\n');
    Write("clusters/a/k.yaml", Flux("./overlay"));
    EXPECT_THAT(Expanded(), testing::Not(testing::Contains(HasSubstr("pool.yaml")))) << field;
    EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
                ElementsAre(HasSubstr("overlay/kustomization.yaml:2: patches objects of MetalLB")));
  }
  Write("overlay/kustomization.yaml",
        "resources: [../base]\nnamespace: x\nnamePrefix: ''\n"
        "patches: [{target: {kind: Deployment}, patch: '[]'}]\n");
  EXPECT_THAT(Expanded(), testing::Contains(HasSubstr("pool.yaml")));
  Write("overlay/kustomization.yaml", "resources: [../base/other.yaml]\nnamePrefix: a-\n");
  EXPECT_THAT(Expanded(), testing::Contains(HasSubstr("other.yaml")));
  EXPECT_THAT(problems_, IsEmpty()) << "the cluster has no pools";
}

TEST_F(PatchTest, DoesNotFollowAPatchedKustomizationOfFlux) {
  Write("infra/kustomization.yaml",
        "resources: [k.yaml]\npatches:\n- target: {kind: Kustomization, name: k}\n  patch: |\n"
        "    - {op: replace, path: /spec/path, value: ./other}\n");
  Write("infra/k.yaml", Flux("./base"));
  Write("clusters/a/i.yaml", Flux("./infra"));
  Write("clusters/b/kustomization.yaml",
        "resources: [k.yaml]\npatchesStrategicMerge: [path.yaml]\n");
  Write("clusters/b/path.yaml",
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k}\n"
        "spec: {path: ./other}\n");
  Write("clusters/b/k.yaml", Flux("./base"));
  EXPECT_THAT(Expanded(), testing::Not(testing::Contains(HasSubstr("base/"))));
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
              UnorderedElementsAre(
                  HasSubstr("clusters/b/kustomization.yaml:2: patches Kustomization \"k\", "
                            "which is therefore not followed; use --render kustomize"),
                  HasSubstr("infra/kustomization.yaml:3: patches Kustomization \"k\"")));
}

TEST_F(PatchTest, DoesNotReadPoolsWhoseVariablesAPatchSets) {
  Write("infra/k.yaml", Flux("./base", Substitute("RANGE: 10.0.0.0/24")));
  Write("clusters/a/i.yaml",
        Flux("./infra",
             "  patches:\n  - target: {kind: Kustomization}\n    patch: |\n"
             "      - {op: add, path: /spec/postBuild/substitute/RANGE, value: 10.1.0.0/24}\n"));
  EXPECT_THAT(Expanded(),
              ElementsAre("a: clusters/a/i.yaml", "a: infra/k.yaml", "a: base/other.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kNotChecked),
              ElementsAre(AllOf(HasSubstr("clusters/a/i.yaml:8: patches the variables of "),
                                HasSubstr("base/pool.yaml, which is therefore not read"))));
  options_.variables = {{"RANGE", "10.2.0.0/24"}};
  EXPECT_THAT(Expanded(), testing::Contains("a: base/pool.yaml RANGE=10.2.0.0/24"));
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(PatchTest, APatchDoesNotChangeTheObjectsOfNestedKustomizations) {
  Write("infra/k.yaml", Flux("./base"));
  Write("clusters/a/i.yaml", Flux("./infra", FluxPatch("10.8.0.0/24")));
  EXPECT_THAT(Expanded(), testing::Contains("a: base/pool.yaml"));
}

TEST_F(PatchTest, RenderingAppliesPatches) {
  options_.render = true;
  Write("clusters/a/k.yaml", Flux("./overlay"));
  Write("clusters/b/k.yaml", Flux("./base", FluxPatch("10.8.0.0/24")));
  EXPECT_THAT(Expanded(),
              ElementsAre("a: clusters/a/k.yaml", "a: rendered overlay/kustomization.yaml",
                          "b: clusters/b/k.yaml", "b: rendered base/kustomization.yaml"));
  EXPECT_EQ(error_, "");
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable), IsEmpty());
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_THAT(rendered_, AllOf(HasSubstr("- 10.9.0.0/24\n"), HasSubstr("- 10.8.0.0/24\n")));
}

TEST_F(PatchTest, RenderingAppliesPatchesToAFolderWithoutAKustomization) {
  options_.render = true;
  Write("clusters/a/k.yaml",
        Flux("./plain", FluxPatch("10.7.0.0/24") + "  namePrefix: x-\n  components: [../more]\n"));
  Write("plain/deep/pool.yaml", kPool);
  Write("plain/built/kustomization.yaml", "resources: [../../base/other.yaml]\n");
  Write("more/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -y\n");
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: rendered clusters/a/k.yaml"))
      << "the Kustomization is the file that exists";
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable), IsEmpty());
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_THAT(rendered_, AllOf(HasSubstr("- 10.7.0.0/24\n"), HasSubstr("name: x-p-y\n"),
                               HasSubstr("name: other\n")));
}

TEST_F(PatchTest, RendersAKustomizationOfTheClusterInItsPlace) {
  options_.flux = false;
  options_.render = true;
  Write("clusters/a/app/base/kustomization.yaml", "resources: [pool.yaml]\n");
  Write("clusters/a/app/base/pool.yaml", kPool);
  Write("clusters/a/app/overlay/kustomization.yaml",
        "resources: [../base]\nnamePrefix: z-\ncomponents: [../part]\n");
  Write("clusters/a/app/overlay/notes/unlisted.yaml", kPool);
  Write("clusters/a/app/part/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: part\n");
  Write("clusters/a/plain.yaml", "kind: A\n");
  EXPECT_THAT(Expanded(), ElementsAre("a: rendered clusters/a/app/overlay/kustomization.yaml",
                                      "a: clusters/a/plain.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable), IsEmpty());
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_THAT(rendered_, HasSubstr("name: z-p\n"));
}

TEST_F(PatchTest, AFailedRenderingIsAProblemWithTheWordsOfTheProgram) {
  options_.render = true;
  Write("clusters/a/kustomization.yaml", "resources: [gone.yaml]\n");
  Write("clusters/b/k.yaml", Flux("./two"));
  Write("two/kustomization.yaml", "resources: [gone.yaml]\n");
  EXPECT_THAT(Expanded(), ElementsAre("b: clusters/b/k.yaml"));
  EXPECT_THAT(
      Problems(Problem::Kind::kUnreadable),
      ElementsAre(
          AllOf(testing::ContainsRegex(
                    "^clusters/a/kustomization.yaml:0: (kubectl kustomize|kustomize build): "),
                testing::Not(HasSubstr("run.go")), HasSubstr("gone.yaml")),
          AllOf(HasSubstr("two/kustomization.yaml:0: "), HasSubstr("gone.yaml"))));
}

TEST_F(PatchTest, FindsTheLineOfARenderedKustomizationOfFlux) {
  options_.render = true;
  Write("clusters/a/flux-system/kustomization.yaml", "resources: [gotk-sync.yaml]\n");
  Write("clusters/a/flux-system/gotk-sync.yaml", "# comment\n" + Flux("./nowhere"));
  EXPECT_THAT(Expanded(), ElementsAre("a: rendered clusters/a/flux-system/kustomization.yaml"));
  EXPECT_THAT(
      Problems(Problem::Kind::kUnreadable),
      ElementsAre(HasSubstr("clusters/a/flux-system/gotk-sync.yaml:6: Kustomization \"k\"")));
}

TEST_F(PatchTest, WithoutAProgramNothingIsRendered) {
  options_.render = true;
  Write("clusters/a/kustomization.yaml", "resources: []\n");
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere:", 1);
  Expanded();
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(error_,
            "--render kustomize: neither kustomize nor kubectl was found in PATH; install one of "
            "them");
}

TEST_F(ExpandTest, ReportsFluxObjectsThatAreNotYaml) {
  Write("clusters/a/k.yaml", Flux("./infra") + "a: [\n");
  Write("clusters/a/template.yaml", "a: {{ .Values.b }}\n");
  EXPECT_THAT(Expanded(), testing::SizeIs(2));
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable),
              ElementsAre(HasSubstr("clusters/a/k.yaml:9: not YAML")));
  options_.flux = false;
  options_.render = true;
  EXPECT_THAT(Expanded(), testing::SizeIs(2));
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(ExpandTest, ReadsUtf16) {
  Write("clusters/a/k.yaml", tests::ToUtf16(Flux("./infra"), true));
  Write("infra/x.yaml", "kind: A\n");
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: infra/x.yaml"));
}

TEST_F(ExpandTest, TheRootMustBeAFolder) {
  Write("clusters/a/k.yaml", Flux("./infra"));
  Write("below/infra/x.yaml", "kind: A\n");
  options_.root = folder_.path() + "/nowhere";
  Expanded();
  EXPECT_EQ(error_, "--flux=" + *options_.root + ": is not a folder");
  options_.root = folder_.path() + "/below";
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: below/infra/x.yaml"));
}

TEST_F(ExpandTest, ReportsLinksOfAFolderThatAreNotFollowed) {
  Write("clusters/a/k.yaml", Flux("./infra"));
  Write("infra/pool.yaml", kPool);
  std::filesystem::create_symlink("/etc/hostname", folder_.path() + "/infra/out.yaml");
  std::filesystem::create_symlink("gone", folder_.path() + "/infra/gone.yaml");
  std::filesystem::create_symlink("gone", folder_.path() + "/infra/picture.png");
  std::filesystem::create_directory_symlink("/etc", folder_.path() + "/infra/etc");
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: infra/pool.yaml"));
  EXPECT_THAT(Problems(Problem::Kind::kUnreadable),
              UnorderedElementsAre("infra/etc:0: the link leads out of the repository",
                                   "infra/gone.yaml:0: is a broken link",
                                   "infra/out.yaml:0: the link leads out of the repository"));
  EXPECT_THAT(incomplete_, ElementsAre("a"));
}

// kustomize reads files and folders anywhere, so nothing is rendered.
TEST_F(ExpandTest, RendersNothingThatLeadsOutOfTheRepository) {
  options_.flux = false;
  options_.render = true;
  Write("clusters/a/kustomization.yaml", "resources: [inner]\n");
  Write("clusters/a/inner/kustomization.yaml", "resources:\n- pool.yaml\n- ../../../../\n");
  Write("clusters/a/inner/pool.yaml", kPool);
  Write("clusters/b/kustomization.yaml",
        "configMapGenerator: [{name: x, files: [key=/etc/hostname]}]\n");
  Write("clusters/c/kustomization.yaml", "patches: [{path: p.yaml}]\n");
  std::filesystem::create_symlink("/etc/hostname", folder_.path() + "/clusters/c/p.yaml");
  Write("clusters/d/kustomization.yaml", "resources: ['file:///etc']\n");
  EXPECT_THAT(Expanded(), IsEmpty());
  EXPECT_THAT(
      Problems(Problem::Kind::kUnreadable),
      UnorderedElementsAre(
          "clusters/a/inner/kustomization.yaml:3: resource \"../../../../\" leads out of the "
          "repository",
          "clusters/b/kustomization.yaml:1: file \"/etc/hostname\" leads out of the repository",
          "clusters/c/kustomization.yaml:1: file \"p.yaml\" leads out of the repository",
          "clusters/d/kustomization.yaml:1: resource \"file:///etc\" leads out of the repository"));
  EXPECT_EQ(error_, "");
}

TEST_F(ExpandTest, ReadsPoolsThatAPatchOfAnotherObjectDoesNotChange) {
  Write("clusters/a/k.yaml", Flux("./infra"));
  Write("infra/kustomization.yaml",
        "resources: [pool.yaml]\npatches:\n- {path: targeted.yaml, target: {kind: HelmRelease}}\n"
        "- path: release.yaml\n");
  Write("infra/pool.yaml", kPool);
  for (const char* const patch : {"targeted", "release"}) {
    Write(std::string("infra/") + patch + ".yaml",
          "kind: HelmRelease\nspec: {values: {annotations: {metallb.io/address-pool: p}}}\n");
  }
  EXPECT_THAT(Expanded(), ElementsAre("a: clusters/a/k.yaml", "a: infra/pool.yaml"));
  EXPECT_THAT(problems_, IsEmpty());
}

}  // namespace
}  // namespace exporter::gitops
