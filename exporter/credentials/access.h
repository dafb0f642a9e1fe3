// One API server and how to reach it: what a kubeconfig's context comes down to.
//
// Plain values that are already sound: contradictions were found, and files of certificates read,
// when a context was resolved (resolve.h). Only a token file stays a path and a plugin a command,
// for their answers change (bearer_token.h, exec_plugin.h). Comparable: equal accesses are one way
// to one server. Holds secrets: never print one.

#ifndef EXPORTER_CREDENTIALS_ACCESS_H_
#define EXPORTER_CREDENTIALS_ACCESS_H_

#include <compare>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace exporter::credentials {

// A server's URL in its parts.
struct Endpoint {
  bool tls = true;
  std::string host;         // a name or an address, an IPv6 one without brackets
  int port = 443;           // 1 to 65535
  std::string path_prefix;  // "" or "/k8s/clusters/c-1": no slash at the end; kept in every request

  bool operator==(const Endpoint&) const = default;
};

struct ClientCertificate {
  std::string certificate_pem;  // the certificate and what chains it to its CA
  std::string key_pem;

  bool operator==(const ClientCertificate&) const = default;
};

struct BasicCredentials {
  std::string username;
  std::string password;

  bool operator==(const BasicCredentials&) const = default;
};

// What stands between us and the server. By http and https it is asked with CONNECT where the
// server has TLS, by socks5 names are looked up at its side.
struct Proxy {
  enum class Scheme { kHttp, kHttps, kSocks5 };

  Scheme scheme = Scheme::kHttp;
  std::string host;  // a name or an address, an IPv6 one without brackets
  int port = 80;
  std::optional<BasicCredentials> credentials;

  bool operator==(const Proxy&) const = default;
};

// Whom the server should take us for (the Impersonate-* headers). Nobody if `user` is empty.
struct Impersonation {
  std::string user;
  std::string uid;
  std::vector<std::string> groups;
  std::vector<std::pair<std::string, std::string>> extra;  // a key may stand several times

  bool operator==(const Impersonation&) const = default;
};

// A program that prints credentials: an exec plugin. What it runs with, and so all that its answer
// depends on: equal ones share their answers. Ordered, to be a key.
struct ExecCommand {
  std::string program;  // a path if it holds a slash, else looked up in PATH
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> variables;  // beside ours; the last one counts
  std::string api_version;  // "client.authentication.k8s.io/v1", or v1beta1
  std::string info;         // of KUBERNETES_EXEC_INFO
  std::string install_hint;

  auto operator<=>(const ExecCommand&) const = default;
};

struct Access {
  Endpoint endpoint;
  std::string tls_server_name;            // the name to verify; empty: the endpoint's host
  std::string ca_pem;                     // the server's only roots; empty: those of the system
  bool insecure_skip_tls_verify = false;  // never together with ca_pem
  bool disable_compression = false;
  std::optional<Proxy> proxy;
  std::string system_ca_file;  // the system's roots; empty: where they usually are

  // At most one of token and basic; a token file wins over a token. Not sent without TLS. Neither
  // a token nor anything of `impersonation` but its keys holds a line break.
  std::string token;
  std::string token_file;    // absolute, or relative to the working directory
  std::string token_origin;  // what names the file: "kubeconfig f: user \"a\": tokenFile"
  std::optional<BasicCredentials> basic;
  std::optional<ClientCertificate> client_certificate;
  std::optional<ExecCommand> exec;  // only where there are none of those above
  std::string exec_origin;          // what names it: "kubeconfig f: user \"a\": exec"
  Impersonation impersonation;

  bool operator==(const Access&) const = default;
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_ACCESS_H_
