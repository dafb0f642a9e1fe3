// What is said to an exec plugin and what it answers: objects of kind ExecCredential. Pure.
//
// Source: Kubernetes, client.authentication.k8s.io/v1 and v1beta1; client-go, plugin/pkg/client/
// auth/exec.

#ifndef EXPORTER_CREDENTIALS_EXEC_CREDENTIAL_H_
#define EXPORTER_CREDENTIALS_EXEC_CREDENTIAL_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "exporter/credentials/access.h"
#include "exporter/objects/value.h"

namespace exporter::credentials {

// The cluster that credentials are wanted for, as its kubeconfig has it.
struct ExecCluster {
  std::string server;
  std::string tls_server_name;
  bool insecure_skip_tls_verify = false;
  std::string ca_pem;
  std::string proxy_url;
  bool disable_compression = false;
  objects::Value config;  // the extension client.authentication.k8s.io/exec; null: none
};

// The text of KUBERNETES_EXEC_INFO. Nobody is there to answer a question, and it says so.
std::string ExecInfo(std::string_view api_version, const std::optional<ExecCluster>& cluster);

// At least one of token and certificate. Holds secrets.
struct ExecCredential {
  std::string token;  // printable, if not empty
  std::optional<ClientCertificate> certificate;
  std::optional<std::chrono::sys_seconds> expires;

  bool operator==(const ExecCredential&) const = default;
};

// Reads what a plugin printed. The error is what is wrong with it, to stand behind the plugin's
// name, without any of its text.
tl::expected<ExecCredential, std::string> ParseExecCredential(std::string_view json,
                                                              std::string_view api_version);

// "2026-07-01T12:00:00Z", "2026-07-01T14:00:00.5+02:00" (RFC 3339), fractions dropped;
// nullopt for anything else.
std::optional<std::chrono::sys_seconds> ParseTime(std::string_view text);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_EXEC_CREDENTIAL_H_
