// The credentials to send to a server: a token, a client certificate or both. Contains secrets. A
// value type.

#ifndef EXPORTER_CREDENTIALS_CREDENTIAL_H_
#define EXPORTER_CREDENTIALS_CREDENTIAL_H_

#include <chrono>
#include <optional>
#include <string>

#include "exporter/credentials/access.h"

namespace exporter::credentials {

struct Credential {
  std::string token;  // printable; empty: none
  std::optional<ClientCertificate> certificate;
  std::optional<std::chrono::sys_seconds> expires;  // nullopt: unknown or never

  bool operator==(const Credential&) const = default;
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_CREDENTIAL_H_
