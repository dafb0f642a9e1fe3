// ApiClient with credentials of an exec plugin: a real script and a real TLS server.

#include <gtest/gtest.h>

#include <string>

#include "exporter/credentials/exec_credential.h"
#include "exporter/kubernetes/api_client.h"
#include "tests/credentials/plugin_script.h"
#include "tests/kubernetes/server_access.h"
#include "tests/standin/api_server.h"
#include "tests/support/certificates.h"
#include "tests/support/deadlines.h"
#include "tests/support/json.h"

namespace exporter::kubernetes {
namespace {

using standin::ApiServer;

class ApiClientExecTest : public testing::Test {
 protected:
  credentials::Access With(const ApiServer& server, const credentials::PluginScript& script) {
    credentials::Access access = AccessTo(server, authority_.certificate_pem);
    access.exec =
        credentials::ExecCommand{.program = script.path(),
                                 .arguments = {},
                                 .variables = {},
                                 .api_version = credentials::kExecV1,
                                 .info = credentials::ExecInfo(credentials::kExecV1, std::nullopt),
                                 .install_hint = ""};
    access.source_origin = "kubeconfig f: user \"a\": exec";
    return access;
  }

  // The status fields of an answer with a certificate for `name`.
  std::string Certificate(const std::string& name) {
    const auto pair = tests::MakeSigned({.common_name = name}, authority_);
    return "\"clientCertificateData\": " + tests::JsonQuote(pair.certificate_pem) +
           ", \"clientKeyData\": " + tests::JsonQuote(pair.key_pem);
  }

  // Sets the output of `cat answer`.
  static void AnswerFile(const credentials::PluginScript& script, const std::string& status) {
    std::ofstream(script.File("answer")) << credentials::ExecAnswer(status);
  }

  const tests::CertificateAndKey authority_ = tests::MakeAuthority("test authority");
  const tests::CertificateAndKey certificate_ = tests::MakeLoopbackServer(authority_);
  credentials::PluginScript script_{"cat answer"};
};

TEST_F(ApiClientExecTest, SendsThePluginsToken) {
  ApiServer server({.certificate = certificate_, .tokens = {"abc"}});
  AnswerFile(script_, R"("token": "abc")");
  ApiClient client(With(server, script_), kAgent);
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  EXPECT_EQ(script_.Runs(), 1);
  // A client of another cluster with the same plugin uses the same output.
  EXPECT_EQ(Outcome(GetVersion(With(server, script_))), "200");
  EXPECT_EQ(script_.Runs(), 1);
}

TEST_F(ApiClientExecTest, A401RunsThePluginOnceMore) {
  ApiServer server({.certificate = certificate_, .tokens = {"old"}});
  AnswerFile(script_, R"("token": "old")");
  ApiClient client(With(server, script_), kAgent);
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  server.SetTokens({"new"});
  AnswerFile(script_, R"("token": "new")");
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  EXPECT_EQ(script_.Runs(), 2);

  server.SetTokens({"unused"});
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "401");
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "401");
  EXPECT_EQ(script_.Runs(), 2) << "a second rejection within seconds does not run the plugin";
}

TEST_F(ApiClientExecTest, ATokenThatOneClusterRejectsStaysInUseForOthers) {
  ApiServer server({.certificate = certificate_, .tokens = {"abc"}});
  ApiServer rejecting({.certificate = certificate_, .tokens = {"other"}});
  AnswerFile(script_, R"("token": "abc")");
  ApiClient client(With(server, script_), kAgent);
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  std::filesystem::remove(script_.File("answer"));
  const auto refused = GetVersion(With(rejecting, script_));
  ASSERT_TRUE(refused);
  EXPECT_EQ(ErrorOf(*refused, "/version").message,
            "/version: HTTP 401: Unauthorized; older credentials were sent: kubeconfig f: user "
            "\"a\": exec plugin \"" +
                script_.path() + "\" ended with status 1; run it manually to see its output");
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");

  // The same if the cluster itself rejects the token for a moment.
  server.SetTokens({"other"});
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "401");
  server.SetTokens({"abc"});
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
}

TEST_F(ApiClientExecTest, ANewCertificateOpensANewConnection) {
  ApiServer server({.certificate = certificate_,
                    .client_ca_pem = authority_.certificate_pem,
                    .client_names = {"new"}});
  AnswerFile(script_, Certificate("old"));
  ApiClient client(With(server, script_), kAgent);
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "401");
  EXPECT_EQ(server.Requests().back().client_name, "old");

  credentials::PluginScript other("cat answer; cp next answer");
  AnswerFile(other, Certificate("old"));
  std::ofstream(other.File("next")) << credentials::ExecAnswer(Certificate("new"));
  ApiClient renewed(With(server, other), kAgent);
  EXPECT_EQ(Outcome(renewed.Get("/version", tests::Patient())), "200");
  EXPECT_EQ(server.Requests().back().client_name, "new")
      << "no connection uses the old certificate";
  EXPECT_EQ(Outcome(renewed.Get("/version", tests::Patient())), "200");
  EXPECT_EQ(other.Runs(), 2);
}

TEST_F(ApiClientExecTest, DoesNotRunThePluginForAServerWithoutTls) {
  ApiServer server;
  EXPECT_EQ(Outcome(GetVersion(With(server, script_))), "200");
  EXPECT_EQ(script_.Runs(), 0);
}

TEST_F(ApiClientExecTest, NamesTheFileAndUserOfAFailedPlugin) {
  ApiServer server({.certificate = certificate_});
  script_.Rewrite("echo secret; exit 1");
  EXPECT_EQ(Outcome(GetVersion(With(server, script_))),
            "config: kubeconfig f: user \"a\": exec plugin \"" + script_.path() +
                "\" ended with status 1; run it manually to see its output");
  EXPECT_TRUE(server.Requests().empty());
  credentials::PluginScript slow("sleep 1000");
  EXPECT_EQ(
      Outcome(GetVersion(With(server, slow), tests::Impatient())),
      "timeout: kubeconfig f: user \"a\": exec plugin \"" + slow.path() + "\" did not end in time");
}

TEST_F(ApiClientExecTest, ThePluginInheritsNoConnections) {
  ApiServer server({.certificate = certificate_, .tokens = {"abc"}});
  script_.Rewrite("ls /proc/self/fd > descriptors\ncat answer");
  AnswerFile(script_, R"("token": "abc")");
  credentials::Access direct = AccessTo(server, authority_.certificate_pem);
  direct.token = "abc";
  ApiClient open(direct, kAgent);
  EXPECT_EQ(Outcome(open.Get("/version", tests::Patient())), "200");
  EXPECT_EQ(Outcome(GetVersion(With(server, script_))), "200");
  EXPECT_EQ(credentials::ReadAll(script_.File("descriptors")), "0\n1\n2\n3\n") << "3 is the folder";
}

}  // namespace
}  // namespace exporter::kubernetes
