// make-kubeconfig.sh for several clusters, and for the cluster of the exporter.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/clusters.h"
#include "tests/k8s/documents.h"
#include "tests/k8s/make_kubeconfig.h"
#include "tests/k8s/yaml_tree.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

TEST_F(MakeKubeconfigTest, WritesAFolderOfSeveralClusters) {
  const std::string target = folder_.path() + "/new/kubeconfigs";
  const auto finished = Make({"-o", target, "prod", "prod-b=admin@prod-b"});
  ASSERT_EQ(finished.status, 0) << finished.errors;
  EXPECT_THAT(Calls(),
              HasSubstr("--context prod --namespace metallb-pool-exporter-reader apply -k"));
  EXPECT_THAT(
      Calls(),
      HasSubstr("--context admin@prod-b --namespace metallb-pool-exporter-reader apply -k"));
  EXPECT_EQ(std::filesystem::status(target).permissions(), std::filesystem::perms::owner_all);
  files::WatchedFiles files;
  const auto loaded =
      kubeconfig::LoadClusters({.kubeconfig = target}, kubeconfig::Environment(), files);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->clusters.size(), 2U);
  EXPECT_EQ(loaded->clusters[0].name, "prod-b");
  EXPECT_EQ(loaded->clusters[1].name, "prod");
}

// The files become keys of a Secret, and their names the names of clusters.
TEST_F(MakeKubeconfigTest, ChecksAllNamesAndContextsBeforeItChangesACluster) {
  const std::string target = folder_.path() + "/new";
  struct Case {
    Arguments clusters;
    int status;
    const char* error;
  };
  for (const Case& wrong :
       {Case{{"prod", "admin@prod-b"}, 2, "write NAME=admin@prod-b"},
        Case{{"prod", "arn:aws:eks:eu:1:cluster/prod"},
             2,
             "write NAME=arn:aws:eks:eu:1:cluster/prod"},
        Case{{"prod", "../x=prod"}, 2, "\"../x\" cannot be the name of a file"},
        Case{{"prod", "=prod"}, 2, "write NAME=prod"},
        Case{{"prod", "x="}, 2, "CONTEXT must not be empty"},
        Case{{"prod", "prod=admin@prod-b"}, 2, "two clusters have the name \"prod\""},
        Case{{"prod", "missing"}, 1, "context \"missing\" cannot be read"}, Case{{}, 2, "Usage"},
        Case{{"-i", "other", "prod"}, 2, "\"other\" of -i is not one of the contexts"}}) {
    Arguments arguments = {"-o", target};
    arguments.insert(arguments.end(), wrong.clusters.begin(), wrong.clusters.end());
    const auto finished = Make(arguments);
    EXPECT_EQ(finished.status, wrong.status) << wrong.error;
    EXPECT_THAT(finished.errors, HasSubstr(wrong.error));
  }
  EXPECT_THAT(Calls(), Not(HasSubstr("apply")));
  EXPECT_FALSE(std::filesystem::exists(target));
}

TEST_F(MakeKubeconfigTest, ChecksThatAllClustersRespondBeforeItChangesACluster) {
  folder_.Write("standin/unreachable", "admin@prod-b\n");
  const std::string target = folder_.path() + "/new";
  const auto finished = Make({"-o", target, "prod", "prod-b=admin@prod-b"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.errors,
              HasSubstr("context \"admin@prod-b\": the API server does not respond"));
  EXPECT_THAT(Calls(), HasSubstr("--context prod --request-timeout 10s get --raw /api\n"));
  EXPECT_THAT(Calls(), Not(HasSubstr("apply")));
  EXPECT_FALSE(std::filesystem::exists(target));
}

TEST_F(MakeKubeconfigTest, NamesTheContextThatCannotBeChanged) {
  folder_.Write("standin/forbidden", "");
  const auto finished = Make({"-o", folder_.path() + "/kubeconfigs", "prod"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.errors, HasSubstr("context \"prod\": the account was not created"));
  EXPECT_THAT(Folder(), UnorderedElementsAre(".keep"));
}

TEST_F(MakeKubeconfigTest, WritesTheAddressAndTheAuthorityThatPodsUse) {
  folder_.Write("standin/root-ca.crt", "authority\nof the cluster");
  WriteAdminKubeconfig(
      "certificate-authority: ca.crt, tls-server-name: x, proxy-url: 'http://p:1'");
  const auto finished = Make({"-i", "prod", "prod", made_});
  ASSERT_EQ(finished.status, 0) << finished.errors;
  EXPECT_THAT(finished.errors, Not(HasSubstr("loopback")));
  EXPECT_EQ(Field("server"), "https://kubernetes.default.svc");
  EXPECT_EQ(Field("tls-server-name") + Field("proxy-url"), "");
  const auto decoded = RunProgram(
      {"sh", "-c", "printf %s \"$1\" | base64 -d", "sh", Field("certificate-authority-data")});
  EXPECT_EQ(decoded.output, "authority\nof the cluster\n");
}

TEST_F(MakeKubeconfigTest, FailsWithoutTheAuthorityThatPodsUse) {
  folder_.Write("standin/root-ca.crt", "");
  const auto finished = Make({"-i", "prod", "prod", made_});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.errors, HasSubstr("kube-root-ca.crt has no ca.crt"));
  EXPECT_THAT(Folder(), UnorderedElementsAre(".keep"));
}

// The commands of the documents, in the reader's folder, up to a file for the Secret.
TEST_F(MakeKubeconfigTest, DocumentedCommandsCreateTheSecret) {
  folder_.Write("standin/root-ca.crt", authority_.certificate_pem);
  for (const char* path : {"README.md", "k8s/README.md"}) {
    std::filesystem::remove_all(folder_.path() + "/kubeconfigs");
    std::string secret;
    for (const std::string& command : Commands({path, ReadText(PROJECT "/" + std::string(path))})) {
      const std::size_t script = command.find("make-kubeconfig.sh ");
      std::string run;
      if (script != std::string::npos) run = PROJECT "/k8s/remote/" + command.substr(script);
      if (command.starts_with("kubectl create secret ") && secret.empty()) {
        run = environment_["REAL_KUBECTL"] + command.substr(command.find(' ')) +
              " --dry-run=client -o yaml";
      }
      if (run.empty()) continue;
      const auto finished =
          RunProgram({"sh", "-c", "cd \"$1\" && " + run, "sh", folder_.path()}, environment_);
      ASSERT_EQ(finished.status, 0) << command << finished.errors;
      secret = finished.output;
    }
    const auto object = ReadYaml(secret).at(0);
    EXPECT_EQ(Text(At(object, "metadata.name")), "metallb-pool-exporter-kubeconfigs");
    for (const char* name : {"prod-a.yaml", "prod-b.yaml", "prod-c.yaml"}) {
      EXPECT_NE(At(object, "data").Find(name), nullptr) << path << ": " << name;
    }
  }
}

}  // namespace
}  // namespace exporter::tests
