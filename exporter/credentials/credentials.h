// The credentials to send to a server now: the token and the client certificate of an access.
//
// The token may come from a token file. The token and the certificate may come from an exec plugin.
// Basic credentials and impersonation never change, so they are not included: read them from the
// access. Accesses with the same plugin command share the plugin. There are no credentials for a
// server without TLS. Used by one thread.

#ifndef EXPORTER_CREDENTIALS_CREDENTIALS_H_
#define EXPORTER_CREDENTIALS_CREDENTIALS_H_

#include <memory>
#include <optional>
#include <string>

#include "exporter/credentials/access.h"
#include "exporter/credentials/bearer_token.h"
#include "exporter/credentials/deadline.h"
#include "exporter/credentials/exec_plugin.h"
#include "exporter/result/result.h"

namespace exporter::credentials {

struct Credential {
  std::string token;  // empty: none
  std::optional<ClientCertificate> certificate;

  bool operator==(const Credential&) const = default;
};

class Credentials {
 public:
  // `access` must outlive this.
  explicit Credentials(const Access& access);

  // Errors: kConfig, if a token file never had a valid token or the plugin fails; kTimeout, if the
  // plugin does not end before the deadline or a stop.
  Result<Credential> Current(const Deadline& deadline);

  // Why the last read of the token file failed; empty if it succeeded.
  const std::string& token_file_error() const { return token_.file_error(); }

  // Call if the server rejected the current credentials. Returns true if Current may return others.
  bool MarkRejected();

 private:
  const Access& access_;
  BearerToken token_;
  std::shared_ptr<ExecPlugin> plugin_;  // nullptr: none
  ExecPlugin::Output output_;           // the last returned output; nullptr: none yet
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_CREDENTIALS_H_
