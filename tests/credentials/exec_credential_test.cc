#include "exporter/credentials/exec_credential.h"

#include <gtest/gtest.h>

#include <string>

#include "exporter/yaml/yaml_reader.h"
#include "tests/credentials/plugin_script.h"
#include "tests/support/certificates.h"
#include "tests/support/json.h"

namespace exporter::credentials {
namespace {

using std::chrono::seconds;
using tests::Json;

std::string ErrorOf(const std::string& text) {
  const auto credential = ParseExecCredential(text, kExecV1);
  return credential ? "none" : credential.error();
}

TEST(ExecInfo, DescribesTheClusterOnlyOnRequest) {
  EXPECT_EQ(Json::Parse(ExecInfo(kExecV1, std::nullopt)), Json::Parse(R"({
    "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
    "spec": {"interactive": false}})"));

  ExecCluster cluster{.server = "https://h:6443/prefix"};
  EXPECT_EQ(Json::Parse(ExecInfo(kExecV1, cluster))["spec"]["cluster"],
            Json::Parse(R"({"server": "https://h:6443/prefix"})"));

  cluster.tls_server_name = "kube.example.com";
  cluster.ca_pem = "ca\n";
  cluster.proxy_url = "http://proxy:3128";
  cluster.disable_compression = true;
  cluster.config = yaml::ReadDocuments(R"({audience: x, list: [1, 2.5, true, null, "\""]})")->at(0);
  EXPECT_EQ(Json::Parse(ExecInfo(kExecV1, cluster))["spec"]["cluster"], Json::Parse(R"({
    "server": "https://h:6443/prefix", "tls-server-name": "kube.example.com",
    "certificate-authority-data": "Y2EK", "proxy-url": "http://proxy:3128",
    "disable-compression": true,
    "config": {"audience": "x", "list": [1, 2.5, true, null, "\""]}})"));
  cluster.ca_pem.clear();
  cluster.insecure_skip_tls_verify = true;
  EXPECT_EQ(Json::Parse(ExecInfo(kExecV1, cluster))["spec"]["cluster"]["insecure-skip-tls-verify"],
            true);
}

TEST(ParseExecCredential, ReadsTokenCertificateAndExpiry) {
  const auto token = ParseExecCredential(
      ExecAnswer(R"("token": "abc", "expirationTimestamp": "1970-01-01T00:00:07Z")"), kExecV1);
  ASSERT_TRUE(token) << token.error();
  EXPECT_EQ(token->token, "abc");
  EXPECT_FALSE(token->certificate);
  EXPECT_EQ(token->expires->time_since_epoch(), seconds(7));

  const auto pair = tests::MakeSelfSigned({.common_name = "me"});
  const auto certificate = ParseExecCredential(
      ExecAnswer("\"clientCertificateData\": " + tests::JsonQuote(pair.certificate_pem) +
                 ", \"clientKeyData\": " + tests::JsonQuote(pair.key_pem)),
      kExecV1);
  ASSERT_TRUE(certificate) << certificate.error();
  EXPECT_EQ(certificate->token, "");
  EXPECT_EQ(certificate->certificate->key_pem, pair.key_pem);
  EXPECT_FALSE(certificate->expires);
}

TEST(ParseExecCredential, ErrorsContainNothingOfTheOutput) {
  const auto pair = tests::MakeSelfSigned({.common_name = "me"});
  const std::string certificate = tests::JsonQuote(pair.certificate_pem);
  const std::pair<std::string, std::string> cases[] = {
      {"", "printed nothing; it must print an ExecCredential"},
      {"secret", "printed no valid ExecCredential: must be an object, found a string"},
      {R"({"kind": "ExecCredential", "secret)",
       "printed no valid ExecCredential: line 1: not YAML"},
      {"[\"secret\"]", "printed no valid ExecCredential: must be an object, found a list"},
      {std::string(100'000, '['),
       "printed no valid ExecCredential: line 1: nested deeper than 500 levels"},
      {R"({"kind": "secret"})", "printed an object of another kind; it must be ExecCredential"},
      {ExecAnswer(R"("token": "secret")", "client.authentication.k8s.io/v1beta1"),
       "printed an ExecCredential of another apiVersion; it must be "
       "client.authentication.k8s.io/v1"},
      {ExecAnswer(""), "printed neither a token nor a certificate"},
      {ExecAnswer(R"("token": null)"), "printed neither a token nor a certificate"},
      {ExecAnswer(R"("token": ["secret"])"),
       "printed an invalid ExecCredential: status.token must be a string, found a list"},
      {ExecAnswer(R"("token": "secret\r\nX-Forged: yes")"),
       "printed an invalid token: it has several lines; a token has one"},
      {ExecAnswer(R"("token": "secret", "expirationTimestamp": "soon")"),
       "printed an invalid expirationTimestamp; it must be like 2026-01-31T12:00:00Z"},
      {ExecAnswer(R"("clientKeyData": "secret")"),
       "printed only one of clientCertificateData and clientKeyData"},
      {ExecAnswer(R"("clientCertificateData": )" + certificate),
       "printed only one of clientCertificateData and clientKeyData"},
      {ExecAnswer(R"("clientKeyData": "secret", "clientCertificateData": )" + certificate),
       "printed an invalid certificate: clientCertificateData has a key that is not a private "
       "key in PEM"},
  };
  for (const auto& [text, start] : cases) {
    const std::string error = ErrorOf(text);
    EXPECT_TRUE(error.starts_with(start)) << error << "\nexpected: " << start;
    EXPECT_EQ(error.find("secret"), std::string::npos) << error;
  }
}

// client-go decodes both, and takes a missing kind, but not a missing version, from the request.
TEST(ParseExecCredential, ReadsYamlAndTextWithoutAKind) {
  const std::string yaml = std::string("apiVersion: ") + kExecV1 +
                           "\nstatus:\n  token: abc\n  expirationTimestamp: 1970-01-01T00:00:07Z\n";
  for (const std::string& text :
       {yaml, "kind: ExecCredential\n" + yaml, "---\n" + yaml,
        std::string(R"({"apiVersion": "client.authentication.k8s.io/v1", "status": )"
                    R"({"token": "abc", "expirationTimestamp": "1970-01-01T00:00:07Z"}})")}) {
    const auto credential = ParseExecCredential(text, kExecV1);
    ASSERT_TRUE(credential) << text << credential.error();
    EXPECT_EQ(credential->token, "abc");
    EXPECT_EQ(credential->expires->time_since_epoch(), seconds(7));
  }
  EXPECT_EQ(ErrorOf(R"({"kind": "ExecCredential", "status": {"token": "abc"}})"),
            "printed an ExecCredential of another apiVersion; it must be "
            "client.authentication.k8s.io/v1");
}

TEST(ParseTime, ReadsRfc3339) {
  const auto at = [](const char* text) {
    const auto time = ParseTime(text);
    return time ? time->time_since_epoch().count() : -1;
  };
  EXPECT_EQ(at("1970-01-01T00:01:00Z"), 60);
  EXPECT_EQ(at("1970-01-01T02:01:00+02:00"), 60);
  EXPECT_EQ(at("1969-12-31T20:31:00-03:30"), 60);
  EXPECT_EQ(at("2026-07-01T12:00:00.123456789Z"), 1'782'907'200);
  EXPECT_EQ(at("9999-12-31T23:59:59Z"), 253'402'300'799);
  for (const char* text :
       {"", "now", "2026-07-01", "2026-07-01T12:00:00", "2026-13-01T12:00:00Z",
        "2026-07-01T12:00:00Zulu", "1782907200", "2026-7-01T12:00:00Z", "2026- 7- 1T12:00:00Z",
        "2026-02-29T12:00:00Z", "2026-07-01T24:00:00Z", "2026-07-01T12:00:60Z",
        "2026-07-01T12:00:00.Z", "2026-07-01T12:00:00 Z", "2026-07-01T12:00:00+02",
        "2026-07-01T12:00:00+0200", "2026-07-01T12:00:00+24:00"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
  EXPECT_FALSE(ParseTime(std::string("2026-07-01T12:00:00Z\0", 21)))
      << "a NUL does not end the text";
}

}  // namespace
}  // namespace exporter::credentials
