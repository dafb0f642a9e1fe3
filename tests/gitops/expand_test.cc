// Whole repositories: which files each cluster gets, and the problems. The real kustomize renders.

#include "exporter/gitops/expand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "exporter/manifests/manifest_paths.h"
#include "tests/support/temporary_folder.h"

namespace exporter::gitops {
namespace {

using manifests::Problem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
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
    for (const auto& [name, inputs] : found.clusters) {
      for (const manifests::Input& input : inputs) {
        std::string text = name + ": " + (input.rendered ? "rendered " : "") + Short(input.file);
        for (const auto& [key, value] : input.variables) text += ' ' + key + '=' + value;
        if (input.rendered) rendered_ += *input.rendered;
        texts.push_back(text);
      }
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

  // Without the temporary folder.
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
  EXPECT_THAT(problems_, IsEmpty());
}

}  // namespace
}  // namespace exporter::gitops
