// The real kubectl reads the stand-in API server as it reads a real server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/standin/api_server.h"
#include "tests/support/certificates.h"
#include "tests/support/json.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::standin {
namespace {

using testing::HasSubstr;

class KubectlTest : public testing::Test {
 protected:
  KubectlTest()
      : server_(
            {.certificate = tests::MakeLoopbackServer(authority_), .tokens = {"kubectl-token"}}) {
    server_.state().Put(kServices, MakeService("shop", "web", {.addresses = {"192.168.1.10"}}));
    server_.state().Put(kServices, MakeService("shop", "waiting"));
    server_.state().Put(kServices, MakeService("default", "kubernetes", {.type = "ClusterIP"}));
    server_.state().Put(kPools, MakePool("first", {"192.168.1.10-192.168.1.49", "2001:db8::/64"}));
    folder_.Write("ca.crt", authority_.certificate_pem);
    kubeconfig_ =
        folder_.Write("config", "clusters: [{name: c, cluster: {server: '" + server_.Url() +
                                    "', certificate-authority: ca.crt}}]\n"
                                    "users: [{name: u, user: {token: kubectl-token}}]\n"
                                    "contexts: [{name: x, context: {cluster: c, user: u}}]\n"
                                    "current-context: x\napiVersion: v1\nkind: Config\n");
  }

  tests::Arguments Command(const tests::Arguments& arguments) const {
    tests::Arguments command = {"kubectl", "--kubeconfig", kubeconfig_, "--cache-dir",
                                folder_.path() + "/cache"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
  }

  std::string Kubectl(const tests::Arguments& arguments) const {
    const auto finished = tests::RunProgram(Command(arguments), {{"HOME", folder_.path()}});
    EXPECT_EQ(finished.status, 0) << finished.errors;
    return finished.output;
  }

  const tests::CertificateAndKey authority_ = tests::MakeAuthority("kubectl test authority");
  ApiServer server_;
  tests::TemporaryFolder folder_;
  std::string kubeconfig_;
};

TEST_F(KubectlTest, ListsServicesAsATable) {
  const std::string table = Kubectl({"get", "svc", "-A"});
  EXPECT_THAT(table, HasSubstr("NAMESPACE   NAME         TYPE"));
  EXPECT_THAT(table, testing::ContainsRegex("shop +web +LoadBalancer +10.96.12.34 +192.168.1.10"));
  EXPECT_THAT(table, testing::ContainsRegex("shop +waiting +LoadBalancer +10.96.12.34 +<pending>"));
  EXPECT_THAT(table, testing::ContainsRegex("default +kubernetes +ClusterIP"));
}

TEST_F(KubectlTest, ListsPoolsAsYaml) {
  const std::string yaml = Kubectl({"get", "ipaddresspools", "-A", "-o", "yaml"});
  EXPECT_THAT(yaml, HasSubstr("kind: IPAddressPool"));
  EXPECT_THAT(yaml, HasSubstr("    - 192.168.1.10-192.168.1.49\n    - 2001:db8::/64\n"));
  EXPECT_THAT(yaml, HasSubstr("namespace: metallb-system"));
}

TEST_F(KubectlTest, ReadsServicesAsJsonWithASelectorAndInPages) {
  for (int i = 0; i < 20; ++i) {
    server_.state().Put(kServices, MakeService("many", "s-" + std::to_string(i),
                                               {.addresses = {"10.0.0." + std::to_string(i)}}));
  }
  const auto list =
      tests::Json::Parse(Kubectl({"get", "services", "-A", "--field-selector",
                                  "spec.type=LoadBalancer", "--chunk-size=7", "-o", "json"}));
  EXPECT_EQ(list["items"].size(), 22U);
  EXPECT_EQ(list["items"][0]["kind"], "Service");
}

TEST_F(KubectlTest, ReadsOneObjectAndTheVersion) {
  EXPECT_EQ(Kubectl({"get", "svc", "web", "-n", "shop", "-o",
                     "jsonpath={.status.loadBalancer.ingress[0].ip}"}),
            "192.168.1.10");
  EXPECT_THAT(Kubectl({"get", "namespaces", "-o", "name"}), HasSubstr("namespace/kube-system"));
  EXPECT_THAT(Kubectl({"version", "-o", "json"}), HasSubstr("\"gitVersion\": \"v1.32.4\""));
}

TEST_F(KubectlTest, WatchesServices) {
  tests::Process kubectl(Command({"get", "svc", "-A", "-w"}), {{"HOME", folder_.path()}});
  kubectl.WaitForOutput("waiting");
  server_.watches().WaitForOpenWatches(1);
  server_.state().Put(kServices, MakeService("shop", "waiting", {.addresses = {"192.168.1.11"}}));
  EXPECT_THAT(kubectl.WaitForOutput("LoadBalancer   10.96.12.34   192.168.1.11"),
              HasSubstr("80/TCP"));
  server_.watches().EndWatches();
  EXPECT_EQ(kubectl.Wait(), 0);
}

TEST_F(KubectlTest, IsRefusedWithoutItsToken) {
  server_.SetTokens({"another"});
  const auto finished = tests::RunProgram(
      {"kubectl", "--kubeconfig", kubeconfig_, "--cache-dir", folder_.path(), "get", "svc", "-A"},
      {{"HOME", folder_.path()}});
  EXPECT_NE(finished.status, 0);
  EXPECT_THAT(finished.errors, testing::AnyOf(HasSubstr("logged in"), HasSubstr("nauthorized")));
}

}  // namespace
}  // namespace exporter::standin
