// Removes the credentials of an access from texts that servers and proxies send, because such a
// text may quote a request. Knows only secrets that are passed to it. Pure.

#ifndef EXPORTER_CREDENTIALS_REDACT_H_
#define EXPORTER_CREDENTIALS_REDACT_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/credentials/access.h"

namespace exporter::credentials {

// The secrets in the requests of an access with this token: the token, passwords, and user with
// password as encoded for HTTP basic authentication. Each secret is also included as escaped in
// URLs and JSON. The impersonated user is not a secret.
std::vector<std::string> SecretsOf(const Access& access, const std::string& token);

// Replaces each secret by "<redacted>". Also replaces the beginning of a long secret, because texts
// may be truncated.
std::string Redact(std::string_view text, const std::vector<std::string>& secrets);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_REDACT_H_
