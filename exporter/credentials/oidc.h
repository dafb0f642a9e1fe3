// The auth-provider oidc of a kubeconfig: a bearer token that an issuer renews.
//
// The id-token of the kubeconfig is sent until it expires or a server rejects it. Then the
// refresh-token gets a new one. An issuer may answer with a new refresh-token, which replaces the
// old one in memory. The kubeconfig is never written. Accesses with the same configuration share
// the tokens (credential_cache.h). Does not connect to the issuer: the caller passes a function
// that does. No message contains a token. Thread-safe. Source: client-go,
// plugin/pkg/client/auth/oidc.

#ifndef EXPORTER_CREDENTIALS_OIDC_H_
#define EXPORTER_CREDENTIALS_OIDC_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "exporter/credentials/access.h"
#include "exporter/credentials/credential_cache.h"
#include "exporter/credentials/deadline.h"
#include "exporter/result/result.h"

namespace exporter::credentials {

struct OidcTokens {
  std::string id_token;
  std::string refresh_token;  // empty: the issuer sent none
};

// Sends the refresh token to the issuer and returns the response. Errors: kTimeout, or kConfig.
using OidcRefresh = std::function<Result<OidcTokens>(
    const OidcConfig& config, const std::string& refresh_token, const Deadline& deadline)>;

// A token with its expiry. The expiry is unknown if the token is not a JWT (RFC 7519) with `exp`.
// As in client-go, the token expires ten seconds early.
Credential ParseIdToken(std::string_view id_token);

// The tokens of this configuration, shared by all callers with this configuration. Errors begin
// with "oidc".
std::shared_ptr<CredentialCache> SharedOidc(const OidcConfig& config, const OidcRefresh& refresh);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_OIDC_H_
