// What to show a server, now: the token and the certificate of an access, whatever they come from.
//
// Fixed ones, a token file, or an exec plugin, which accesses of the same command share. Nothing
// where it would be sent in the clear. One thread.

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

  // Errors: kConfig, for a token file that never gave a token, or a plugin that fails; kTimeout,
  // for a plugin that takes too long or is stopped.
  Result<Credential> Current(const Deadline& deadline);

  // Why the current ones are older than they might be; empty: they are not.
  const std::string& fault() const { return token_.fault(); }

  // The server refused the current ones. True where others may be had, from Current.
  bool Refused();

 private:
  const Access& access_;
  BearerToken token_;
  std::shared_ptr<ExecPlugin> plugin_;  // nullptr: none
  ExecPlugin::Answer answer_;           // the last one that was shown; nullptr: none yet
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_CREDENTIALS_H_
