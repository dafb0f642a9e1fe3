// The web configuration file, which every exporter of the Prometheus family understands: TLS,
// client certificates, headers and users for our own port.
//
//   tls_server_config: {cert_file: tls.crt, key_file: tls.key}
//   basic_auth_users: {prometheus: $2y$10$…}
//
// Values that are sound as text; the files that they name are read by web/. Holds password hashes:
// never print one. A value type, pure. Source: exporter-toolkit, docs/web-configuration.md.

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

// What is asked of a client's certificate, by Go's names.
enum class ClientAuth {
  kNone,           // NoClientCert
  kRequest,        // RequestClientCert: asked for, any will do, none as well
  kRequireAny,     // RequireAnyClientCert, RequireClientCert: one is needed, any will do
  kVerifyIfGiven,  // VerifyClientCertIfGiven
  kRequireVerify,  // RequireAndVerifyClientCert
};

enum class TlsVersion { k12, k13 };

struct TlsServerConfig {
  // Relative paths have been made relative to the file's folder.
  std::string cert_file;
  std::string key_file;
  std::string client_ca_file;  // empty: none
  ClientAuth client_auth = ClientAuth::kNone;
  TlsVersion min_version = TlsVersion::k12;
};

struct WebConfig {
  std::optional<TlsServerConfig> tls;
  std::map<std::string, std::string> users;                  // name to bcrypt hash; empty: no login
  std::vector<std::pair<std::string, std::string>> headers;  // of every answer
};

// Errors: kConfig, "web configuration /etc/web.yaml: line 3: …": no YAML, a key that is not known,
// a value of another type, a certificate without its key, a hash that is none of bcrypt's.
Result<WebConfig> ParseWebConfig(std::string_view text, const std::string& file);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_WEB_CONFIG_H_
