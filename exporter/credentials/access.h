// An access: the API server of a cluster, how to connect to the server, and which credentials to
// send.
//
// Plain values: an access neither connects nor reads files. kubeconfig/resolve.h makes accesses,
// rejects contradictions, and reads files of certificates and keys. A token file is stored as a
// path and an exec plugin as a command, because their credentials change over time (bearer_token.h,
// exec_plugin.h). Equal accesses lead to the same server in the same way. An access contains
// secrets: never print an access.

#ifndef EXPORTER_CREDENTIALS_ACCESS_H_
#define EXPORTER_CREDENTIALS_ACCESS_H_

#include <compare>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace exporter::credentials {

// The parts of a server's URL.
struct Endpoint {
  bool tls = true;
  std::string host;         // a name or an address, IPv6 without brackets
  int port = 443;           // 1 to 65535
  std::string path_prefix;  // "" or "/k8s/clusters/c-1": no slash at the end; part of every request

  bool operator==(const Endpoint&) const = default;
};

struct ClientCertificate {
  std::string certificate_pem;  // the certificate, then intermediate certificates
  std::string key_pem;

  bool operator==(const ClientCertificate&) const = default;
};

struct BasicCredentials {
  std::string username;
  std::string password;

  auto operator<=>(const BasicCredentials&) const = default;
};

// A proxy between the exporter and the server. http and https proxies get a CONNECT request if the
// server uses TLS. socks5 proxies resolve host names themselves.
struct Proxy {
  enum class Scheme { kHttp, kHttps, kSocks5 };

  Scheme scheme = Scheme::kHttp;
  std::string host;  // a name or an address, IPv6 without brackets
  int port = 80;
  std::optional<BasicCredentials> credentials;

  auto operator<=>(const Proxy&) const = default;
};

// The user to impersonate (the Impersonate-* headers). No impersonation if `user` is empty.
struct Impersonation {
  std::string user;
  std::string uid;
  std::vector<std::string> groups;
  std::vector<std::pair<std::string, std::string>> extra;  // a key may occur several times

  bool operator==(const Impersonation&) const = default;
};

// The command of an exec plugin, a program that prints credentials. Equal commands share their
// credentials. Ordered, so that it can be the key of a map.
struct ExecCommand {
  std::string program;  // a path if it contains a slash, else searched in PATH
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>>
      variables;            // added to our environment; the last of a name wins
  std::string api_version;  // "client.authentication.k8s.io/v1", or v1beta1
  std::string info;         // the value of KUBERNETES_EXEC_INFO
  std::string install_hint;

  auto operator<=>(const ExecCommand&) const = default;
};

// The auth-provider oidc: an OpenID Connect issuer that renews a token. Equal configurations share
// their tokens. Ordered, so that it can be the key of a map.
struct OidcConfig {
  std::string issuer_url;
  std::string client_id;
  std::string client_secret;
  std::string id_token;       // empty: none
  std::string refresh_token;  // empty: none; then there is an id_token
  // As in Access, but for the issuer and its token endpoint.
  std::string ca_pem;
  std::optional<Proxy> proxy;
  std::string system_ca_file;
  std::string system_ca_folders;

  auto operator<=>(const OidcConfig&) const = default;
};

struct Access {
  Endpoint endpoint;
  std::string tls_server_name;            // the name to verify; empty: the endpoint's host
  std::string ca_pem;                     // the server's only trusted roots; empty: the system's
  bool insecure_skip_tls_verify = false;  // never together with ca_pem
  bool disable_compression = false;
  std::optional<Proxy> proxy;
  std::string system_ca_file;     // the system's roots; empty: the default file
  std::string system_ca_folders;  // more of them, separated by colons; empty: the default folder

  // `basic` excludes token and token_file. Credentials are not sent without TLS. The token and the
  // values of `impersonation` contain no line breaks.
  std::string token;         // with a token_file: sent until the file contains a valid token
  std::string token_file;    // absolute, or relative to the working directory
  std::string token_origin;  // where the file is named: "kubeconfig f: user \"a\": tokenFile"
  std::optional<BasicCredentials> basic;
  std::optional<ClientCertificate> client_certificate;
  std::optional<ExecCommand> exec;  // only if there are no other credentials
  std::optional<OidcConfig> oidc;   // only if there are no token, basic and exec
  std::string source_origin;        // where exec or oidc is named: "kubeconfig f: user \"a\": exec"
  Impersonation impersonation;

  bool operator==(const Access&) const = default;
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_ACCESS_H_
