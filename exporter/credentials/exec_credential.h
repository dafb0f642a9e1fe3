// The input and output of an exec plugin: objects of kind ExecCredential. Does not run the plugin
// (exec_plugin.h). Pure.
//
// Source: Kubernetes, client.authentication.k8s.io/v1 and v1beta1; client-go,
// plugin/pkg/client/auth/exec.

#ifndef EXPORTER_CREDENTIALS_EXEC_CREDENTIAL_H_
#define EXPORTER_CREDENTIALS_EXEC_CREDENTIAL_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "exporter/credentials/credential.h"
#include "exporter/objects/value.h"

namespace exporter::credentials {

// The cluster that the credentials are for, with the values of its kubeconfig.
struct ExecCluster {
  std::string server;
  std::string tls_server_name;
  bool insecure_skip_tls_verify = false;
  std::string ca_pem;
  std::string proxy_url;
  bool disable_compression = false;
  objects::Value config;  // the extension client.authentication.k8s.io/exec; null: none
};

// The value of KUBERNETES_EXEC_INFO, which forbids the plugin to prompt for input.
std::string ExecInfo(std::string_view api_version, const std::optional<ExecCluster>& cluster);

// Parses the output of a plugin, which is JSON or YAML: a token, a certificate or both. As in
// client-go, `kind` may be missing, but apiVersion is required. The error follows the plugin's name
// in a message and contains no part of the output.
tl::expected<Credential, std::string> ParseExecCredential(std::string_view output,
                                                          std::string_view api_version);

// Parses "2026-07-01T12:00:00Z" or "2026-07-01T14:00:00.5+02:00" (RFC 3339). Drops fractions of a
// second. Returns nullopt for anything else.
std::optional<std::chrono::sys_seconds> ParseTime(std::string_view text);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_EXEC_CREDENTIAL_H_
