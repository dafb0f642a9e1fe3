// The web configuration file, in the format of all Prometheus exporters: TLS, client certificates,
// headers and users for the exporter's own port.
//
//   tls_server_config: {cert_file: tls.crt, key_file: tls.key}
//   basic_auth_users: {prometheus: $2y$10$…}
//
// Does not read the certificate files (see web/). The configuration contains password hashes, which
// must not be printed. A value type, pure.
// Source: exporter-toolkit, docs/web-configuration.md.

#ifndef EXPORTER_CONFIG_WEB_CONFIG_H_
#define EXPORTER_CONFIG_WEB_CONFIG_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/result/result.h"

namespace exporter::config {

// The requirements for a client's certificate, by Go's names.
enum class ClientAuth {
  kNone,           // NoClientCert
  kRequest,        // RequestClientCert: requested, optional and not verified
  kRequireAny,     // RequireAnyClientCert, RequireClientCert: required, not verified
  kVerifyIfGiven,  // VerifyClientCertIfGiven
  kRequireVerify,  // RequireAndVerifyClientCert
};

enum class TlsVersion { k12, k13 };

struct TlsServerConfig {
  // Paths. A relative path in the file is joined to the folder of the file.
  std::string cert_file;
  std::string key_file;
  std::string client_ca_file;  // empty: none
  ClientAuth client_auth = ClientAuth::kNone;
  TlsVersion min_version = TlsVersion::k12;
};

struct WebConfig {
  std::optional<TlsServerConfig> tls;
  std::map<std::string, std::string> users;  // name to bcrypt hash; empty: no authentication
  std::vector<std::pair<std::string, std::string>> headers;  // added to every response
};

// `file` is the path of the web configuration file. An empty text is a configuration without
// sections.
// Errors: kConfig, "/etc/web.yaml:3: …":
// - text that is not YAML, an unknown key, a value of another type, an empty section;
// - a certificate without its key, client_auth_type that does not match client_ca_file;
// - a header with a line break, a password that is not a bcrypt hash.
Result<WebConfig> ParseWebConfig(std::string_view text, const std::string& file);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_WEB_CONFIG_H_
