// The documents: links, sizes, and commands and files that exist.

#include "tests/k8s/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include "tests/k8s/yaml_tree.h"

namespace exporter::tests {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::StartsWith;

const std::string kProject = PROJECT;

Document Read(const std::string& path) { return {path, ReadText(kProject + "/" + path)}; }

std::set<std::string> MakeTargets() {
  static const std::regex kRule("\n([a-z][a-z0-9 -]*):(?!=)");
  const std::string makefile = ReadText(kProject + "/Makefile");
  std::set<std::string> targets;
  for (std::sregex_iterator rule(makefile.begin(), makefile.end(), kRule), end; rule != end;
       ++rule) {
    std::istringstream names(rule->str(1));
    for (std::string name; names >> name;) targets.insert(name);
  }
  return targets;
}

TEST(Readme, TakesTenMinutesToRead) {
  const std::string text = Read("README.md").text;
  EXPECT_LE(text.size(), 18'432U);
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 300);
}

// So that each flag, metric and alert is at most two clicks from README.md.
TEST(Readme, LinksEveryDocument) {
  const auto links = Links(Read("README.md"));
  for (const Document& document : Documents()) {
    if (document.path == "README.md") continue;
    EXPECT_THAT(links, Contains(document.path));
  }
}

TEST(Documents, LinkOnlyToFilesAndHeadingsThatExist) {
  for (const Document& document : Documents()) {
    const auto folder = std::filesystem::path(document.path).parent_path();
    for (const std::string& link : Links(document)) {
      const std::string file = link.substr(0, link.find('#'));
      const std::string path =
          file.empty() ? document.path : (folder / file).lexically_normal().string();
      ASSERT_TRUE(std::filesystem::exists(kProject + "/" + path)) << document.path << ": " << link;
      if (file == link) continue;
      EXPECT_THAT(Anchors(Read(path)), Contains(link.substr(link.find('#') + 1)))
          << document.path << ": " << link;
    }
  }
}

TEST(Documents, NameOnlyMakeTargetsThatExist) {
  static const std::regex kMake("`(?:sudo )?make ([a-z0-9-]+)");
  const std::set<std::string> targets = MakeTargets();
  for (const Document& document : Documents()) {
    for (std::sregex_iterator make(document.text.begin(), document.text.end(), kMake), end;
         make != end; ++make) {
      EXPECT_THAT(targets, Contains(make->str(1))) << document.path;
    }
    for (const std::string& command : Commands(document)) {
      std::smatch make;
      if (!std::regex_match(command, make, std::regex("(?:sudo )?make (\\S+)"))) continue;
      EXPECT_THAT(targets, Contains(make.str(1))) << document.path;
    }
  }
}

TEST(Documents, HaveValidYaml) {
  for (const Document& document : Documents()) {
    for (const std::string& block : Blocks(document, "yaml")) {
      EXPECT_NO_THROW(ReadYaml(block)) << document.path << ":\n" << block;
    }
  }
}

// Each command is run by a test (document_examples_test.cc) or needs a machine, a registry or a
// cluster of the reader. A new command needs a decision.
TEST(Documents, HaveOnlyCommandsThatAreKnownHere) {
  for (const Document& document : Documents()) {
    for (const std::string& command : Commands(document)) {
      EXPECT_THAT(
          command,
          AnyOf(StartsWith("sed -i "), StartsWith("kubectl apply -k "), StartsWith("helm install "),
                StartsWith("k8s/remote/make-kubeconfig.sh "),
                "metallb-pool-exporter validate clusters --plan ip-plan.yaml",
                // Not run:
                StartsWith("metallb-pool-exporter validate "),
                StartsWith("metallb-pool-exporter completion "),
                StartsWith("metallb-pool-exporter lookup "),
                StartsWith("sudo tar -xzf metallb-pool-exporter-"), StartsWith("podman manifest "),
                "for arch in amd64 arm64; do", StartsWith("skopeo copy "), "done",
                "source <(metallb-pool-exporter completion bash)",
                "metallb-pool-exporter man | man -l -", StartsWith("git clone "),
                StartsWith("kubectl config view --raw --flatten | sudo install -m 600 "),
                "cd metallb-pool-exporter", StartsWith("make "), "sudo make install",
                StartsWith("curl -s localhost:10472/"), StartsWith("metallb-pool-exporter serve "),
                "metallb-pool-exporter check --problems", StartsWith("docker "),
                StartsWith("mkdir "), StartsWith("kubectl port-forward "),
                StartsWith("metallb-pool-exporter/k8s/remote/make-kubeconfig.sh "),
                StartsWith("kubectl apply -f "), StartsWith("kubectl delete -k "),
                StartsWith("kubectl create configmap "),
                StartsWith("kubectl create secret generic ")))
          << document.path;
    }
  }
}

}  // namespace
}  // namespace exporter::tests
