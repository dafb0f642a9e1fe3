// The credentials to send to a server now: the token and the client certificate of an access.
//
// The token may come from a token file or from an OpenID Connect issuer. The token and the
// certificate may come from an exec plugin. Basic credentials and impersonation never change, so
// they are not included: read them from the access. Accesses with the same plugin command or issuer
// share the credentials. There are no credentials for a server without TLS. Used by one thread.

#ifndef EXPORTER_CREDENTIALS_CREDENTIALS_H_
#define EXPORTER_CREDENTIALS_CREDENTIALS_H_

#include <memory>
#include <optional>
#include <string>

#include "exporter/credentials/access.h"
#include "exporter/credentials/bearer_token.h"
#include "exporter/credentials/credential.h"
#include "exporter/credentials/credential_cache.h"
#include "exporter/credentials/deadline.h"
#include "exporter/credentials/oidc.h"
#include "exporter/result/result.h"

namespace exporter::credentials {

class Credentials {
 public:
  // `access` must outlive this. `refresh` is called only if the access has an issuer.
  explicit Credentials(const Access& access, const OidcRefresh& refresh = {});

  // Errors: kConfig, if a token file never had a valid token, or the plugin or the issuer fails;
  // kTimeout, if the plugin or the issuer does not end before the deadline or a stop.
  Result<Credential> Current(const Deadline& deadline);

  // Call if the server rejected the last returned credentials. Returns other credentials; nullopt
  // if there are none.
  std::optional<Credential> Replace(const Credential& rejected, const Deadline& deadline);

  // Why the last returned credentials are not the newest: the last read of the token file, or the
  // last replacement, failed. Empty if it succeeded.
  const std::string& error() const { return error_; }

 private:
  Result<Credential> Take(Result<CredentialCache::Shared> shared);

  const Access& access_;
  BearerToken token_;
  std::shared_ptr<CredentialCache> cache_;  // nullptr: none
  CredentialCache::Shared cached_;          // the last returned credentials; nullptr: none yet
  std::string error_;
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_CREDENTIALS_H_
