#include "exporter/config/web_config.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace exporter::config {
namespace {

// The hash of "secret".
constexpr const char* kHash = "$2y$04$abcdefghijklmnopqrstuuFfUeNfVqfbpaAZF1PJSJUQPGkWNqf6m";

std::string ErrorOf(const std::string& text) {
  const auto config = ParseWebConfig(text, "/etc/web/web.yaml");
  return config ? "no error" : config.error().message;
}

TEST(WebConfig, ReadsTlsUsersAndHeaders) {
  const auto config = ParseWebConfig(std::string(R"(
tls_server_config:
  cert_file: tls.crt
  key_file: /keys/tls.key
  client_ca_file: ca.crt
  client_auth_type: RequireAndVerifyClientCert
  min_version: TLS13
http_server_config:
  http2: false
  headers: {X-Frame-Options: deny}
basic_auth_users:
  prometheus: )") + kHash,
                                     "/etc/web/web.yaml");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_TRUE(config->tls);
  EXPECT_EQ(config->tls->cert_file, "/etc/web/tls.crt") << "relative to the file";
  EXPECT_EQ(config->tls->key_file, "/keys/tls.key");
  EXPECT_EQ(config->tls->client_ca_file, "/etc/web/ca.crt");
  EXPECT_EQ(config->tls->client_auth, ClientAuth::kRequireVerify);
  EXPECT_EQ(config->tls->min_version, TlsVersion::k13);
  EXPECT_EQ(config->users.at("prometheus"), kHash);
  EXPECT_EQ(config->headers.at(0),
            (std::pair<std::string, std::string>{"X-Frame-Options", "deny"}));

  const auto empty = ParseWebConfig("", "web.yaml");
  ASSERT_TRUE(empty);
  EXPECT_FALSE(empty->tls);
  EXPECT_TRUE(empty->users.empty());
}

TEST(WebConfig, ReportsWhatIsWrongWithoutThePassword) {
  const std::pair<std::string, const char*> cases[] = {
      {"tls_config: {}",
       "1: unknown key \"tls_config\" in the web configuration; known keys: tls_server_config, "
       "http_server_config, basic_auth_users"},
      {"tls_server_config: {cert_file: a}",
       "1: tls_server_config must have cert_file and key_file"},
      {"tls_server_config:\n  cert_file: a\n  key_file: b\n  keyfile: b\n",
       "4: unknown key \"keyfile\"; did you mean \"key_file\"?"},
      {"tls_server_config: {cert_file: a, key_file: b, max_version: TLS13}",
       "1: \"max_version\" is not supported; remove it"},
      {"rate_limit: {burst: 1}", "1: \"rate_limit\" is not supported; remove it"},
      {"tls_server_config: {cert_file: a, key_file: b, client_auth_type: Always}",
       "1: invalid value \"Always\" for client_auth_type: use NoClientCert, RequestClientCert, "
       "RequireClientCert, RequireAnyClientCert, VerifyClientCertIfGiven, "
       "RequireAndVerifyClientCert"},
      {"tls_server_config: {cert_file: a, key_file: b, min_version: TLS10}",
       "1: invalid value \"TLS10\" for min_version: use TLS12, TLS13"},
      {"tls_server_config: {cert_file: a, key_file: b, client_ca_file: c}",
       "1: client_ca_file needs a client_auth_type that verifies: VerifyClientCertIfGiven or "
       "RequireAndVerifyClientCert"},
      {"tls_server_config: {cert_file: a, key_file: b, client_auth_type: VerifyClientCertIfGiven}",
       "1: client_auth_type needs a client_ca_file"},
      {"http_server_config: {headers: {X-Other: a}}",
       "1: unknown key \"X-Other\" in headers; known keys: Strict-Transport-Security, "
       "X-Content-Type-Options, X-Frame-Options, X-XSS-Protection, Content-Security-Policy"},
      {R"(http_server_config: {headers: {X-Frame-Options: "a\r\nb: c"}})",
       "1: X-Frame-Options contains a line break"},
      {"basic_auth_users: {me: secret}",
       "1: password of user \"me\" is not a bcrypt hash (cost 4 to 16); create one with htpasswd "
       "-nBC "
       "10 ''"},
      {std::string("basic_auth_users:\n  me: ") + kHash + "x",
       "2: password of user \"me\" is not a bcrypt hash (cost 4 to 16); create one with htpasswd "
       "-nBC "
       "10 ''"},
      {"basic_auth_users: {me: $2y$17$" + std::string(53, 'a') + "}",
       "1: password of user \"me\" is not a bcrypt hash (cost 4 to 16); create one with htpasswd "
       "-nBC "
       "10 ''"},
      {"basic_auth_users:", "1: basic_auth_users must be an object (key: value), found null"},
      {"tls_server_config:\n", "1: tls_server_config must be an object (key: value), found null"},
      {"http_server_config:\n  headers:\n",
       "2: headers must be an object (key: value), found null"},
      {"basic_auth_users: [me]",
       "1: basic_auth_users must be an object (key: value), found a list"},
      {"a: [", "1: not YAML: did not find expected node content while parsing a flow node"},
  };
  for (const auto& [text, expected] : cases) {
    const std::string error = ErrorOf(text);
    EXPECT_EQ(error, std::string("/etc/web/web.yaml:") + expected);
    EXPECT_EQ(error.find("secret"), std::string::npos);
    EXPECT_EQ(error.find("$2y"), std::string::npos);
  }
}

}  // namespace
}  // namespace exporter::config
