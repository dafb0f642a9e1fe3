// The same kubeconfigs through the real kubectl and through `check`: both reach the server, or
// neither does.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "exporter/text/base64.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/certificates.h"
#include "tests/support/json.h"
#include "tests/support/oidc_issuer.h"
#include "tests/support/process.h"
#include "tests/support/proxy.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/utf16.h"

namespace exporter::tests {
namespace {

// A kubeconfig and whether it works.
struct Case {
  std::string name;
  std::string text;
  bool works = true;
};

std::string Kubeconfig(const std::string& cluster, const std::string& user) {
  return "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {" + cluster +
         "}\nusers:\n- name: u\n  user: {" + user +
         "}\ncontexts:\n- name: x\n  context: {cluster: c, user: u}\ncurrent-context: x\n";
}

std::string Block(const std::string& type, const std::string& body) {
  return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
}

class KubectlComparison : public testing::Test {
 protected:
  KubectlComparison() {
    for (standin::ApiServer* const server : {&server_, &prefixed_, &renamed_, &no_san_, &plain_}) {
      server->state().Put(standin::kPools, standin::MakePool("web", {"10.9.0.0/24"}));
    }
    const auto client = MakeSigned({.common_name = "me"}, authority_);
    folder_.Write("ca.crt", authority_.certificate_pem);
    folder_.Write("other.crt", MakeAuthority("other").certificate_pem);
    folder_.Write("me.crt", client.certificate_pem);
    folder_.Write("me.key", client.key_pem);
    folder_.Write("other.key", MakeSigned({.common_name = "me"}, authority_).key_pem);
    folder_.Write("token", "\n token-1 \n");
    folder_.Write("wrong-token", "another");
    folder_.Write("empty", "");
    folder_.Write("junk", "junk");
    std::string one_line = authority_.certificate_pem;
    one_line = one_line.substr(one_line.find('\n') + 1);
    one_line.resize(one_line.find("-----"));
    std::erase(one_line, '\n');
    folder_.Write("one-line.crt", Block("CERTIFICATE", one_line));
    folder_.Write("bundle.crt", "# roots\n" + Block("X509 CRL", "AAAA") + client.key_pem +
                                    Block("CERTIFICATE", "*") + Block("CERTIFICATE", "AAAA") +
                                    authority_.certificate_pem);
    folder_.Write("json", Answer(R"("token": "token-1")"));
    folder_.Write("certificate",
                  Answer("\"clientCertificateData\": " + JsonQuote(client.certificate_pem) +
                         ", \"clientKeyData\": " + JsonQuote(client.key_pem)));
    folder_.Write("yaml", std::string("kind: ExecCredential\napiVersion: ") + kV1 +
                              "\nstatus:\n  token: token-1\n");
    folder_.Write("no-kind", std::string("apiVersion: ") + kV1 + "\nstatus: {token: token-1}\n");
    folder_.Write("no-version", "kind: ExecCredential\nstatus: {token: token-1}\n");
    folder_.Write("other-kind",
                  std::string("kind: Secret\napiVersion: ") + kV1 + "\nstatus: {token: token-1}\n");
    folder_.Write("beta", std::string("kind: ExecCredential\napiVersion: ") + kV1beta1 +
                              "\nstatus: {token: token-1}\n");
    folder_.Write("expired", Answer(R"("token": "token-1", "expirationTimestamp": )"
                                    R"("2020-01-01T00:00:00Z")"));
    const std::string plugin = folder_.Write("bin/plugin", "#!/bin/sh\ncat \"$1\"\n");
    std::filesystem::permissions(plugin, std::filesystem::perms::owner_all);
  }

  static std::string Answer(const std::string& status) {
    return std::string(R"({"kind": "ExecCredential", "apiVersion": ")") + kV1 +
           R"(", "status": {)" + status + "}}\n";
  }

  std::string File(const std::string& name) const { return folder_.path() + '/' + name; }

  // The cluster of `server`, with these fields.
  static std::string At(const standin::ApiServer& server, const std::string& more = kCa) {
    return "server: '" + server.Url() + "', " + more;
  }
  std::string Fine() const { return At(server_); }

  // The user with an exec plugin that prints this file.
  std::string Exec(const std::string& file, const std::string& version = kV1,
                   const std::string& more = "interactiveMode: Never") const {
    return std::string("exec: {apiVersion: ") + version + ", command: cat, args: ['" + File(file) +
           "'], " + more + "}";
  }

  std::string Oidc(const std::string& config) const {
    return "auth-provider: {name: oidc, config: {idp-issuer-url: '" + issuer_.Url() +
           "', client-id: kubernetes, idp-certificate-authority: '" + File("ca.crt") + "', " +
           config + "}}";
  }

  std::string Encoded(const std::string& file) const {
    return text::EncodeBase64(ReadFile(File(file)));
  }

  static std::string ReadFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  bool KubectlWorks(const std::string& kubeconfig, Variables variables) {
    variables["HOME"] = folder_.path();
    Arguments command = {"kubectl",     "--kubeconfig", kubeconfig,
                         "--cache-dir", File("cache"),  "get"};
    // --raw ignores the prefix of the server's URL. Without --raw, kubectl retries for seconds.
    if (ReadFile(kubeconfig).find("/k8s/") == std::string::npos) {
      command.insert(command.end(), {"--raw", "/apis/metallb.io/v1beta1/ipaddresspools"});
    } else {
      command.insert(command.end(), {"ipaddresspools.metallb.io", "--all-namespaces"});
    }
    const auto finished = RunProgram(command, variables);
    output_ += "kubectl: " + finished.output + finished.errors;
    return finished.status == 0;
  }

  bool CheckWorks(const std::string& kubeconfig, const Variables& variables) {
    const auto finished = RunProgram({EXPORTER, "check", "--kubeconfig", kubeconfig}, variables);
    output_ += "\ncheck: " + finished.output + finished.errors;
    return finished.status == 0;
  }

  void Compare(const std::vector<Case>& cases, const Variables& variables = {}) {
    for (const auto& [name, text, works] : cases) {
      output_ = text + '\n';
      // kubectl writes renewed tokens into the kubeconfig.
      EXPECT_EQ(CheckWorks(folder_.Write("check.yaml", text), variables), works) << name << '\n'
                                                                                 << output_;
      EXPECT_EQ(KubectlWorks(folder_.Write("kubectl.yaml", text), variables), works) << name << '\n'
                                                                                     << output_;
    }
  }

  static constexpr const char* kCa = "certificate-authority: ca.crt";
  static constexpr const char* kV1 = "client.authentication.k8s.io/v1";
  static constexpr const char* kV1beta1 = "client.authentication.k8s.io/v1beta1";

  const CertificateAndKey authority_ = MakeAuthority("authority");
  const CertificateAndKey certificate_ = MakeLoopbackServer(authority_);
  const std::string valid_id_ =
      MakeIdToken("me", std::chrono::system_clock::now() + std::chrono::hours(1));
  const std::string expired_id_ =
      MakeIdToken("me", std::chrono::system_clock::now() - std::chrono::hours(1));
  standin::ApiServer server_{{.certificate = certificate_,
                              .client_ca_pem = authority_.certificate_pem,
                              .tokens = {"token-1", valid_id_},
                              .basic = {"me:pass word"},
                              .client_names = {"me"}}};
  standin::ApiServer prefixed_{
      {.certificate = certificate_, .tokens = {"token-1"}, .path_prefix = "/k8s/clusters/c-1"}};
  standin::ApiServer renamed_{
      {.certificate =
           MakeSigned({.common_name = "x", .dns_names = {"kube.example.com"}}, authority_),
       .tokens = {"token-1"}}};
  standin::ApiServer no_san_{
      {.certificate = MakeSigned({.common_name = "127.0.0.1"}, authority_), .tokens = {"token-1"}}};
  standin::ApiServer plain_;
  ProxyServer proxy_;
  ProxyServer locked_proxy_{{.credentials = "me:secret"}};
  OidcIssuer issuer_{{.certificate = certificate_, .rotates = false, .id_token = valid_id_}};
  TemporaryFolder folder_;
  std::string output_;  // of the current case
};

TEST_F(KubectlComparison, Clusters) {
  const std::string token = "token: token-1";
  const auto with = [&](const std::string& cluster) { return Kubeconfig(cluster, token); };
  const auto at = [&](const std::string& url) { return with("server: '" + url + "', " + kCa); };
  const std::string url = server_.Url();
  const std::string authority = url.substr(url.find("//") + 2);
  const auto proxied = [&](const std::string& proxy) {
    return with(Fine() + ", proxy-url: '" + proxy + "'");
  };
  const std::string proxy_port = std::to_string(proxy_.port());
  const std::string locked_port = std::to_string(locked_proxy_.port());
  Compare({
      {"CA", with(Fine())},
      {"CA data", with(At(server_, "certificate-authority-data: " + Encoded("ca.crt")))},
      {"CA with an absolute path", with(At(server_, "certificate-authority: " + File("ca.crt")))},
      {"CA bundle", with(At(server_, "certificate-authority: bundle.crt"))},
      {"CA in one line", with(At(server_, "certificate-authority: one-line.crt"))},
      {"no CA", with(At(server_, "")), false},
      {"wrong CA", with(At(server_, "certificate-authority: other.crt")), false},
      {"junk as CA", with(At(server_, "certificate-authority: junk")), false},
      {"empty CA", with(At(server_, "certificate-authority: empty")), false},
      {"missing CA", with(At(server_, "certificate-authority: gone")), false},
      {"CA data that is not base64", with(At(server_, "certificate-authority-data: '*'")), false},
      {"CA twice", with(Fine() + ", certificate-authority-data: " + Encoded("ca.crt")), false},
      {"CA data in binary", with(At(server_, "certificate-authority-data: !!binary " +
                                                 text::EncodeBase64(Encoded("ca.crt"))))},
      {"CA data in binary, encoded once",
       with(At(server_, "certificate-authority-data: !!binary " + Encoded("ca.crt"))), false},
      {"insecure", with(At(server_, "insecure-skip-tls-verify: true"))},
      {"insecure with a CA", with(Fine() + ", insecure-skip-tls-verify: true"), false},
      {"tls-server-name", with(At(renamed_) + ", tls-server-name: kube.example.com")},
      {"wrong name", with(At(renamed_)), false},
      {"certificate without SAN", with(At(no_san_)), false},
      {"insecure without SAN", with(At(no_san_, "insecure-skip-tls-verify: true"))},
      {"query", at(url + "?a=b")},
      {"path and query", at(prefixed_.Url() + "/?a=b#c")},
      {"fragment", at(url + "/#c")},
      {"prefix", at(prefixed_.Url())},
      {"prefix with a slash", at(prefixed_.Url() + '/')},
      {"wrong prefix", at(prefixed_.Url() + "-2"), false},
      {"upper case", at("HTTPS://" + authority)},
      {"no scheme for a TLS server", at(authority), false},
      {"no scheme", with("server: '" + plain_.Url().substr(7) + "'")},
      {"http", with(At(plain_, ""))},
      {"http with a CA", with(At(plain_))},
      {"http on a TLS port", at("http://" + authority), false},
      {"no server", with(kCa), false},
      {"unknown scheme", at("ftp://" + authority), false},
      {"proxy", proxied("http://127.0.0.1:" + proxy_port)},
      {"SOCKS proxy", proxied("socks5://127.0.0.1:" + proxy_port)},
      {"proxy with credentials", proxied("http://me:secret@127.0.0.1:" + locked_port)},
      {"proxy without credentials", proxied("http://127.0.0.1:" + locked_port), false},
      {"unknown proxy scheme", proxied("ftp://127.0.0.1:" + proxy_port), false},
      {"no compression", with(Fine() + ", disable-compression: true")},
      {"unknown field", with(Fine() + ", colour: red")},
      {"text as flag", with(Fine() + ", insecure-skip-tls-verify: 'no'"), false},
  });
}

TEST_F(KubectlComparison, SystemRoots) {
  const std::string text = Kubeconfig(At(server_, ""), "token: token-1");
  folder_.Write("roots/ours.txt", authority_.certificate_pem);
  folder_.Write("others/README", "no certificate");
  const std::string others = File("others");
  Compare({{"file", text}}, {{"SSL_CERT_FILE", File("ca.crt")}});
  Compare({{"list of folders", text}}, {{"SSL_CERT_DIR", others + ":/gone:" + File("roots")}});
  Compare({{"other folder", text, false}}, {{"SSL_CERT_DIR", others}});
  Compare({{"file and folder", text}},
          {{"SSL_CERT_FILE", File("other.crt")}, {"SSL_CERT_DIR", File("roots")}});
}

TEST_F(KubectlComparison, Users) {
  const auto with = [&](const std::string& user) { return Kubeconfig(Fine(), user); };
  const std::string pair = "client-certificate: me.crt, client-key: me.key";
  Compare({
      {"token", with("token: token-1")},
      {"wrong token", with("token: another"), false},
      {"number as token", with("token: 7"), false},
      {"token file", with("tokenFile: token")},
      {"missing token file", with("tokenFile: gone"), false},
      {"empty token file", with("tokenFile: empty"), false},
      {"missing token file with a token", with("tokenFile: gone, token: token-1")},
      {"empty token file with a token", with("tokenFile: empty, token: token-1")},
      {"token file before token", with("tokenFile: token, token: another")},
      {"wrong token file before token", with("tokenFile: wrong-token, token: token-1"), false},
      {"basic", with("username: me, password: pass word")},
      {"wrong password", with("username: me, password: password"), false},
      {"token and basic", with("token: token-1, username: me, password: pass word"), false},
      {"token file and basic", with("tokenFile: token, username: me, password: pass word"), false},
      {"no credentials", with(""), false},
      {"client certificate", with(pair)},
      {"client certificate data", with("client-certificate-data: " + Encoded("me.crt") +
                                       ", client-key-data: " + Encoded("me.key"))},
      {"client certificate twice", with(pair + ", client-certificate-data: " + Encoded("me.crt")),
       false},
      {"client key twice", with(pair + ", client-key-data: " + Encoded("me.key")), false},
      {"client certificate without key", with("client-certificate: me.crt"), false},
      {"wrong client key", with("client-certificate: me.crt, client-key: other.key"), false},
      {"key without client certificate", with("token: token-1, client-key: me.key")},
      {"client certificate and token", with(pair + ", token: another")},
      {"impersonation", with("token: token-1, as: jane, as-groups: [a]")},
      {"groups without as", with("token: token-1, as-groups: [a]"), false},
      {"gcp", with("auth-provider: {name: gcp}"), false},
      {"gcp with a token", with("token: token-1, auth-provider: {name: gcp}"), false},
      {"oidc", with(Oidc("id-token: " + valid_id_))},
      {"oidc expired", with(Oidc("id-token: " + expired_id_)), false},
      {"oidc refreshed", with(Oidc("id-token: " + expired_id_ + ", refresh-token: refresh-1"))},
      {"oidc without id-token", with(Oidc("refresh-token: refresh-1"))},
      {"oidc with a wrong refresh-token", with(Oidc("refresh-token: another")), false},
      {"oidc without any token", with(Oidc("extra-scopes: a")), false},
      {"oidc with a token", with("token: token-1, " + Oidc("id-token: " + expired_id_))},
      {"oidc without issuer",
       with("auth-provider: {name: oidc, config: {client-id: a, id-token: " + valid_id_ + "}}"),
       false},
      {"oidc with CA data",
       with("auth-provider: {name: oidc, config: {idp-issuer-url: '" + issuer_.Url() +
            "/', client-id: kubernetes, refresh-token: refresh-1, "
            "idp-certificate-authority-data: " +
            Encoded("ca.crt") + "}}")},
      {"oidc without CA",
       with("auth-provider: {name: oidc, config: {idp-issuer-url: '" + issuer_.Url() +
            "', client-id: kubernetes, refresh-token: refresh-1}}"),
       false},
  });
}

TEST_F(KubectlComparison, Plugins) {
  const auto with = [&](const std::string& user) { return Kubeconfig(Fine(), user); };
  const std::string v1 = std::string("apiVersion: ") + kV1 + ", interactiveMode: Never, ";
  Compare({
      {"JSON", with(Exec("json"))},
      {"YAML", with(Exec("yaml"))},
      {"certificate", with(Exec("certificate"))},
      {"no kind", with(Exec("no-kind"))},
      {"no apiVersion", with(Exec("no-version")), false},
      {"other kind", with(Exec("other-kind")), false},
      {"v1beta1", with(Exec("beta", kV1beta1))},
      {"v1beta1 without mode", with(Exec("beta", kV1beta1, "env: null"))},
      {"v1beta1 printed for v1", with(Exec("beta")), false},
      {"v1 without mode", with(Exec("json", kV1, "env: null")), false},
      {"v1alpha1", with(Exec("json", "client.authentication.k8s.io/v1alpha1")), false},
      {"unknown mode", with(Exec("json", kV1, "interactiveMode: never")), false},
      {"mode Always without a terminal", with(Exec("json", kV1, "interactiveMode: Always")), false},
      {"provideClusterInfo",
       with(Exec("json", kV1, "interactiveMode: Never, provideClusterInfo: true"))},
      {"empty output", with(Exec("empty")), false},
      {"junk", with(Exec("junk")), false},
      {"expired", with(Exec("expired"))},
      {"failure", with(Exec("gone")), false},
      {"missing program", with("exec: {" + v1 + "command: no-such-plugin}"), false},
      {"relative path",
       with("exec: {" + v1 + "command: bin/plugin, args: ['" + File("json") + "']}")},
      {"environment", with("exec: {" + v1 +
                           "command: sh, args: [-c, 'cat $FILE'], env: [{name: "
                           "FILE, value: '" +
                           File("json") + "'}]}")},
      {"missing program with a token",
       with("token: token-1, exec: {" + v1 + "command: no-such-plugin}")},
      {"no command with a token", with("token: token-1, exec: {" + v1 + "}"), false},
      {"v1alpha1 with a token",
       with("token: token-1, " + Exec("json", "client.authentication.k8s.io/v1alpha1")), false},
      {"mode Always with a token",
       with("token: token-1, " + Exec("json", kV1, "interactiveMode: Always"))},
      {"plugin and auth-provider", with(Exec("json") + ", auth-provider: {name: oidc}"), false},
  });
}

TEST_F(KubectlComparison, Files) {
  const std::string text = Kubeconfig(Fine(), "token: token-1");
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string copy = text;
    return copy.replace(copy.find(from), from.size(), to);
  };
  Compare({
      {"UTF-16, little-endian", ToUtf16(text, true)},
      {"UTF-16, big-endian", ToUtf16(text, false)},
      {"UTF-16 without a byte order mark", ToUtf16(text, true).substr(2), false},
      {"UTF-8 with a byte order mark", "\xef\xbb\xbf" + text},
      {"CRLF",
       [&] {
         std::string dos;
         for (const char c : text) dos += c == '\n' ? "\r\n" : std::string(1, c);
         return dos;
       }()},
      {"JSON", R"({"apiVersion": "v1", "kind": "Config", "current-context": "x",
        "clusters": [{"name": "c", "cluster": {"server": ")" +
                   server_.Url() +
                   R"(", "certificate-authority": "ca.crt"}}],
        "users": [{"name": "u", "user": {"token": "token\u002d1"}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}]})"},
      {"apiVersion v2", changed("apiVersion: v1", "apiVersion: v2"), false},
      {"other kind", changed("kind: Config", "kind: Secret"), false},
      {"no apiVersion and kind", changed("apiVersion: v1\nkind: Config\n", "")},
      {"duplicate cluster",
       changed("users:", "- {name: c, cluster: {server: 'https://h'}}\nusers:"), false},
      {"duplicate field", changed("users:\n", "users: []\nusers:\n")},
      {"unknown field", changed("users:", "colour: red\nusers:")},
      {"unknown cluster", changed("{cluster: c,", "{cluster: d,"), false},
      {"unknown user", changed("user: u}", "user: v}"), false},
      {"two documents", text + "---\n" + changed("token-1", "another")},
      {"junk in the second document", text + "---\n[\n"},
      {"tabs", changed("  cluster:", "\tcluster:"), false},
      {"anchors",
       changed("user: {token: token-1}", "user: &t {token: token-1}\n- name: w\n  user: {<<: *t}")},
      {"list instead of an object", "- a\n", false},
      {"text", "hello\n", false},
  });
}

}  // namespace
}  // namespace exporter::tests
