// A fixture for make-kubeconfig.sh with a stand-in for kubectl that simulates writes.

#ifndef TESTS_K8S_MAKE_KUBECONFIG_H_
#define TESTS_K8S_MAKE_KUBECONFIG_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/k8s/yaml_tree.h"
#include "tests/standin/api_server.h"
#include "tests/support/certificates.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

inline const std::string kMakeKubeconfig = PROJECT "/k8s/remote/make-kubeconfig.sh";
constexpr const char* kReaderToken = "token-of-the-reader";

class MakeKubeconfigTest : public testing::Test {
 protected:
  MakeKubeconfigTest()
      : server_({.certificate = MakeLoopbackServer(authority_), .tokens = {kReaderToken}}) {
    server_.state().Put(standin::kServices, standin::MakeService("shop", "web", {}));
    folder_.Write("standin/token", kReaderToken);
    folder_.Write("standin/calls", "");
    folder_.Write("ca.crt", authority_.certificate_pem);
    folder_.Write("kubeconfigs/.keep", "");
    WriteAdminKubeconfig("certificate-authority: ca.crt");
    const std::string bin = folder_.path() + "/bin";
    std::filesystem::create_directory(bin);
    std::filesystem::create_symlink(std::string(PROJECT) + "/tests/k8s/kubectl_standin.sh",
                                    bin + "/kubectl");
    // The script's pauses take no time.
    std::filesystem::create_symlink("/bin/true", bin + "/sleep");
    environment_ = {{"PATH", bin + ":" + std::getenv("PATH")},
                    {"REAL_KUBECTL", PathOf("kubectl")},
                    {"STANDIN", folder_.path() + "/standin"},
                    {"KUBECONFIG", folder_.path() + "/admin"},
                    {"HOME", folder_.path()}};
  }

  static std::string PathOf(const std::string& program) {
    std::string path = RunProgram({"sh", "-c", "command -v \"$1\"", "sh", program}).output;
    path.pop_back();
    return path;
  }

  void WriteAdminKubeconfig(const std::string& trust) {
    WriteAdminKubeconfig(trust, server_.Url());
  }

  // A kubeconfig of the administrator. Each context leads to the same cluster.
  void WriteAdminKubeconfig(const std::string& trust, const std::string& url) {
    std::string text = "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: '" +
                       url + "', " + trust +
                       "}}]\nusers: [{name: admin, user: {token: token-of-the-admin}}]\n"
                       "contexts:\n";
    for (const char* name :
         {"prod", "prod-a", "prod-b", "prod-c", "admin@prod-a", "admin@prod-b"}) {
      text += std::string("- {name: ") + name + ", context: {cluster: c, user: admin}}\n";
    }
    folder_.Write("admin", text);
  }

  Finished Make(const Arguments& arguments) {
    Arguments command = {kMakeKubeconfig};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return RunProgram(command, environment_);
  }

  std::string Calls() const { return ReadText(folder_.path() + "/standin/calls"); }

  // The names of the files in the target folder.
  std::vector<std::string> Folder() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path() + "/kubeconfigs")) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  // The field of the cluster in the new kubeconfig, as the real kubectl reads it.
  std::string Field(const std::string& name) const {
    return RunProgram({"kubectl", "--kubeconfig", made_, "config", "view", "--raw", "-o",
                       "jsonpath={.clusters[0].cluster." + name + "}"},
                      {{"HOME", folder_.path()}})
        .output;
  }

  // The output of the real kubectl with the new kubeconfig.
  std::string Services() const {
    const auto finished = RunProgram({"kubectl", "--kubeconfig", made_, "get", "services", "-A"},
                                     {{"HOME", folder_.path()}});
    return finished.output + finished.errors;
  }

  const CertificateAndKey authority_ = MakeAuthority("remote test authority");
  standin::ApiServer server_;
  TemporaryFolder folder_;
  const std::string made_ = folder_.path() + "/kubeconfigs/prod-a.yaml";
  Variables environment_;
};

}  // namespace exporter::tests

#endif  // TESTS_K8S_MAKE_KUBECONFIG_H_
