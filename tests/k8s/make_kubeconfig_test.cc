// make-kubeconfig.sh with a stand-in for kubectl that simulates writes. The real kubectl and the
// exporter's own reader then use the resulting kubeconfig.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/clusters.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/standin/api_server.h"
#include "tests/support/certificates.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using standin::ApiServer;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr auto kOnlyOwner =
    std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
constexpr const char* kToken = "token-of-the-reader";
const std::string kScript = std::string(PROJECT) + "/k8s/remote/make-kubeconfig.sh";

class MakeKubeconfigTest : public testing::Test {
 protected:
  MakeKubeconfigTest()
      : server_({.certificate = MakeLoopbackServer(authority_), .tokens = {kToken}}) {
    server_.state().Put(standin::kServices, standin::MakeService("shop", "web", {}));
    folder_.Write("standin/token", kToken);
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

  void WriteAdminKubeconfig(const std::string& trust, const std::string& url) {
    folder_.Write("admin",
                  "apiVersion: v1\nkind: Config\n"
                  "clusters: [{name: c, cluster: {server: '" +
                      url + "', " + trust +
                      "}}]\n"
                      "users: [{name: admin, user: {token: token-of-the-admin}}]\n"
                      "contexts: [{name: prod, context: {cluster: c, user: admin}}]\n");
  }

  Finished Make(const Arguments& arguments) {
    Arguments command = {kScript};
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

  // The output of the real kubectl with the new kubeconfig.
  std::string Services() const {
    const auto finished = RunProgram({"kubectl", "--kubeconfig", made_, "get", "services", "-A"},
                                     {{"HOME", folder_.path()}});
    return finished.output + finished.errors;
  }

  const CertificateAndKey authority_ = MakeAuthority("remote test authority");
  ApiServer server_;
  TemporaryFolder folder_;
  const std::string made_ = folder_.path() + "/kubeconfigs/prod-a.yaml";
  Variables environment_;
};

TEST_F(MakeKubeconfigTest, StoresAPermanentTokenInASecret) {
  const auto finished = Make({"prod", made_});
  ASSERT_EQ(finished.status, 0) << finished.errors;
  EXPECT_THAT(finished.errors, HasSubstr("kind: ClusterRoleBinding"))
      << "the script applies its folder";
  EXPECT_THAT(Calls(), Not(HasSubstr("create token")));
  const auto secret = ReadYaml(ReadText(folder_.path() + "/standin/applied")).at(0);
  EXPECT_EQ(Text(At(secret, "type")), "kubernetes.io/service-account-token");
  EXPECT_EQ(Text(At(secret, "metadata.annotations")),
            "{kubernetes.io/service-account.name: metallb-pool-exporter-reader}");
  EXPECT_THAT(Services(), HasSubstr("web"));

  EXPECT_EQ(std::filesystem::status(made_).permissions(), kOnlyOwner);
  EXPECT_THAT(ReadText(made_), Not(HasSubstr("token-of-the-admin")));
  EXPECT_THAT(finished.output + finished.errors, Not(HasSubstr(kToken)));
}

TEST_F(MakeKubeconfigTest, RequestsATokenWithADuration) {
  ASSERT_EQ(Make({"-d", "24h", "prod", made_}).status, 0);
  EXPECT_THAT(Calls(),
              HasSubstr("--context prod --namespace metallb-pool-exporter-reader create token "
                        "metallb-pool-exporter-reader --duration 24h\n"));
  EXPECT_THAT(Calls(), Not(HasSubstr("secret")));
  EXPECT_THAT(Services(), HasSubstr("web"));
}

// A mounted Secret consists of symbolic links into a folder that starts with a dot.
TEST_F(MakeKubeconfigTest, WritesAFileThatTheExporterReads) {
  ASSERT_EQ(Make({"prod", made_}).status, 0);
  std::filesystem::create_directory(folder_.path() + "/mounted");
  std::filesystem::create_directory_symlink("../kubeconfigs", folder_.path() + "/mounted/..data");
  std::filesystem::create_symlink("..data/prod-a.yaml", folder_.path() + "/mounted/prod-a.yaml");
  files::WatchedFiles files;
  const auto loaded = kubeconfig::LoadClusters({.kubeconfig = folder_.path() + "/mounted"},
                                               kubeconfig::Environment(), files);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->clusters.size(), 1U);
  EXPECT_EQ(loaded->clusters[0].name, "prod-a");
  EXPECT_TRUE(loaded->clusters[0].access);
}

TEST_F(MakeKubeconfigTest, LeavesNoFileIfItFails) {
  folder_.Write("standin/token", "");
  for (const Arguments& flags : {Arguments{}, Arguments{"-d", "1h"}}) {
    Arguments arguments = flags;
    arguments.insert(arguments.end(), {"prod", made_});
    const auto finished = Make(arguments);
    EXPECT_EQ(finished.status, 1);
    EXPECT_THAT(finished.errors, HasSubstr("issued no token"));
  }
  EXPECT_NE(Make({"another", made_}).status, 0) << "the context does not exist";
  EXPECT_EQ(Make({"prod"}).status, 2);
  EXPECT_EQ(Make({"-x", "prod", made_}).status, 2);
  EXPECT_THAT(Folder(), UnorderedElementsAre(".keep"));
}

TEST_F(MakeKubeconfigTest, RejectsAServerThatIsNotVerified) {
  WriteAdminKubeconfig("insecure-skip-tls-verify: true");
  const auto finished = Make({"prod", made_});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.errors, HasSubstr("does not verify its server"));
  EXPECT_THAT(Calls(), Not(HasSubstr("apply")));
}

// An unset shell variable must not create a permanent token or select the current context.
TEST_F(MakeKubeconfigTest, RejectsEmptyArgumentsAndInvalidDurations) {
  for (const Arguments& arguments :
       {Arguments{"-d", "", "prod", made_}, Arguments{"-d", "24", "prod", made_},
        Arguments{"-d", "soon", "prod", made_}, Arguments{"", made_}, Arguments{"prod", ""}}) {
    EXPECT_EQ(Make(arguments).status, 2) << testing::PrintToString(arguments);
  }
  EXPECT_EQ(Calls(), "");
}

TEST_F(MakeKubeconfigTest, ChecksTheFileBeforeItChangesTheCluster) {
  std::filesystem::create_directory(made_);
  const std::string pipe = folder_.path() + "/kubeconfigs/pipe";
  ASSERT_EQ(RunProgram({"mkfifo", pipe}).status, 0);
  for (const std::string& file :
       {made_, pipe, folder_.path() + "/missing/prod-a.yaml", folder_.path() + "/kubeconfigs/"}) {
    EXPECT_EQ(Make({"prod", file}).status, 1) << file;
  }
  EXPECT_THAT(Calls(), Not(HasSubstr("apply")));
  EXPECT_TRUE(std::filesystem::is_empty(made_));
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

TEST_F(MakeKubeconfigTest, DoesNotWriteThroughExistingLinksOrFiles) {
  const std::string other = folder_.Write("other", "mine");
  std::filesystem::create_symlink(other, made_ + ".new");
  folder_.Write("kubeconfigs/prod-a.yaml", "readable by all");
  std::filesystem::permissions(made_, std::filesystem::perms::all);
  ASSERT_EQ(Make({"prod", made_}).status, 0);
  EXPECT_EQ(ReadText(other), "mine");
  EXPECT_EQ(std::filesystem::status(made_).permissions(), kOnlyOwner);
  EXPECT_THAT(Folder(), UnorderedElementsAre(".keep", "prod-a.yaml", "prod-a.yaml.new"));
}

TEST_F(MakeKubeconfigTest, AcceptsAFileNameThatStartsWithADash) {
  const Arguments command = {"sh", "-c",    R"(cd "$2" && "$1" prod -a.yaml && "$1" prod b.yaml)",
                             "sh", kScript, folder_.path() + "/kubeconfigs"};
  const auto finished = RunProgram(command, environment_);
  EXPECT_EQ(finished.status, 0) << finished.errors;
  EXPECT_THAT(Folder(), UnorderedElementsAre(".keep", "-a.yaml", "b.yaml"));
}

TEST_F(MakeKubeconfigTest, LeavesNoFileIfItIsInterrupted) {
  folder_.Write("standin/interrupt", "");
  EXPECT_NE(Make({"prod", made_}).status, 0);
  EXPECT_THAT(Calls(), HasSubstr("apply"));
  EXPECT_THAT(Folder(), UnorderedElementsAre(".keep"));
}

TEST_F(MakeKubeconfigTest, RejectsAServerWithPlainHttp) {
  WriteAdminKubeconfig("", "http://10.0.0.1:8080");
  const auto finished = Make({"prod", made_});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.errors, HasSubstr("http://10.0.0.1:8080 is not https://"));
  EXPECT_THAT(Calls(), Not(HasSubstr("apply")));
}

TEST_F(MakeKubeconfigTest, QuotesSpecialCharactersForYaml) {
  WriteAdminKubeconfig("certificate-authority: ca.crt, proxy-url: \"http://u:it's@proxy:1\"");
  ASSERT_EQ(Make({"prod", made_}).status, 0);
  const auto read = RunProgram({"kubectl", "--kubeconfig", made_, "config", "view", "--raw", "-o",
                                "jsonpath={.clusters[0].cluster.proxy-url}"},
                               {{"HOME", folder_.path()}});
  EXPECT_EQ(read.output, "http://u:it's@proxy:1") << read.errors;
}

TEST_F(MakeKubeconfigTest, WarnsIfTheServerIsALoopbackAddress) {
  EXPECT_THAT(Make({"prod", made_}).errors, HasSubstr("is a loopback address"));
}

}  // namespace
}  // namespace exporter::tests
