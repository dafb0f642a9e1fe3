// ApiClient against a real TLS server on loopback: trusted roots and sent credentials.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "exporter/kubernetes/api_client.h"
#include "tests/kubernetes/server_access.h"
#include "tests/standin/api_server.h"
#include "tests/support/certificates.h"
#include "tests/support/deadlines.h"
#include "tests/support/temporary_folder.h"

namespace exporter::kubernetes {
namespace {

using standin::ApiServer;
using testing::HasSubstr;

// gtest's own regular expressions support neither groups nor counts.
MATCHER_P(IsLike, expression, "") { return std::regex_match(arg, std::regex(expression)); }

class ApiClientTlsTest : public testing::Test {
 protected:
  const tests::CertificateAndKey authority_ = tests::MakeAuthority("test authority");
  const tests::CertificateAndKey stranger_ = tests::MakeAuthority("another authority");
  const tests::CertificateAndKey certificate_ = tests::MakeLoopbackServer(authority_);
};

TEST_F(ApiClientTlsTest, TrustsOnlyTheKubeconfigsCa) {
  ApiServer server({.certificate = certificate_});
  EXPECT_EQ(Outcome(GetVersion(AccessTo(server, authority_.certificate_pem))), "200");
  EXPECT_THAT(Outcome(GetVersion(AccessTo(server, stranger_.certificate_pem))),
              HasSubstr(" is signed by \"test authority\", which is not in the configured "
                        "certificate-authority"));
  EXPECT_THAT(Outcome(GetVersion(AccessTo(server))),
              HasSubstr(" is signed by \"test authority\", which is not in the system's roots"));
}

TEST_F(ApiClientTlsTest, TrustsTheSystemsRootsOnlyWithoutACa) {
  const tests::TemporaryFolder folder;
  const std::string roots = folder.Write("roots.pem", authority_.certificate_pem);
  ApiServer server({.certificate = certificate_});
  credentials::Access access = AccessTo(server);
  access.system_ca_file = roots;
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  access.ca_pem = stranger_.certificate_pem;
  setenv("SSL_CERT_FILE", roots.c_str(), 1);
  setenv("SSL_CERT_DIR", folder.path().c_str(), 1);
  setenv("CURL_CA_BUNDLE", roots.c_str(), 1);
  EXPECT_THAT(Outcome(GetVersion(access)), HasSubstr("tls: "));
  access.ca_pem.clear();
  access.system_ca_file.clear();
  EXPECT_THAT(Outcome(GetVersion(access)), HasSubstr("tls: "))
      << "ApiClient ignores environment variables";
  for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"}) unsetenv(name);
}

// As in Go, every file counts, whatever its name.
TEST_F(ApiClientTlsTest, TrustsTheRootsInFolders) {
  const tests::TemporaryFolder folder;
  folder.Write("empty/README", "no certificate");
  const std::string damaged =
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n";
  folder.Write("roots/ours.txt",
               stranger_.certificate_pem + damaged + authority_.certificate_pem + damaged);
  const std::string roots = folder.path() + "/roots";
  ApiServer server({.certificate = certificate_});
  credentials::Access access = AccessTo(server);
  for (const std::string& folders : {roots, folder.path() + "/empty:/gone::" + roots}) {
    access.system_ca_folders = folders;
    EXPECT_EQ(Outcome(GetVersion(access)), "200") << folders;
  }
  access.ca_pem = stranger_.certificate_pem;
  EXPECT_THAT(Outcome(GetVersion(access)), HasSubstr("tls: ")) << "the cluster has a CA";
  access.ca_pem.clear();
  access.system_ca_folders = folder.path() + "/empty";
  EXPECT_THAT(Outcome(GetVersion(access)), HasSubstr("tls: "));
  access.system_ca_file = folder.path() + "/gone";
  EXPECT_THAT(Outcome(GetVersion(access)), HasSubstr("which is not in the system's roots"));
  access.system_ca_folders = roots;
  EXPECT_EQ(Outcome(GetVersion(access)), "200") << "a file that does not exist is ignored";
}

TEST_F(ApiClientTlsTest, ReportsTheFailedCheckAndTheCertificate) {
  const auto outcome_of = [&](const tests::CertificateAndKey& certificate) {
    ApiServer server({.certificate = certificate});
    const std::string outcome = Outcome(GetVersion(AccessTo(server, authority_.certificate_pem)));
    const std::string start = "tls: " + Place(server) + ": ";
    EXPECT_TRUE(outcome.starts_with(start)) << outcome;
    return outcome.substr(start.size());
  };
  const auto with = [&](tests::Subject subject) {
    subject.common_name = "kube\n\"apiserver\u00e9";
    return outcome_of(tests::MakeSigned(subject, authority_));
  };
  const std::string name = R"(the server's certificate "kube\?\?apiserver\?\?" )";
  const std::string dates = R"(\(valid \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\) )";
  const std::vector<std::string> loopback = {"127.0.0.1"};
  EXPECT_THAT(with({.ip_addresses = loopback, .valid_until_days = 0}),
              IsLike(name + dates + "has expired"));
  EXPECT_THAT(with({.ip_addresses = loopback, .valid_from_days = 1}),
              IsLike(name + dates + "is not yet valid"));
  EXPECT_THAT(
      with({.dns_names = {"127.0.0.1", "a.example.com"}, .ip_addresses = {"10.0.0.1", "::1"}}),
      IsLike(name + dates +
             "is valid for 127\\.0\\.0\\.1 as a DNS name, a\\.example\\.com, 10\\.0\\.0\\.1, ::1, "
             "not for 127\\.0\\.0\\.1"));
  EXPECT_THAT(with({.dns_names = std::vector<std::string>(12, "a")}),
              IsLike(name + dates + "is valid for (a, ){9}a and 2 more, not for 127\\.0\\.0\\.1"));
  // Go never compares the common name.
  EXPECT_THAT(outcome_of(tests::MakeSigned({.common_name = "127.0.0.1"}, authority_)),
              IsLike("the server's certificate \"127.0.0.1\" " + dates +
                     "has no subject alternative name.*"));
  EXPECT_THAT(outcome_of(tests::MakeSelfSigned({.common_name = "x", .ip_addresses = loopback})),
              IsLike("the server's certificate \"x\" " + dates +
                     "is self-signed and not in the configured certificate-authority"));
}

// A server sends no certificate if a session is resumed.
TEST_F(ApiClientTlsTest, ReportsTheCertificateAfterEachHandshake) {
  constexpr int kRequests = 50;  // a session is remembered only if its ticket arrives in time
  ApiServer server({.certificate = tests::MakeSigned(
                        {.common_name = "x", .dns_names = {"other.example.com"}}, authority_)});
  ApiClient client(AccessTo(server, authority_.certificate_pem), kAgent);
  for (int i = 0; i < kRequests; ++i) {
    EXPECT_THAT(Outcome(client.Get("/version", tests::Patient())), HasSubstr("other.example.com"));
  }
}

TEST_F(ApiClientTlsTest, ASelfSignedCertificateMayBeItsOwnCa) {
  const auto alone = tests::MakeSelfSigned({.common_name = "x", .ip_addresses = {"127.0.0.1"}});
  ApiServer server({.certificate = alone});
  EXPECT_EQ(Outcome(GetVersion(AccessTo(server, alone.certificate_pem))), "200");
}

TEST_F(ApiClientTlsTest, SpeaksTls12AtLeast) {
  ApiServer old({.certificate = certificate_, .tls_version = TLS1_1_VERSION});
  EXPECT_THAT(Outcome(GetVersion(AccessTo(old, authority_.certificate_pem))),
              HasSubstr("the server supports neither TLS 1.2 nor TLS 1.3"));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    ApiServer server({.certificate = certificate_, .tls_version = version});
    EXPECT_EQ(Outcome(GetVersion(AccessTo(server, authority_.certificate_pem))), "200");
  }
}

TEST_F(ApiClientTlsTest, SkipsVerificationOnlyIfConfigured) {
  ApiServer server({.certificate = tests::MakeSelfSigned({.common_name = "x"})});
  credentials::Access access = AccessTo(server);
  access.insecure_skip_tls_verify = true;
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
}

TEST_F(ApiClientTlsTest, VerifiesTheNameOfTlsServerName) {
  ApiServer server({.certificate = tests::MakeSigned(
                        {.common_name = "x", .dns_names = {"kube.example.com"}}, authority_)});
  credentials::Access access = AccessTo(server, authority_.certificate_pem);
  access.tls_server_name = "kube.example.com";
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  EXPECT_EQ(server.Requests().at(0).Header("Host"), credentials::HostAndPort(access.endpoint));
  access.tls_server_name = "other.example.com";
  EXPECT_THAT(Outcome(GetVersion(access)), HasSubstr("tls: "));
}

TEST_F(ApiClientTlsTest, ReachesIpv6Servers) {
  ApiServer server({.host = "::1", .certificate = certificate_});
  EXPECT_EQ(Outcome(GetVersion(AccessTo(server, authority_.certificate_pem))), "200");
}

TEST_F(ApiClientTlsTest, SendsItsClientCertificate) {
  ApiServer server({.certificate = certificate_,
                    .client_ca_pem = authority_.certificate_pem,
                    .client_names = {"me"}});
  credentials::Access access = AccessTo(server, authority_.certificate_pem);
  EXPECT_EQ(Outcome(GetVersion(access)), "401");
  const auto mine = tests::MakeSigned({.common_name = "me"}, authority_);
  access.client_certificate = credentials::ClientCertificate{mine.certificate_pem, mine.key_pem};
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  const auto strange = tests::MakeSigned({.common_name = "me"}, stranger_);
  access.client_certificate =
      credentials::ClientCertificate{strange.certificate_pem, strange.key_pem};
  // With TLS 1.3 the server rejects the certificate after the client's handshake has ended. Several
  // attempts, because the request may be written before or after the alert arrives.
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(Outcome(GetVersion(access)),
                testing::AllOf(HasSubstr("tls: "), HasSubstr("client certificate")));
  }
}

TEST_F(ApiClientTlsTest, DistinguishesAnExpiredClientCertificateFromAnExpiredServerCertificate) {
  const auto expired = tests::MakeSigned({.common_name = "me", .valid_until_days = 0}, authority_);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    ApiServer server({.certificate = certificate_,
                      .tls_version = version,
                      .client_ca_pem = authority_.certificate_pem,
                      .client_names = {"me"}});
    credentials::Access access = AccessTo(server, authority_.certificate_pem);
    access.client_certificate =
        credentials::ClientCertificate{expired.certificate_pem, expired.key_pem};
    EXPECT_THAT(Outcome(GetVersion(access)),
                testing::AllOf(HasSubstr("tls: "), HasSubstr("client certificate")))
        << version;
  }
}

TEST_F(ApiClientTlsTest, SendsTokenBasicAndImpersonation) {
  ApiServer server({.certificate = certificate_, .tokens = {"abc"}, .basic = {"user:pass:word"}});
  credentials::Access access = AccessTo(server, authority_.certificate_pem);
  access.token = "abc";
  access.impersonation = {
      .user = "jane", .uid = "7", .groups = {"g1", "g2"}, .extra = {{"example.com/a b", "v"}}};
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  const auto request = server.Requests().at(0);
  EXPECT_EQ(request.Header("Impersonate-User"), "jane");
  EXPECT_EQ(request.Header("Impersonate-Uid"), "7");
  EXPECT_EQ(request.headers.count("Impersonate-Group"), 2U);
  EXPECT_EQ(request.Header("Impersonate-Extra-example.com%2Fa%20b"), "v");

  access.token = "wrong";
  EXPECT_EQ(Outcome(GetVersion(access)), "401");
  access.token = "";
  access.basic = credentials::BasicCredentials{"user", "pass:word"};
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
}

TEST_F(ApiClientTlsTest, ReadsTheTokenFileAgainAfterARejection) {
  const tests::TemporaryFolder folder;
  ApiServer server({.certificate = certificate_, .tokens = {"first"}});
  credentials::Access access = AccessTo(server, authority_.certificate_pem);
  access.token_file = folder.Write("token", "first\n");
  access.token_origin = "user \"a\": tokenFile";
  ApiClient client(access, kAgent);
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");

  server.SetTokens({"second"});
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "401");
  EXPECT_EQ(server.Requests().size(), 2U) << "a request is not repeated with the same token";
  std::filesystem::remove(access.token_file);
  const auto refused = client.Get("/version", tests::Patient());
  ASSERT_TRUE(refused);
  EXPECT_EQ(
      ErrorOf(*refused, "/version").message,
      "/version: HTTP 401: Unauthorized; older credentials were sent: user \"a\": tokenFile " +
          access.token_file + ": No such file or directory");
  folder.Write("token", "second\n");
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
}

TEST_F(ApiClientTlsTest, AMissingTokenFileIsAConfigurationError) {
  ApiServer server({.certificate = certificate_});
  credentials::Access access = AccessTo(server, authority_.certificate_pem);
  access.token_file = "/gone/token";
  access.token_origin = "kubeconfig f: user \"a\": tokenFile";
  EXPECT_EQ(Outcome(GetVersion(access)),
            "config: kubeconfig f: user \"a\": tokenFile /gone/token: No such file or directory");
}

TEST_F(ApiClientTlsTest, RejectsPlainHttpOnATlsPortAndTlsOnAPlainPort) {
  ApiServer server;
  credentials::Access access = AccessTo(server);
  access.endpoint.tls = true;
  // Releases of cpp-httplib either answer a TLS handshake with HTTP 400 or close the connection.
  EXPECT_THAT(Outcome(GetVersion(access)),
              testing::AnyOf("tls: " + Place(server) + ": the server does not use TLS on this port",
                             "unreachable: " + Place(server) +
                                 ": the connection was closed during the TLS handshake"));
  ApiServer tls_server({.certificate = certificate_});
  credentials::Access plain = AccessTo(tls_server);
  plain.endpoint.tls = false;
  EXPECT_THAT(Outcome(GetVersion(plain)), HasSubstr("unreachable: "));
}

}  // namespace
}  // namespace exporter::kubernetes
