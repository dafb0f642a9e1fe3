#include "exporter/config/web_config.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace exporter::config {
namespace {

// Of the password "secret".
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

TEST(WebConfig, TellsWhatIsWrongAndNoHash) {
  const std::pair<std::string, const char*> cases[] = {
      {"tls_config: {}",
       "line 1: unknown key \"tls_config\" in the web configuration; known there: "
       "tls_server_config, http_server_config, basic_auth_users"},
      {"tls_server_config: {cert_file: a}",
       "line 1: tls_server_config needs both cert_file and key_file"},
      {"tls_server_config:\n  cert_file: a\n  key_file: b\n  keyfile: b\n",
       "line 4: unknown key \"keyfile\" in tls_server_config; known there: cert_file, key_file, "
       "client_ca_file, client_auth_type, min_version"},
      {"tls_server_config: {cert_file: a, key_file: b, client_auth_type: Always}",
       "line 1: client_auth_type \"Always\" is not known; take one of NoClientCert, "
       "RequestClientCert, RequireClientCert, RequireAnyClientCert, VerifyClientCertIfGiven, "
       "RequireAndVerifyClientCert"},
      {"tls_server_config: {cert_file: a, key_file: b, min_version: TLS10}",
       "line 1: min_version \"TLS10\" is not known; take one of TLS12, TLS13"},
      {"tls_server_config: {cert_file: a, key_file: b, client_ca_file: c}",
       "line 1: client_ca_file is given, and client_auth_type lets nothing be verified"},
      {"tls_server_config: {cert_file: a, key_file: b, client_auth_type: VerifyClientCertIfGiven}",
       "line 1: client_auth_type wants certificates verified; name their client_ca_file"},
      {"http_server_config: {headers: {X-Other: a}}",
       "line 1: unknown key \"X-Other\" in headers; known there: Strict-Transport-Security, "
       "X-Content-Type-Options, X-Frame-Options, X-XSS-Protection, Content-Security-Policy"},
      {R"(http_server_config: {headers: {X-Frame-Options: "a\r\nb: c"}})",
       "line 1: X-Frame-Options holds a line break"},
      {"basic_auth_users: {me: secret}",
       "line 1: user \"me\" has no bcrypt hash of a cost from 4 to 16; make one with htpasswd -nBC "
       "10 ''"},
      {std::string("basic_auth_users:\n  me: ") + kHash + "x",
       "line 2: user \"me\" has no bcrypt hash of a cost from 4 to 16; make one with htpasswd -nBC "
       "10 ''"},
      {"basic_auth_users: {me: $2y$17$" + std::string(53, 'a') + "}",
       "line 1: user \"me\" has no bcrypt hash of a cost from 4 to 16; make one with htpasswd -nBC "
       "10 "
       "''"},
      {"basic_auth_users:", "line 1: basic_auth_users is null where a mapping should be"},
      {"tls_server_config:\n", "line 1: tls_server_config is null where a mapping should be"},
      {"http_server_config:\n  headers:\n", "line 2: headers is null where a mapping should be"},
      {"basic_auth_users: [me]", "line 1: basic_auth_users is a list where a mapping should be"},
      {"a: [", "line 1: not YAML: did not find expected node content while parsing a flow node"},
  };
  for (const auto& [text, expected] : cases) {
    const std::string error = ErrorOf(text);
    EXPECT_EQ(error, std::string("web configuration /etc/web/web.yaml: ") + expected);
    EXPECT_EQ(error.find("secret"), std::string::npos);
    EXPECT_EQ(error.find("$2y"), std::string::npos);
  }
}

}  // namespace
}  // namespace exporter::config
