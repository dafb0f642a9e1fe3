// From a kubeconfig's user to its exec plugin.

#include "exporter/kubeconfig/resolve_user.h"

#include <gtest/gtest.h>

#include <string>

#include "exporter/kubeconfig/resolve.h"
#include "tests/support/json.h"

namespace exporter::kubeconfig {
namespace {

constexpr const char* kFine =
    "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, ";

Result<credentials::Access> ResolveOf(const std::string& exec,
                                      const std::string& cluster = "server: https://h") {
  const auto kubeconfig = ParseKubeconfig(
      "clusters: [{name: c, cluster: {" + cluster + "}}]\nusers: [{name: a, user: {exec: {" + exec +
          "}}}]\ncontexts: [{name: x, context: {cluster: c, user: a}}]\n",
      "/etc/kube/config");
  EXPECT_TRUE(kubeconfig) << kubeconfig.error().message;
  files::WatchedFiles files;
  return Resolve(*kubeconfig, kubeconfig->contexts.at(0), {}, files);
}

credentials::ExecCommand CommandOf(const std::string& exec,
                                   const std::string& cluster = "server: https://h") {
  const auto access = ResolveOf(exec, cluster);
  EXPECT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->source_origin, "kubeconfig /etc/kube/config: user \"a\": exec");
  return access->exec.value();
}

TEST(ReadExec, ReadsEveryField) {
  const credentials::ExecCommand command =
      CommandOf(std::string(kFine) +
                "command: aws, args: [eks, get-token], env: [{name: A, value: b}, {name: C}], "
                "installHint: get it");
  EXPECT_EQ(command.program, "aws");
  EXPECT_EQ(command.arguments, (std::vector<std::string>{"eks", "get-token"}));
  EXPECT_EQ(command.variables,
            (std::vector<std::pair<std::string, std::string>>{{"A", "b"}, {"C", ""}}));
  EXPECT_EQ(command.api_version, "client.authentication.k8s.io/v1");
  EXPECT_EQ(command.install_hint, "get it");
  EXPECT_EQ(command.info, credentials::ExecInfo(command.api_version, std::nullopt));

  EXPECT_EQ(CommandOf("apiVersion: client.authentication.k8s.io/v1beta1, command: aws, args: null, "
                      "env: null")
                .api_version,
            "client.authentication.k8s.io/v1beta1")
      << "v1beta1 does not require a mode";
}

TEST(ReadExec, APathIsRelativeToItsFile) {
  EXPECT_EQ(CommandOf(std::string(kFine) + "command: plugin").program, "plugin");
  EXPECT_EQ(CommandOf(std::string(kFine) + "command: bin/plugin").program, "/etc/kube/bin/plugin");
  EXPECT_EQ(CommandOf(std::string(kFine) + "command: ./plugin").program, "/etc/kube/./plugin");
  EXPECT_EQ(CommandOf(std::string(kFine) + "command: /bin/plugin").program, "/bin/plugin");
}

TEST(ReadExec, DescribesTheClusterIfThePluginAsksForIt) {
  const std::string asks = std::string(kFine) + "command: aws, provideClusterInfo: true";
  const std::string cluster =
      "server: 'https://h/p/', tls-server-name: name, proxy-url: 'http://p', extensions: [7, "
      "{name: "
      "client.authentication.k8s.io/exec, extension: {audience: x}}]";
  EXPECT_EQ(tests::Json::Parse(CommandOf(asks, cluster).info)["spec"]["cluster"],
            tests::Json::Parse(R"({"server": "https://h/p/", "tls-server-name": "name",
                                      "proxy-url": "http://p", "config": {"audience": "x"}})"));
  // Contexts of two clusters share a plugin only if it does not get the cluster.
  const std::string other = "server: https://other";
  EXPECT_NE(CommandOf(asks), CommandOf(asks, other));
  EXPECT_EQ(CommandOf(std::string(kFine) + "command: aws"),
            CommandOf(std::string(kFine) + "command: aws", other));
}

TEST(ReadExec, NamesFileUserAndField) {
  const std::pair<std::string, const char*> cases[] = {
      {"command: aws",
       "exec.apiVersion must be client.authentication.k8s.io/v1 or "
       "client.authentication.k8s.io/v1beta1"},
      {"command: aws, apiVersion: client.authentication.k8s.io/v1alpha1",
       "exec.apiVersion must be client.authentication.k8s.io/v1 or "
       "client.authentication.k8s.io/v1beta1, found \"client.authentication.k8s.io/v1alpha1\""},
      {"command: aws, apiVersion: client.authentication.k8s.io/v1",
       "exec.interactiveMode must be Never or IfAvailable"},
      {"command: aws, apiVersion: client.authentication.k8s.io/v1beta1, interactiveMode: Always",
       "exec.interactiveMode is Always, but the exporter cannot prompt for input"},
      {"command: aws, apiVersion: client.authentication.k8s.io/v1, interactiveMode: never",
       "exec.interactiveMode must be Never or IfAvailable, found \"never\""},
      {std::string(kFine), "exec.command is empty; name the program"},
      {kFine + std::string("command: [secret]"), "exec.command must be a string, found a list"},
      {kFine + std::string("command: a, args: secret"), "exec.args must be a list, found a string"},
      {kFine + std::string("command: a, args: [7]"),
       "exec.args must be a string, found an integer"},
      {kFine + std::string("command: a, env: [{name: A, value: 7}]"),
       "exec.env.value must be a string, found an integer"},
      {kFine + std::string("command: a, env: [{value: secret}]"),
       "exec.command, args or env contains a NUL, or a variable without a name or with = in its "
       "name"},
      {kFine + std::string("command: a, env: [{name: A=B, value: secret}]"),
       "exec.command, args or env contains a NUL, or a variable without a name or with = in its "
       "name"},
      {kFine + std::string(R"(command: a, args: ["secret\0"])"),
       "exec.command, args or env contains a NUL, or a variable without a name or with = in its "
       "name"},
  };
  for (const auto& [exec, error] : cases) {
    const auto access = ResolveOf(exec);
    ASSERT_FALSE(access) << exec;
    EXPECT_EQ(access.error().kind, ErrorKind::kConfig);
    EXPECT_EQ(access.error().message,
              "kubeconfig /etc/kube/config: user \"a\": " + std::string(error));
  }
}

Result<credentials::Access> ResolveUser(const std::string& user,
                                        const Environment& environment = {}) {
  const auto kubeconfig = ParseKubeconfig(
      "clusters: [{name: c, cluster: {server: https://h}}]\nusers: [{name: a, user: {" + user +
          "}}]\ncontexts: [{name: x, context: {cluster: c, user: a}}]\n",
      "/etc/kube/config");
  EXPECT_TRUE(kubeconfig) << kubeconfig.error().message;
  files::WatchedFiles files;
  return Resolve(*kubeconfig, kubeconfig->contexts.at(0), environment, files);
}

// The auth-provider oidc with these fields in its config, in addition to the required ones.
std::string Oidc(const std::string& config) {
  return "auth-provider: {name: oidc, config: {idp-issuer-url: 'https://issuer/realm/', client-id: "
         "kubernetes, " +
         config + "}}";
}

TEST(ReadAuthProvider, ReadsEveryFieldOfOidc) {
  Environment environment;
  environment.https_proxy = "http://proxy:3128";
  environment.ssl_cert_file = "/roots";
  environment.ssl_cert_dir = "/a:/b";
  const auto access = ResolveUser(
      Oidc("client-secret: s, id-token: i, refresh-token: r, extra-scopes: groups"), environment);
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->source_origin, "kubeconfig /etc/kube/config: user \"a\": auth-provider");
  const credentials::OidcConfig& oidc = access->oidc.value();
  EXPECT_EQ(oidc.issuer_url, "https://issuer/realm/");
  EXPECT_EQ(oidc.client_id, "kubernetes");
  EXPECT_EQ(oidc.client_secret, "s");
  EXPECT_EQ(oidc.id_token, "i");
  EXPECT_EQ(oidc.refresh_token, "r");
  EXPECT_EQ(oidc.ca_pem, "");
  EXPECT_EQ(oidc.proxy->host, "proxy");
  EXPECT_EQ(oidc.system_ca_file, "/roots");
  EXPECT_EQ(oidc.system_ca_folders, "/a:/b");
}

TEST(ReadAuthProvider, ATokenOrPasswordHasPriority) {
  for (const char* other : {"token: t, ", "tokenFile: t, ", "username: u, password: p, "}) {
    const auto access = ResolveUser(other + Oidc("id-token: i"));
    ASSERT_TRUE(access) << access.error().message;
    EXPECT_FALSE(access->oidc) << other;
  }
}

TEST(ReadAuthProvider, NamesFileUserAndField) {
  const std::pair<std::string, const char*> cases[] = {
      {Oidc(""), "auth-provider has neither an id-token nor a refresh-token; log in again"},
      {"auth-provider: {name: oidc, config: {client-id: a, id-token: b}}",
       "auth-provider needs idp-issuer-url and client-id in its config"},
      {"token: t, auth-provider: {name: oidc, config: {idp-issuer-url: a, id-token: b}}",
       "auth-provider needs idp-issuer-url and client-id in its config"},
      {Oidc(R"(id-token: "secret\nsecret")"),
       "auth-provider.config.id-token has several lines; a token has one"},
      {Oidc("id-token: i, idp-certificate-authority-data: '*'"),
       "auth-provider.config.idp-certificate-authority contains no certificate in PEM"},
      {Oidc("id-token: i, idp-certificate-authority: /gone"),
       "auth-provider.config.idp-certificate-authority /gone: No such file or directory"},
      {Oidc("id-token: i") + ", exec: {" + kFine + "command: x}",
       "exec and auth-provider are both given; remove one"},
      {"auth-provider: {name: oidc, config: secret}",
       "auth-provider.config must be an object, found a string"},
  };
  for (const auto& [user, error] : cases) {
    const auto access = ResolveUser(user);
    ASSERT_FALSE(access) << user;
    EXPECT_EQ(access.error().message,
              "kubeconfig /etc/kube/config: user \"a\": " + std::string(error));
  }
}

}  // namespace
}  // namespace exporter::kubeconfig
