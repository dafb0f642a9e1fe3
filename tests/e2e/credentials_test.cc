// Exec plugins and proxies of the real program, and proof that its output contains no secret.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/two_clusters.h"
#include "tests/support/proxy.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

// Every secret in these tests contains this word.
constexpr const char* kSecret = "s3sam3";

class CredentialsTest : public TwoClustersTest {
 protected:
  CredentialsTest()
      : c_({.uid = "uid-c",
            .certificate = certificate_,
            .tokens = {"s3sam3-token"},
            .basic = {"me:s3sam3-password"}}) {
    c_.state().Put(standin::kPools, standin::MakePool("web", {"10.9.0.0/24"}));
    folder_.Write("token", "s3sam3-token\n");
  }

  // Each entry becomes a context of cluster c, with these fields of its cluster and user.
  struct Entry {
    std::string name;
    std::string cluster = "certificate-authority: ca.crt";
    std::string user;
  };
  void WriteKubeconfig(const std::vector<Entry>& entries) {
    std::string clusters = "clusters:\n";
    std::string users = "users:\n";
    std::string contexts = "contexts:\n";
    for (const auto& [name, cluster, user] : entries) {
      clusters +=
          "- {name: " + name + ", cluster: {server: '" + c_.Url() + "', " + cluster + "}}\n";
      users += "- {name: " + name + ", user: {" + user + "}}\n";
      contexts += "- {name: " + name + ", context: {cluster: " + name + ", user: " + name + "}}\n";
    }
    kubeconfig_ = folder_.Write("config", clusters + users + contexts);
  }

  std::string Exec(const std::string& script) {
    return "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: "
           "sh, args: [-c, \"" +
           script + "\", s3sam3-argument], env: [{name: HUSH, value: s3sam3-variable}]}";
  }

  std::string Answer(const std::string& token) {
    const std::string file = folder_.Write(
        "answer-" + std::to_string(++answers_),
        R"({"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", )"
        R"("status": {"token": ")" +
            token + "\"}}");
    return "echo s3sam3-error >&2; cat " + file;
  }

  standin::ApiServer c_;
  int answers_ = 0;
};

TEST_F(CredentialsTest, APluginThatHangsDelaysNeitherOtherClustersNorTheStop) {
  const std::string pid = folder_.path() + "/pid";
  WriteKubeconfig({{.name = "hangs", .user = Exec("sleep 1000 & echo $! > " + pid + "; wait")},
                   {.name = "works", .user = Exec(Answer("s3sam3-token"))}});
  const auto exporter = Start({});
  const std::string address = exporter->WaitForOutput("msg=listening address=");
  const std::string works = "metallb_exporter_cluster_up{cluster=\"works\"} 1\n";
  EXPECT_THAT(WaitForSeries(address, works), Not(HasSubstr("cluster_up{cluster=\"hangs\"}")));
  const std::string sleeper = WaitForText(
      [&] {
        std::ifstream file(pid);
        return std::string(std::istreambuf_iterator<char>(file), {});
      },
      "\n");
  exporter->Signal(SIGTERM);
  EXPECT_EQ(exporter->Wait(), 0);
  WaitUntil([&] { return kill(std::stoi(sleeper), 0) != 0; },
            [&] { return "the end of the plugin's process " + sleeper; });
}

TEST_F(CredentialsTest, NoSecretIsPrintedOrServed) {
  const ProxyServer proxy({.credentials = "me:s3sam3-proxy"});
  const ProxyServer refusing({.credentials = "me:another"});
  const auto through = [](const ProxyServer& by) {
    return "certificate-authority: ca.crt, proxy-url: 'http://me:s3sam3-proxy@127.0.0.1:" +
           std::to_string(by.port()) + "'";
  };
  WriteKubeconfig(
      {{.name = "token", .user = "token: s3sam3-token"},
       {.name = "wrong-token", .user = "token: s3sam3-wrong"},
       {.name = "bad-token", .user = R"(token: "s3sam3\ns3sam3")"},
       {.name = "token-file", .user = "tokenFile: token"},
       {.name = "basic", .user = "username: me, password: s3sam3-password"},
       {.name = "both", .user = "token: s3sam3, username: me, password: s3sam3"},
       {.name = "plugin", .user = Exec(Answer("s3sam3-token"))},
       {.name = "plugin-refused", .user = Exec(Answer("s3sam3-other"))},
       {.name = "plugin-fails", .user = Exec("echo s3sam3; echo s3sam3 >&2; exit 1")},
       {.name = "plugin-junk", .user = Exec("echo s3sam3")},
       {.name = "oidc",
        .user = "auth-provider: {name: oidc, config: {idp-issuer-url: 'https://127.0.0.1:1', "
                "client-id: k, client-secret: s3sam3-client, id-token: s3sam3-id, refresh-token: "
                "s3sam3-refresh}}"},
       {.name = "proxy", .cluster = through(proxy), .user = "token: s3sam3-token"},
       {.name = "proxy-refuses", .cluster = through(refusing), .user = "token: s3sam3-token"},
       {.name = "bad-proxy",
        .cluster = "proxy-url: 'http://me:s3sam3@proxy:s3sam3'",
        .user = "token: s3sam3-token"},
       {.name = "bad-key",
        .user = "client-certificate-data: czNzYW0z, client-key-data: czNzYW0z"}});
  std::string out;
  for (const char* format : {"logfmt", "json"}) {
    const auto exporter = Start({"--log.level", "debug", "--log.format", format});
    const std::string address =
        exporter->WaitForOutput(format[0] == 'j' ? R"("listening","address":")" : "address=");
    const std::string place = address.substr(0, address.find('"'));
    WaitUntilReady(place);
    httplib::Client client("http://" + place);
    for (const char* path : {"/", "/metrics", "/api/v1/fleet"}) out += client.Get(path)->body;
    exporter->Signal(SIGTERM);
    EXPECT_EQ(exporter->Wait(), 0);
    out += exporter->output() + exporter->errors();
  }
  const auto checked = RunProgram({EXPORTER, "check", "--kubeconfig", kubeconfig_, "-o", "json"});
  out += checked.output + checked.errors;
  for (const char* expected :
       {"cluster_up{cluster=\"token\"} 1", "HTTP 401", "ended with status 1",
        "auth-provider oidc: 127.0.0.1:1: connection refused",
        "the proxy rejects or requires credentials", "printed no valid ExecCredential"}) {
    EXPECT_THAT(out, HasSubstr(expected));
  }
  const std::size_t found = out.find(kSecret);
  EXPECT_EQ(found, std::string::npos) << out.substr(found > 300 ? found - 300 : 0, 400);
}

TEST_F(CredentialsTest, NoSecretThatTheServerEchoesIsPrinted) {
  c_.Intercept([](const standin::Request& request) {
    return standin::StatusReply(401, "Unauthorized",
                                "who is " + request.Header("Authorization") + "?");
  });
  WriteKubeconfig({{.name = "token", .user = "token: s3sam3-token"},
                   {.name = "basic", .user = "username: me, password: s3sam3-password"},
                   {.name = "plugin", .user = Exec(Answer("s3sam3-other"))}});
  std::string out;
  for (const char* format : {"table", "json"}) {
    const auto checked = RunProgram(
        {EXPORTER, "check", "--kubeconfig", kubeconfig_, "-o", format, "--log.level", "debug"});
    EXPECT_EQ(checked.status, 3);
    EXPECT_THAT(checked.output, HasSubstr("who is Bearer <redacted>?"));
    EXPECT_THAT(checked.output, HasSubstr("who is Basic <redacted>?"));
    out += checked.output + checked.errors;
  }
  EXPECT_THAT(out, Not(HasSubstr(kSecret)));
  EXPECT_THAT(out, Not(HasSubstr("bWU6czNzYW0z"))) << "the secret in base64";
}

TEST_F(CredentialsTest, UsesTheProxyOfTheEnvironmentExceptForLoopback) {
  WriteKubeconfig({{.name = "local", .user = "token: s3sam3-token"}});
  const ProxyServer proxy;
  const std::string url = "http://127.0.0.1:" + std::to_string(proxy.port());
  const auto check = [&](const Variables& variables) {
    return RunProgram({EXPORTER, "check", "--kubeconfig", kubeconfig_}, variables);
  };
  EXPECT_EQ(check({{"HTTPS_PROXY", url}}).status, 0);
  EXPECT_TRUE(proxy.Targets().empty());

  const std::string server = "https://kube.invalid:" + std::to_string(c_.port());
  folder_.Write("config", "clusters: [{name: c, cluster: {server: '" + server +
                              "', tls-server-name: localhost, certificate-authority: ca.crt}}]\n"
                              "users: [{name: c, user: {token: s3sam3-token}}]\n"
                              "contexts: [{name: far, context: {cluster: c, user: c}}]\n");
  EXPECT_EQ(check({{"https_proxy", url}}).status, 0);
  EXPECT_THAT(proxy.Targets(), testing::ElementsAre("kube.invalid:" + std::to_string(c_.port())));
  EXPECT_EQ(check({{"https_proxy", url}, {"NO_PROXY", ".invalid"}}).status, 3);
  const auto bad = check({{"HTTPS_PROXY", "http://me:s3sam3@"}});
  EXPECT_EQ(bad.status, 3);
  EXPECT_THAT(bad.errors, HasSubstr("$HTTPS_PROXY has no host"));
  EXPECT_THAT(bad.errors, Not(HasSubstr(kSecret)));
}

}  // namespace
}  // namespace exporter::tests
