// ApiClient through real proxies on loopback.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "exporter/kubernetes/api_client.h"
#include "tests/kubernetes/server_access.h"
#include "tests/kubernetes/silent_server.h"
#include "tests/standin/api_server.h"
#include "tests/support/certificates.h"
#include "tests/support/deadlines.h"
#include "tests/support/proxy.h"
#include "tests/support/temporary_folder.h"

namespace exporter::kubernetes {
namespace {

using standin::ApiServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using tests::ProxyServer;

class ApiClientProxyTest : public testing::Test {
 protected:
  // An access with a host name that only the proxy can resolve.
  credentials::Access Through(const tests::ProxyServer& proxy, const std::string& scheme,
                              const std::string& credentials = "") {
    credentials::Access access = AccessTo(server_, authority_.certificate_pem);
    access.endpoint.host = "kube.invalid";
    access.token = "token-secret";
    access.proxy = credentials::ParseProxyUrl(scheme + "://" + credentials +
                                              "127.0.0.1:" + std::to_string(proxy.port()))
                       .value();
    return access;
  }

  std::string Target() const { return "kube.invalid:" + std::to_string(server_.port()); }

  // How messages name the server and the proxy.
  std::string Place(const credentials::Access& access) const {
    return credentials::HostAndPort(access.endpoint) + " through the proxy " +
           credentials::OriginOf(*access.proxy) + ": ";
  }

  static tests::CertificateAndKey Certificate(const tests::CertificateAndKey& authority,
                                              const std::string& host) {
    return tests::MakeSigned(
        {.common_name = "x", .dns_names = {host}, .ip_addresses = {"127.0.0.1"}}, authority);
  }

  const tests::CertificateAndKey authority_ = tests::MakeAuthority("cluster's authority");
  const tests::CertificateAndKey company_ = tests::MakeAuthority("company's authority");
  ApiServer server_{
      {.certificate = Certificate(authority_, "kube.invalid"), .tokens = {"token-secret"}}};
  const tests::TemporaryFolder folder_;
};

TEST_F(ApiClientProxyTest, GoesThroughHttpByConnectAndThroughSocks5) {
  for (const char* scheme : {"http", "socks5"}) {
    const tests::ProxyServer proxy;
    ApiClient client(Through(proxy, scheme), "agent");
    EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200") << scheme;
    EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200") << scheme;
    EXPECT_THAT(proxy.Targets(), ElementsAre(Target())) << "both requests use one connection";
    EXPECT_THAT(proxy.Heads(), Not(HasSubstr("token-secret")));
    EXPECT_THAT(proxy.Heads(), Not(HasSubstr("Authorization")));
  }
}

TEST_F(ApiClientProxyTest, SendsProxyCredentialsOnlyToTheProxy) {
  const tests::ProxyServer proxy({.credentials = "user:proxy@secret"});
  for (const char* scheme : {"http", "socks5"}) {
    EXPECT_EQ(Outcome(GetVersion(Through(proxy, scheme, "user:proxy%40secret@"))), "200") << scheme;
    for (const char* credentials : {"", "user:wrong-secret@", "other-secret@"}) {
      const credentials::Access access = Through(proxy, scheme, credentials);
      const std::string outcome = Outcome(GetVersion(access));
      EXPECT_THAT(outcome, HasSubstr("unreachable: " + Place(access)));
      EXPECT_THAT(outcome, Not(HasSubstr("secret")));
    }
  }
  for (const auto& request : server_.Requests()) {
    EXPECT_EQ(request.Header("Proxy-Authorization"), "");
  }
}

TEST_F(ApiClientProxyTest, ReportsTheStatusOfTheProxy) {
  for (const int refusal : {403, 407, 502}) {
    const tests::ProxyServer proxy({.refusal = refusal});
    const credentials::Access access = Through(proxy, "http");
    const std::string meaning = refusal == 407 ? "the proxy rejects or requires credentials"
                                               : "the proxy refuses to connect to the server";
    EXPECT_EQ(Outcome(GetVersion(access)), "unreachable: " + Place(access) + meaning + " (HTTP " +
                                               std::to_string(refusal) + ')');
  }
  const tests::ProxyServer proxy({.refusal = 1});
  const credentials::Access socks = Through(proxy, "socks5");
  EXPECT_THAT(Outcome(GetVersion(socks)), HasSubstr("unreachable: " + Place(socks) + "the proxy"));

  credentials::Access gone = Through(proxy, "http");
  gone.proxy->host = "proxy.invalid";
  EXPECT_EQ(Outcome(GetVersion(gone)),
            "unreachable: " + Place(gone) + "the proxy's host name cannot be resolved");
}

TEST_F(ApiClientProxyTest, VerifiesTheNameOfTlsServerNameBehindAProxy) {
  const tests::ProxyServer proxy;
  credentials::Access access = Through(proxy, "http");
  access.endpoint.host = "10.0.0.1";
  access.tls_server_name = "kube.invalid";
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  EXPECT_THAT(proxy.Targets(), ElementsAre("10.0.0.1:" + std::to_string(server_.port())));
}

TEST_F(ApiClientProxyTest, SendsPlainHttpThroughTheProxy) {
  ApiServer plain;
  const tests::ProxyServer proxy({.credentials = "user:secret"});
  credentials::Access access = AccessTo(plain);
  access.proxy = Through(proxy, "http", "user:secret@").proxy;
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  EXPECT_THAT(proxy.Targets(), ElementsAre(credentials::HostAndPort(access.endpoint)));
  access.proxy->credentials.reset();
  const auto refused = GetVersion(access);
  EXPECT_EQ(Outcome(refused), "407");
  EXPECT_EQ(ErrorOf(*refused, "/version").kind, ErrorKind::kUnreachable);
}

// As in client-go: the kubeconfig's CA verifies the server, the system's roots verify the proxy.
TEST_F(ApiClientProxyTest, ServerAndProxyHaveSeparateRoots) {
  const std::string roots = folder_.Write("roots.pem", company_.certificate_pem);
  const tests::ProxyServer proxy({.certificate = Certificate(company_, "proxy")});
  credentials::Access access = Through(proxy, "https");
  EXPECT_THAT(Outcome(GetVersion(access)),
              HasSubstr("tls: " + Place(access) + "the proxy's certificate \"x\" (valid "));
  EXPECT_THAT(
      Outcome(GetVersion(access)),
      HasSubstr(" is signed by \"company's authority\", which is not in the system's roots"));
  access.system_ca_file = roots;
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  EXPECT_THAT(proxy.Targets(), ElementsAre(Target()));

  // The roots of the proxy do not verify the server.
  access.ca_pem = company_.certificate_pem;
  EXPECT_THAT(Outcome(GetVersion(access)), HasSubstr("the server's certificate \"x\" (valid "));
  const tests::ProxyServer same({.certificate = Certificate(authority_, "proxy")});
  credentials::Access swapped = Through(same, "https");
  swapped.system_ca_file = roots;
  EXPECT_THAT(Outcome(GetVersion(swapped)), HasSubstr("the proxy's certificate \"x\" (valid "));
}

TEST_F(ApiClientProxyTest, VerifiesTheProxysName) {
  const tests::ProxyServer proxy(
      {.certificate = tests::MakeSigned(
           {.common_name = "x", .dns_names = {"a.example.com", "b.example.com"}}, company_)});
  credentials::Access access = Through(proxy, "https");
  access.system_ca_file = folder_.Write("roots.pem", company_.certificate_pem);
  EXPECT_THAT(Outcome(GetVersion(access)),
              HasSubstr(") is valid for a.example.com, b.example.com, not for 127.0.0.1"));
}

TEST_F(ApiClientProxyTest, IgnoresEnvironmentVariables) {
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "ALL_PROXY"}) {
    setenv(name, "http://127.0.0.1:1", 1);
  }
  setenv("NO_PROXY", "*", 1);
  credentials::Access direct = AccessTo(server_, authority_.certificate_pem);
  direct.token = "token-secret";
  EXPECT_EQ(Outcome(GetVersion(direct)), "200");
  const tests::ProxyServer proxy;
  EXPECT_EQ(Outcome(GetVersion(Through(proxy, "http"))), "200");
  EXPECT_THAT(proxy.Targets(), ElementsAre(Target()));
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}) unsetenv(name);
}

TEST_F(ApiClientProxyTest, EndsAtTheDeadlineIfTheProxyIsSilent) {
  const SilentServer silent;
  credentials::Access access = AccessTo(server_, authority_.certificate_pem);
  for (const char* scheme : {"http", "https", "socks5"}) {
    access.proxy = credentials::ParseProxyUrl(std::string(scheme) +
                                              "://127.0.0.1:" + std::to_string(silent.port()))
                       .value();
    const std::string step =
        scheme == std::string("https") ? "waiting for the TLS handshake" : "connecting";
    const std::string expected = "timeout: " + Place(access) + "timeout while " + step;
    EXPECT_EQ(TimedOut(access, expected), expected);
  }
}

}  // namespace
}  // namespace exporter::kubernetes
