// ApiClient with the auth-provider oidc: a real issuer and a real API server on loopback.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

#include "exporter/kubernetes/api_client.h"
#include "tests/kubernetes/server_access.h"
#include "tests/standin/api_server.h"
#include "tests/support/certificates.h"
#include "tests/support/deadlines.h"
#include "tests/support/oidc_issuer.h"

namespace exporter::kubernetes {
namespace {

using standin::ApiServer;
using testing::ElementsAre;
using testing::HasSubstr;

class ApiClientOidcTest : public testing::Test {
 protected:
  static std::string Token(const std::string& subject, std::chrono::seconds lifetime) {
    return tests::MakeIdToken(subject, std::chrono::system_clock::now() + lifetime);
  }

  tests::OidcIssuerOptions Options() const {
    return {.certificate = certificate_, .id_token = fresh_};
  }

  credentials::Access With(const tests::OidcIssuer& issuer, const std::string& id_token,
                           const std::string& refresh_token = "refresh-1") const {
    credentials::Access access = AccessTo(server_, authority_.certificate_pem);
    access.oidc = credentials::OidcConfig{.issuer_url = issuer.Url(),
                                          .client_id = "kubernetes",
                                          .client_secret = "",
                                          .id_token = id_token,
                                          .refresh_token = refresh_token,
                                          .ca_pem = authority_.certificate_pem};
    access.source_origin = "user \"a\": auth-provider";
    return access;
  }

  static std::string ErrorMessage(const credentials::Access& access) {
    const auto response = GetVersion(access);
    return response ? ErrorOf(*response, "/version").message : Outcome(response);
  }

  const tests::CertificateAndKey authority_ = tests::MakeAuthority("test authority");
  const tests::CertificateAndKey certificate_ = tests::MakeLoopbackServer(authority_);
  const std::string fresh_ = Token("fresh", std::chrono::hours(1));
  const std::string expired_ = Token("expired", std::chrono::seconds(9));
  ApiServer server_{{.certificate = certificate_, .tokens = {fresh_}}};
};

TEST_F(ApiClientOidcTest, SendsTheIdTokenUntilItExpires) {
  const tests::OidcIssuer issuer(Options());
  EXPECT_EQ(Outcome(GetVersion(With(issuer, fresh_))), "200");
  EXPECT_THAT(issuer.Requests(), ElementsAre());

  // A token expires ten seconds early, as in client-go.
  ApiClient client(With(issuer, expired_), kAgent);
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  EXPECT_THAT(issuer.Requests(),
              ElementsAre("GET /realm/.well-known/openid-configuration",
                          "POST /realm/token/?x=1 grant_type=refresh_token&refresh_token=refresh-1"
                          "&client_id=kubernetes"));
}

TEST_F(ApiClientOidcTest, SharesTheTokensAndRemembersTheNewRefreshToken) {
  tests::OidcIssuer issuer(Options());
  const std::string expires_now = Token("short", std::chrono::seconds(0));
  issuer.SetIdToken(expires_now);
  server_.SetTokens({expires_now});
  const credentials::Access access = With(issuer, "");
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  issuer.SetIdToken(fresh_);
  server_.SetTokens({fresh_});
  // The server rejects the first token. The issuer accepts refresh-1 only once.
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  EXPECT_EQ(issuer.Requests().size(), 4U);
}

TEST_F(ApiClientOidcTest, AuthenticatesAsTheIssuerWants) {
  const std::pair<const char*, bool> cases[] = {
      {"", false},
      {R"(["client_secret_post", "client_secret_basic"])", false},
      {R"(["client_secret_post", "private_key_jwt"])", true}};
  for (const auto& [methods, secret_in_body] : cases) {
    tests::OidcIssuerOptions options = Options();
    options.client_secret = "s3cret";
    options.secret_in_body = secret_in_body;
    options.auth_methods = methods;
    const tests::OidcIssuer issuer(options);
    credentials::Access access = With(issuer, "");
    access.oidc->client_secret = "s3cret";
    EXPECT_EQ(Outcome(GetVersion(access)), "200") << methods;
  }
}

TEST_F(ApiClientOidcTest, SendsTheClientCertificateToo) {
  const tests::OidcIssuer issuer(Options());
  ApiServer server({.certificate = certificate_,
                    .client_ca_pem = authority_.certificate_pem,
                    .client_names = {"me"}});
  const auto mine = tests::MakeSigned({.common_name = "me"}, authority_);
  credentials::Access access = With(issuer, fresh_);
  access.endpoint = AccessTo(server).endpoint;
  access.client_certificate = credentials::ClientCertificate{mine.certificate_pem, mine.key_pem};
  EXPECT_EQ(Outcome(GetVersion(access)), "200");
  EXPECT_EQ(server.Requests().back().Header("Authorization"), "Bearer " + fresh_);
}

// Nothing can renew such a token, so only the server decides.
TEST_F(ApiClientOidcTest, WithoutARefreshTokenTheIdTokenIsSentUntilItIsRejected) {
  const tests::OidcIssuer issuer(Options());
  server_.SetTokens({expired_});
  EXPECT_EQ(Outcome(GetVersion(With(issuer, expired_, ""))), "200");
  server_.SetTokens({fresh_});
  EXPECT_EQ(ErrorMessage(With(issuer, expired_, "")),
            "/version: HTTP 401: Unauthorized; older credentials were sent: user \"a\": "
            "auth-provider oidc: the id-token has expired or was rejected, and there is no "
            "refresh-token; log in again");
  EXPECT_THAT(issuer.Requests(), ElementsAre());
}

TEST_F(ApiClientOidcTest, AFailureIsAConfigurationErrorWithoutSecrets) {
  const std::string start = "config: user \"a\": auth-provider oidc: ";
  const tests::OidcIssuer issuer(Options());
  const std::string origin = issuer.Url().substr(0, issuer.Url().rfind('/'));
  const std::string place = origin.substr(8);
  EXPECT_EQ(ErrorMessage(With(issuer, "", "s3cret")),
            start + origin + " refuses the refresh-token: HTTP 400: invalid_grant");

  credentials::Access access = With(issuer, "");
  access.oidc->issuer_url = issuer.Url() + "/other/";
  EXPECT_EQ(ErrorMessage(access),
            start + origin + "/realm/other/.well-known/openid-configuration: HTTP 404");
  access.oidc->issuer_url = "http://127.0.0.1/";
  EXPECT_EQ(ErrorMessage(access), start + "idp-issuer-url must begin with https://");
  access.oidc->issuer_url = issuer.Url();
  access.oidc->ca_pem.clear();
  EXPECT_THAT(ErrorMessage(access),
              testing::AllOf(testing::StartsWith(start + place + ": the server's certificate"),
                             HasSubstr("which is not in the system's roots")));

  tests::OidcIssuerOptions options = Options();
  options.id_token.clear();
  EXPECT_THAT(ErrorMessage(With(tests::OidcIssuer(options), "")),
              HasSubstr(" sent no id_token; log in again with the scope openid"));
  options.token_endpoint = "http://127.0.0.1/token";
  EXPECT_EQ(ErrorMessage(With(tests::OidcIssuer(options), "")),
            start + "the issuer's token_endpoint must begin with https://");
  EXPECT_THAT(server_.Requests(), ElementsAre()) << "nothing is sent without a token";
}

TEST_F(ApiClientOidcTest, AnIssuerThatIsDownDoesNotDiscardAValidToken) {
  credentials::Access access;
  {
    const tests::OidcIssuer issuer(Options());
    access = With(issuer, fresh_);
  }
  ApiClient client(access, kAgent);
  server_.SetTokens({"another"});
  const auto refused = client.Get("/version", tests::Patient());
  ASSERT_TRUE(refused);
  EXPECT_THAT(ErrorOf(*refused, "/version").message,
              HasSubstr("HTTP 401: Unauthorized; older credentials were sent: user \"a\": "
                        "auth-provider oidc: 127.0.0.1:"));
  server_.SetTokens({fresh_});
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
}

}  // namespace
}  // namespace exporter::kubernetes
