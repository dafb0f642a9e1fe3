// make-kubeconfig.sh with a stand-in for kubectl that simulates writes. The real kubectl and the
// exporter's own reader then use the resulting kubeconfig.

#include "tests/k8s/make_kubeconfig.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/clusters.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/support/process.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr auto kOnlyOwner =
    std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;

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
  EXPECT_THAT(finished.output + finished.errors, Not(HasSubstr(kReaderToken)));
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
  const Arguments command = {"sh",
                             "-c",
                             R"(cd "$2" && "$1" prod -a.yaml && "$1" prod b.yaml)",
                             "sh",
                             kMakeKubeconfig,
                             folder_.path() + "/kubeconfigs"};
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
  EXPECT_EQ(Field("proxy-url"), "http://u:it's@proxy:1");
}

TEST_F(MakeKubeconfigTest, WarnsIfTheServerIsALoopbackAddress) {
  EXPECT_THAT(Make({"prod", made_}).errors, HasSubstr("is a loopback address"));
}

}  // namespace
}  // namespace exporter::tests
