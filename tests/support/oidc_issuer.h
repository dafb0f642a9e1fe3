// A stand-in for an OpenID Connect issuer: an HTTPS server on loopback that renews tokens.
//
// Thread-safe.

#ifndef TESTS_SUPPORT_OIDC_ISSUER_H_
#define TESTS_SUPPORT_OIDC_ISSUER_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/certificates.h"

namespace exporter::tests {

// An ID token without a valid signature, which only an API server would check.
std::string MakeIdToken(const std::string& subject, std::chrono::system_clock::time_point expires);

struct OidcIssuerOptions {
  CertificateAndKey certificate;
  std::string client_id = "kubernetes";
  std::string client_secret;    // empty: a public client
  bool secret_in_body = false;  // the only accepted way; false: basic authentication
  std::string auth_methods;     // JSON: `["client_secret_post"]`; empty: not in the metadata
  std::string refresh_token = "refresh-1";  // the accepted one
  bool rotates = true;                      // each response replaces it: refresh-2, refresh-3, ...
  std::string id_token;                     // of each response; empty: none
  std::string token_endpoint;               // empty: of this issuer
};

class OidcIssuer {
 public:
  explicit OidcIssuer(OidcIssuerOptions options);
  ~OidcIssuer();
  OidcIssuer(const OidcIssuer&) = delete;
  OidcIssuer& operator=(const OidcIssuer&) = delete;

  std::string Url() const;

  // Later responses have this token.
  void SetIdToken(const std::string& id_token);

  // "GET /realm/.well-known/openid-configuration", "POST /realm/token?x=1 BODY".
  std::vector<std::string> Requests() const;

 private:
  struct Running;

  std::unique_ptr<Running> running_;
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_OIDC_ISSUER_H_
