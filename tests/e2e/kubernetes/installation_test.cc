// The manifests of k8s/, applied by the real kubectl to a real kube-apiserver.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/e2e/kubernetes/real_cluster.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::string kExporter = "metallb-pool-exporter";
const std::string kReader = "metallb-pool-exporter-reader";
const std::string kScan = "metallb-pool-exporter-scan";

class InstallationTest : public testing::Test {
 protected:
  // A folder with a kustomization of several folders of k8s/.
  std::string Kustomization(const std::string& name, const std::string& resources) const {
    folder_.Write(name + "/kustomization.yaml", "resources: [" + resources + "]\n");
    std::filesystem::create_directory_symlink(PROJECT "/k8s", folder_.path() + "/" + name + "/k8s");
    return folder_.path() + "/" + name;
  }

  // Applies the folder and prunes all kinds of objects that k8s/ contains.
  std::string ApplyAndPrune(const std::string& folder, const std::string& label) const {
    Arguments arguments = {"apply",   "-k", folder,
                           "--prune", "-l", "app.kubernetes.io/name=" + label};
    for (const char* kind :
         {"core/v1/Namespace", "core/v1/ServiceAccount", "core/v1/Service", "apps/v1/Deployment",
          "networking.k8s.io/v1/NetworkPolicy", "rbac.authorization.k8s.io/v1/ClusterRole",
          "rbac.authorization.k8s.io/v1/ClusterRoleBinding"}) {
      arguments.push_back(std::string("--prune-allowlist=") + kind);
    }
    return cluster_.Kubectl(arguments);
  }

  // "Active" or "Terminating".
  std::string PhaseOf(const std::string& name_space) const {
    return cluster_.Admin()->Get("/api/v1/namespaces/" + name_space).at("status").at("phase");
  }

  // Whether the service account of this name may list Services. Both accounts have the name of
  // their namespace.
  bool CanListServices(const std::string& name) const {
    const json review = cluster_.Admin()->Create(
        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        {{"apiVersion", "authorization.k8s.io/v1"},
         {"kind", "SubjectAccessReview"},
         {"spec",
          {{"user", "system:serviceaccount:" + name + ":" + name},
           {"resourceAttributes", {{"verb", "list"}, {"resource", "services"}}}}}});
    return review.at("status").at("allowed");
  }

  // REQUIRES: a Deployment is applied. It has the name of its namespace.
  json DeployedPod(const std::string& name = kExporter) const {
    const json deployment =
        cluster_.Admin()->Get("/apis/apps/v1/namespaces/" + name + "/deployments/" + name);
    json pod = deployment.at("/spec/template"_json_pointer);
    pod["apiVersion"] = "v1";
    pod["kind"] = "Pod";
    pod["metadata"]["name"] = "try";
    return pod;
  }

  // The server runs all admission, and stores nothing.
  void TryPod(const json& pod, const std::string& name_space = kExporter) const {
    cluster_.Admin()->Create("/api/v1/namespaces/" + name_space + "/pods?dryRun=All", pod);
  }

  RealCluster cluster_;
  TemporaryFolder folder_;
};

TEST_F(InstallationTest, SingleClusterAndRemoteAreIndependent) {
  const std::string both =
      Kustomization("both", "k8s/overlays/single-cluster, k8s/overlays/network-policy, k8s/remote");
  EXPECT_THAT(cluster_.Kubectl({"apply", "-k", both}), HasSubstr("created"));
  EXPECT_THAT(cluster_.Kubectl({"apply", "-k", both}), Not(HasSubstr("configured")));
  EXPECT_TRUE(CanListServices(kExporter));
  EXPECT_TRUE(CanListServices(kReader));

  const std::string exporter =
      Kustomization("exporter", "k8s/overlays/single-cluster, k8s/overlays/network-policy");
  EXPECT_THAT(ApplyAndPrune(exporter, kExporter), Not(HasSubstr("pruned")));
  EXPECT_THAT(ApplyAndPrune(PROJECT "/k8s/remote", kReader), Not(HasSubstr("pruned")));

  cluster_.Kubectl({"delete", "--wait=false", "-k", PROJECT "/k8s/remote"});
  EXPECT_FALSE(CanListServices(kReader));
  EXPECT_TRUE(CanListServices(kExporter));
  EXPECT_EQ(PhaseOf(kReader), "Terminating");
  EXPECT_EQ(PhaseOf(kExporter), "Active");
}

TEST_F(InstallationTest, RemoteStaysIfTheExporterIsDeleted) {
  const std::string exporter = PROJECT "/k8s/overlays/single-cluster";
  cluster_.Kubectl({"apply", "-k", exporter});
  cluster_.Kubectl({"apply", "-k", PROJECT "/k8s/remote"});
  cluster_.Kubectl({"delete", "--wait=false", "-k", exporter});
  EXPECT_FALSE(CanListServices(kExporter));
  EXPECT_TRUE(CanListServices(kReader));
  EXPECT_EQ(PhaseOf(kReader), "Active");
}

TEST_F(InstallationTest, PodsPassPodSecurity) {
  for (const char* overlay : {"single-cluster", "many-clusters"}) {
    cluster_.Kubectl({"apply", "-k", std::string(PROJECT "/k8s/overlays/") + overlay});
    json pod = DeployedPod();
    EXPECT_NO_THROW(TryPod(pod)) << overlay;
    pod["spec"]["hostNetwork"] = true;
    EXPECT_THROW(TryPod(pod), std::runtime_error) << "the namespace enforces no standard";
  }
}

TEST_F(InstallationTest, OnlyTheNamespaceOfTheScanAdmitsItsPod) {
  const std::string both = Kustomization("both", "k8s/overlays/single-cluster, k8s/overlays/scan");
  cluster_.Kubectl({"apply", "-k", both});
  EXPECT_THAT(cluster_.Kubectl({"apply", "-k", both}), Not(HasSubstr("configured")));
  for (const std::string& name_space : {kExporter, kScan}) {
    // No controller runs that creates this account.
    cluster_.Kubectl({"create", "serviceaccount", "default", "--namespace", name_space});
  }
  const json pod = DeployedPod(kScan);
  EXPECT_NO_THROW(TryPod(pod, kScan));
  EXPECT_THROW(TryPod(pod, kExporter), std::runtime_error);

  EXPECT_THAT(ApplyAndPrune(PROJECT "/k8s/overlays/single-cluster", kExporter),
              Not(HasSubstr("pruned")));
  cluster_.Kubectl({"delete", "--wait=false", "-k", PROJECT "/k8s/overlays/scan"});
  EXPECT_EQ(PhaseOf(kScan), "Terminating");
  EXPECT_EQ(PhaseOf(kExporter), "Active");
}

}  // namespace
}  // namespace exporter::tests
