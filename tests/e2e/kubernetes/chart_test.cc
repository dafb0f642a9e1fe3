// The Helm chart, installed by the real helm into a real kube-apiserver.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "tests/e2e/kubernetes/deployed_exporter.h"
#include "tests/e2e/kubernetes/pool_use.h"
#include "tests/e2e/kubernetes/real_cluster.h"
#include "tests/e2e/kubernetes/wait.h"
#include "tests/support/helm.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kName = "metallb-pool-exporter";
constexpr const char* kUp = R"(metallb_exporter_cluster_up{cluster="in-cluster"})";
constexpr const char* kPartial =
    R"(metallb_exporter_cluster_partial{cluster="in-cluster",resource="bgppeers"})";

// A resource of the Prometheus Operator, without the schema of its fields.
json OperatorResource(const std::string& kind, const std::string& plural) {
  const json any = {{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}};
  const json version = {
      {"name", "v1"}, {"served", true}, {"storage", true}, {"schema", {{"openAPIV3Schema", any}}}};
  return {{"apiVersion", "apiextensions.k8s.io/v1"},
          {"kind", "CustomResourceDefinition"},
          {"metadata", {{"name", plural + ".monitoring.coreos.com"}}},
          {"spec",
           {{"group", "monitoring.coreos.com"},
            {"scope", "Namespaced"},
            {"names", {{"kind", kind}, {"plural", plural}}},
            {"versions", {version}}}}};
}

// All tests share a cluster. Each test uninstalls the chart.
class ChartInstallationTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (CachedHelm().empty()) return;
    cluster_ = std::make_unique<RealCluster>();
    for (const auto& [kind, plural] :
         {std::pair("ServiceMonitor", "servicemonitors"), {"PrometheusRule", "prometheusrules"}}) {
      cluster_->Admin()->Create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                                OperatorResource(kind, plural));
    }
    cluster_->Kubectl({"wait", "--for=condition=Established", "crd", "--all"});
  }

  static void TearDownTestSuite() { cluster_.reset(); }

  void SetUp() override {
    if (cluster_ == nullptr) GTEST_SKIP() << kNoHelm;
  }

  // Runs helm as the administrator.
  Finished Helm(const Arguments& arguments) const {
    Arguments command = {CachedHelm(), "--kubeconfig", cluster_->kubeconfig(), "--namespace",
                         kName};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return RunProgram(command, {{"HOME", home_.path()}});
  }

  json Deployment() const {
    return cluster_->Admin()->Get("/apis/apps/v1/namespaces/" + kName + "/deployments/" + kName);
  }

  bool CanListServices() const {
    const json review = cluster_->Admin()->Create(
        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        {{"apiVersion", "authorization.k8s.io/v1"},
         {"kind", "SubjectAccessReview"},
         {"spec",
          {{"user", "system:serviceaccount:" + kName + ":" + kName},
           {"resourceAttributes", {{"verb", "list"}, {"resource", "services"}}}}}});
    return review.at("status").at("allowed");
  }

  void Uninstall() const {
    const auto removed = Helm({"uninstall", kName});
    EXPECT_EQ(removed.status, 0) << removed.errors;
  }

  static inline std::unique_ptr<RealCluster> cluster_;
  TemporaryFolder home_;
};

TEST_F(ChartInstallationTest, TheServerAcceptsEachValuesFile) {
  for (const auto& file : std::filesystem::directory_iterator(kChart + "/ci")) {
    const auto finished = Helm({"install", kName, kChart, "--create-namespace", "--dry-run=server",
                                "-f", file.path().string()});
    EXPECT_EQ(finished.status, 0) << file.path() << finished.errors;
  }
}

TEST_F(ChartInstallationTest, IsInstalledUpgradedAndUninstalled) {
  const auto installed = Helm({"install", kName, kChart, "--create-namespace", "-f",
                               kChart + "/ci/many-clusters-values.yaml"});
  ASSERT_EQ(installed.status, 0) << installed.errors;
  EXPECT_THAT(installed.output,
              HasSubstr("  kubectl create secret generic metallb-pool-exporter-kubeconfigs "
                        "--namespace metallb-pool-exporter --from-file=kubeconfigs\n"));
  EXPECT_FALSE(CanListServices()) << "it needs no rights in its own cluster";

  const auto upgraded = Helm({"upgrade", kName, kChart, "--reset-values"});
  ASSERT_EQ(upgraded.status, 0) << upgraded.errors;
  EXPECT_THAT(upgraded.output, HasSubstr("  kubectl port-forward --namespace " + kName));
  EXPECT_TRUE(CanListServices());
  EXPECT_EQ(Deployment().at("/spec/template/spec/containers/0/args"_json_pointer),
            json({"serve", "--in-cluster-name=in-cluster"}));

  Uninstall();
  EXPECT_FALSE(CanListServices());
  EXPECT_EQ(cluster_->Kubectl({"get", "all,configmap,secret,servicemonitor,prometheusrule",
                               "--namespace", kName, "-o", "name"}),
            "");
}

// The arguments, the account and the rights of the chart are enough to read the cluster.
TEST_F(ChartInstallationTest, ThePodReadsItsCluster) {
  if (!CanRunAsAPod()) GTEST_SKIP() << "this machine allows no private /run";
  const auto installed = Helm({"install", kName, kChart, "--create-namespace"});
  ASSERT_EQ(installed.status, 0) << installed.errors;
  const TemporaryFolder account;
  const auto exporter = RunAsAPod(*cluster_, account);
  httplib::Client client("http://" + exporter->WaitForOutput("msg=listening address="));
  EXPECT_TRUE(WaitFor([&] {
    const auto metrics = client.Get("/metrics");
    return metrics && ValueOf(metrics->body, kUp) == 1 && ValueOf(metrics->body, kPartial) == 0;
  })) << exporter->errors();
  Uninstall();
}

// The server runs all admission for a Pod of the chart.
TEST_F(ChartInstallationTest, PodPassesPodSecurity) {
  const auto installed = Helm({"install", kName, kChart, "--create-namespace", "-f",
                               kChart + "/ci/own-and-other-clusters-values.yaml"});
  ASSERT_EQ(installed.status, 0) << installed.errors;
  cluster_->Kubectl({"label", "namespace", kName, "pod-security.kubernetes.io/enforce=restricted"});
  json pod = Deployment().at("/spec/template"_json_pointer);
  pod["apiVersion"] = "v1";
  pod["kind"] = "Pod";
  pod["metadata"]["name"] = "try";
  const std::string path = "/api/v1/namespaces/" + kName + "/pods?dryRun=All";
  EXPECT_NO_THROW(cluster_->Admin()->Create(path, pod));
  pod["spec"]["hostNetwork"] = true;
  EXPECT_THROW(cluster_->Admin()->Create(path, pod), std::runtime_error);
  Uninstall();
}

}  // namespace
}  // namespace exporter::tests
