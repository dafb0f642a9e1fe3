#include "exporter/gitops/shared_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace exporter::gitops {
namespace {

using manifests::ClusterInputs;
using testing::ElementsAre;
using testing::IsEmpty;

class SharedFoldersTest : public testing::Test {
 protected:
  std::string Write(const std::string& path, const std::string& text = "") {
    return folder_.Write(path, text);
  }

  // Adds a cluster in the folder `name` with its own files, which reads other files as well.
  void Add(const std::string& name, const std::vector<std::string>& own,
           const std::vector<std::string>& followed = {}) {
    ClusterInputs cluster{name, {}, false, {folder_.path() + '/' + name}};
    for (const std::string& file : own) cluster.inputs.push_back({file});
    own_.merge(OwnFilesOf({cluster}));
    for (const std::string& file : followed) cluster.inputs.push_back({file});
    clusters_.push_back(cluster);
  }

  // The names of the clusters that remain.
  std::vector<std::string> Remaining() {
    notes_ = RemoveSharedFolders(own_, clusters_, problems_);
    std::vector<std::string> names;
    for (const ClusterInputs& each : clusters_) names.push_back(each.name);
    return names;
  }

  const tests::TemporaryFolder folder_;
  OwnFiles own_;
  std::vector<ClusterInputs> clusters_;
  std::vector<manifests::Problem> problems_;
  std::vector<std::string> notes_;
};

constexpr const char* kFlux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
constexpr const char* kPool =
    "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: p}\n"
    "spec: {addresses: [10.0.0.0/24]}\n";

TEST_F(SharedFoldersTest, AreNotClustersIfAnotherClusterDecides) {
  const std::string pool = Write("common/metallb/pool.yaml");
  const std::string listed = Write("common/metallb/kustomization.yaml", "resources: [pool.yaml]\n");
  const std::string flux = Write("common/flux.yaml", kFlux);
  Add("common", {listed, pool, flux, Write("common/unused.yaml")});
  Add("prod", {Write("prod/kustomization.yaml")}, {pool, flux});
  const auto kind = manifests::Problem::Kind::kUnresolved;
  problems_ = {{pool, 1, kind, "a", "common"}, {pool, 1, kind, "a", "prod"}};
  EXPECT_THAT(Remaining(), ElementsAre("prod"));
  const std::string path = folder_.path() + "/common";
  EXPECT_THAT(notes_, ElementsAre(path + ": is not read as a cluster; write common=" + path +
                                  " if it is one"));
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_EQ(problems_[0].cluster, "prod");
}

TEST_F(SharedFoldersTest, AreClustersIfTheyDecideAlone) {
  for (const char* const name : {"kustomization.yaml", "flux.yaml"}) {
    clusters_.clear();
    own_.clear();
    const std::string pool = Write("a/metallb/pool.yaml");
    Add("a", {pool, Write(std::string("a/") + name, kFlux)});
    Add("b", {Write("b/pool.yaml")}, {pool});
    EXPECT_THAT(Remaining(), ElementsAre("a", "b")) << name;
    EXPECT_THAT(notes_, IsEmpty());
  }
}

// Each of these files matters, and no other cluster reads it.
TEST_F(SharedFoldersTest, AreClustersIfAFileThatMattersIsTheirOwn) {
  for (const char* const text : {kPool, "kind: L2Advertisement\nmetadata: {name: l}\n",
                                 "# metallb.io\nkind: [\n",  // not YAML
                                 "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n"
                                 "spec: {type: LoadBalancer, loadBalancerIP: 10.0.0.1}\n"}) {
    clusters_.clear();
    own_.clear();
    const std::string pool = Write("a/metallb/pool.yaml", kPool);
    Add("a", {pool, Write("a/own.yaml", text)});
    Add("b", {Write("b/pool.yaml")}, {pool});
    EXPECT_THAT(Remaining(), ElementsAre("a", "b")) << text;
  }
}

TEST_F(SharedFoldersTest, AreNotClustersBecauseOfFilesThatDoNotMatter) {
  const std::string pool = Write("common/pool.yaml", kPool);
  const std::string patch = Write("common/patch.yaml", kPool);
  const std::string listed =
      Write("common/kustomization.yaml", "resources: [pool.yaml]\npatches: [{path: patch.yaml}]\n");
  Add("common", {pool, patch, listed,
                 Write("common/rules.yaml", "# metallb.io\nalert: AddressPoolExhausted\n"),
                 Write("common/service.yaml",
                       "apiVersion: v1\nkind: Service\nspec: {type: LoadBalancer}\n")});
  Add("prod", {Write("prod/flux.yaml", kFlux)});
  clusters_[1].followed = {pool,
                           listed};  // the patch changes the pool, which is therefore not an input
  EXPECT_THAT(Remaining(), ElementsAre("prod"));
}

TEST_F(SharedFoldersTest, AreClustersIfTheirKustomizationDoesMoreThanList) {
  for (const char* const text :
       {"resources: [pool.yaml, ../base]\n", "resources: [pool.yaml]\nnamePrefix: a-\n",
        "resources: [pool.yaml]\npatches: [{path: patch.yaml}]\n"}) {
    clusters_.clear();
    own_.clear();
    const std::string pool = Write("a/pool.yaml", kPool);
    Add("a", {pool, Write("a/kustomization.yaml", text)});
    Add("b", {Write("b/pool.yaml")}, {pool});
    EXPECT_THAT(Remaining(), ElementsAre("a", "b")) << text;
  }
}

TEST_F(SharedFoldersTest, AreClustersIfOnlyTheyReadTheirFiles) {
  const std::string pool = Write("a/pool.yaml", kPool);
  Add("a", {pool, Write("a/overlay/kustomization.yaml", "resources: [../]\n")});
  clusters_[0].followed = {pool};
  Add("b", {Write("b/pool.yaml")});
  EXPECT_THAT(Remaining(), ElementsAre("a", "b"));
}

TEST_F(SharedFoldersTest, AreClustersIfAnArgumentNamesThem) {
  const std::string pool = Write("common/pool.yaml");
  Add("common", {pool});
  clusters_[0].folders.clear();
  Add("prod", {Write("prod/kustomization.yaml")}, {pool});
  EXPECT_THAT(Remaining(), ElementsAre("common", "prod"));
}

TEST_F(SharedFoldersTest, OneOfTwoThatReadEachOtherRemains) {
  const std::string a = Write("a/flux.yaml", kFlux);
  const std::string b = Write("b/flux.yaml", kFlux);
  Add("a", {a}, {b});
  Add("b", {b}, {a});
  EXPECT_THAT(Remaining(), ElementsAre("b"));
}

}  // namespace
}  // namespace exporter::gitops
