// Keeps our own credentials out of what others wrote: a server, or a proxy, may quote what it was
// shown. Pure.

#ifndef EXPORTER_CREDENTIALS_REDACT_H_
#define EXPORTER_CREDENTIALS_REDACT_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/credentials/access.h"

namespace exporter::credentials {

// What a server or proxy is shown by an access with this token, and must never be told to others:
// the token, passwords and what HTTP's basic authentication makes of them, each also as URLs and
// JSON write it. Nothing of whom we impersonate, which is no secret.
std::vector<std::string> SecretsOf(const Access& access, const std::string& token);

// The text with "<redacted>" for each secret, however short, and for the beginning of a long one:
// texts are cut.
std::string Redact(std::string_view text, const std::vector<std::string>& secrets);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_REDACT_H_
