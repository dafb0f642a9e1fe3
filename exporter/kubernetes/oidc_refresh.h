// Asks an OpenID Connect issuer for a new id-token, with two HTTPS requests: discovery of the token
// endpoint, then a refresh (RFC 6749, 6).
//
// Source: OpenID Connect Discovery 1.0; client-go, plugin/pkg/client/auth/oidc. Secrets are sent
// only with TLS. No message contains a secret or more than the error code of a response.

#ifndef EXPORTER_KUBERNETES_OIDC_REFRESH_H_
#define EXPORTER_KUBERNETES_OIDC_REFRESH_H_

#include <string>

#include "exporter/credentials/access.h"
#include "exporter/credentials/deadline.h"
#include "exporter/credentials/oidc.h"
#include "exporter/result/result.h"

namespace exporter::kubernetes {

// Errors: kTimeout; kConfig for every other reason, because a reason such as kUnreachable would
// name the cluster.
Result<credentials::OidcTokens> RefreshOidcTokens(const credentials::OidcConfig& config,
                                                  const std::string& refresh_token,
                                                  const std::string& user_agent,
                                                  const credentials::Deadline& deadline);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_OIDC_REFRESH_H_
