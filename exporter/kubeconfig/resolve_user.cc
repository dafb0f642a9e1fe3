#include "exporter/kubeconfig/resolve_user.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "exporter/credentials/bearer_token.h"
#include "exporter/credentials/pem.h"
#include "exporter/objects/field_reader.h"
#include "exporter/text/base64.h"

namespace exporter::kubeconfig {
namespace {

using objects::FieldReader;
using objects::Value;

constexpr const char* kV1 = "client.authentication.k8s.io/v1";
constexpr const char* kV1beta1 = "client.authentication.k8s.io/v1beta1";

std::vector<std::string> Strings(FieldReader& reader, std::string_view key) {
  std::vector<std::string> texts;
  for (const Value& value : reader.Strings(key)) texts.push_back(std::get<std::string>(value.data));
  return texts;
}

void ReadClientCertificate(EntryReader& user, credentials::Access& access) {
  std::string certificate = user.FileOrData("client-certificate");
  if (certificate.empty()) return;
  std::string key = user.FileOrData("client-key");
  if (key.empty()) {
    user.Reject("client-certificate is given without its key; add client-key or client-key-data");
    return;
  }
  if (const auto problem = credentials::KeyPairError(certificate, key)) {
    user.Reject("client-certificate " + *problem);
  }
  access.client_certificate = {std::move(certificate), std::move(key)};
}

// A line break in a header's value would start another header.
void CheckOneLine(EntryReader& user, const char* field, const std::string& text) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  if (text.find_first_of(kBreaks) == std::string::npos) return;
  user.Reject(std::string(field) + " contains a line break");
}

void ReadTokenOrBasic(EntryReader& user, credentials::Access& access) {
  FieldReader& fields = user.fields();
  access.token = fields.String("token");
  access.token_file = user.Path(fields.String("tokenFile"));
  access.token_origin = user.Place() + "tokenFile";
  std::string username = fields.String("username");
  std::string password = fields.String("password");
  CheckOneLine(user, "token", access.token);
  if (!username.empty() || !password.empty()) {
    if (!access.token.empty() || !access.token_file.empty()) {
      user.Reject("a token and a username or password are both given; keep one");
    }
    access.basic = {std::move(username), std::move(password)};
  }
}

void ReadImpersonation(EntryReader& user, credentials::Impersonation& as) {
  FieldReader& fields = user.fields();
  as.user = fields.String("as");
  as.uid = fields.String("as-uid");
  as.groups = Strings(fields, "as-groups");
  FieldReader extra = fields.Object("as-user-extra");
  for (const std::string& key : extra.Keys()) {
    for (std::string& value : Strings(extra, key)) as.extra.emplace_back(key, std::move(value));
  }
  CheckOneLine(user, "as", as.user);
  CheckOneLine(user, "as-uid", as.uid);
  for (const std::string& group : as.groups) CheckOneLine(user, "as-groups", group);
  // Keys are percent-encoded.
  for (const auto& [key, value] : as.extra) CheckOneLine(user, "as-user-extra", value);
  if (as.user.empty() && !(as.uid.empty() && as.groups.empty() && as.extra.empty())) {
    user.Reject(
        "as-uid, as-groups or as-user-extra is given without as; add the user to impersonate");
  }
}

// API servers accept at most 1 MiB of headers.
void CheckSize(EntryReader& user, const credentials::Access& access) {
  constexpr std::size_t kMaxBytes = 524'288;
  const credentials::Impersonation& as = access.impersonation;
  std::size_t bytes = access.token.size() + as.user.size() + as.uid.size();
  if (access.basic) bytes += access.basic->username.size() + access.basic->password.size();
  for (const std::string& group : as.groups) bytes += group.size();
  for (const auto& [key, value] : as.extra) bytes += key.size() + value.size();
  if (bytes <= kMaxBytes) return;
  user.Reject("credentials and impersonation have " + std::to_string(bytes) +
              " bytes; the limit is " + std::to_string(kMaxBytes));
}

// posix_spawn ends each string at its first NUL.
bool HasNul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

void ReadCommand(EntryReader& user, FieldReader& exec, credentials::ExecCommand& command) {
  command.program = exec.String("command");
  command.arguments = Strings(exec, "args");
  bool valid = !HasNul(command.program) &&
               std::none_of(command.arguments.begin(), command.arguments.end(), HasNul);
  for (const Value* const entry : exec.Objects("env")) {
    FieldReader variable(*entry);
    std::string name = variable.String("name");
    std::string value = variable.String("value");
    if (variable.error()) user.Reject("exec.env." + variable.error()->message);
    valid = valid && !name.empty() && name.find('=') == std::string::npos && !HasNul(name + value);
    command.variables.emplace_back(std::move(name), std::move(value));
  }
  if (!valid) {
    user.Reject(
        "exec.command, args or env contains a NUL, or a variable without a name or with = in its "
        "name");
  }
  if (command.program.empty()) user.Reject("exec.command is empty; name the program");
  if (command.program.find('/') != std::string::npos) command.program = user.Path(command.program);
}

// `, found "v1alpha1"`; empty if the field is absent.
std::string Found(const std::string& value) {
  return value.empty() ? "" : ", found \"" + value + '"';
}

void CheckMode(EntryReader& user, const std::string& version, const std::string& mode,
               bool is_used) {
  if (version != kV1 && version != kV1beta1) {
    user.Reject("exec.apiVersion must be " + std::string(kV1) + " or " + kV1beta1 + Found(version));
  }
  if (mode == "Always" && is_used) {
    user.Reject("exec.interactiveMode is Always, but the exporter cannot prompt for input");
  }
  if (mode.empty() ? version == kV1
                   : mode != "Never" && mode != "IfAvailable" && mode != "Always") {
    user.Reject("exec.interactiveMode must be Never or IfAvailable" + Found(mode));
  }
}

// As in client-go, a plugin must be valid even if other credentials have priority.
void ReadExec(EntryReader& user, const credentials::ExecCluster& cluster, bool is_used,
              credentials::Access& access) {
  FieldReader exec = user.fields().Object("exec");
  credentials::ExecCommand& command = access.exec.emplace();
  command.api_version = exec.String("apiVersion");
  command.install_hint = exec.String("installHint");
  ReadCommand(user, exec, command);
  CheckMode(user, command.api_version, exec.String("interactiveMode"), is_used);
  const bool wants_cluster = exec.Bool("provideClusterInfo", false);
  command.info = credentials::ExecInfo(command.api_version,
                                       wants_cluster ? std::optional(cluster) : std::nullopt);
  access.source_origin = user.Place() + "exec";
  if (!is_used) access.exec.reset();
}

// As in client-go, the path of the CA is relative to the working directory, and data has priority.
std::string ReadIssuerCa(EntryReader& user, FieldReader& config) {
  const std::string field = "auth-provider.config.idp-certificate-authority";
  const std::string path = config.String("idp-certificate-authority");
  const std::string data = config.String("idp-certificate-authority-data");
  if (path.empty() && data.empty()) return {};
  const std::string bundle =
      data.empty() ? user.ReadFile(field, path) : text::DecodeBase64(data).value_or("");
  std::string pem = credentials::CertificatesIn(bundle);
  if (pem.empty()) user.Reject(field + " contains no certificate in PEM");
  return pem;
}

void ReadAuthProvider(EntryReader& user, credentials::Access& access) {
  FieldReader provider = user.fields().Object("auth-provider");
  if (const std::string name = provider.String("name"); name != "oidc") {
    user.Reject("auth-provider \"" + name +
                "\" is not supported, because only oidc remained in Kubernetes 1.26; use exec, a "
                "token or a client certificate");
  }
  FieldReader config = provider.Object("config");
  credentials::OidcConfig& oidc = access.oidc.emplace();
  oidc.issuer_url = config.String("idp-issuer-url");
  oidc.client_id = config.String("client-id");
  oidc.client_secret = config.String("client-secret");
  oidc.id_token = config.String("id-token");
  oidc.refresh_token = config.String("refresh-token");
  oidc.ca_pem = ReadIssuerCa(user, config);
  oidc.system_ca_file = access.system_ca_file;
  oidc.system_ca_folders = access.system_ca_folders;
  access.source_origin = user.Place() + "auth-provider";
  if (oidc.issuer_url.empty() || oidc.client_id.empty()) {
    user.Reject("auth-provider needs idp-issuer-url and client-id in its config");
  }
  if (oidc.id_token.empty() && oidc.refresh_token.empty()) {
    user.Reject("auth-provider has neither an id-token nor a refresh-token; log in again");
  }
  const auto problem =
      oidc.id_token.empty() ? std::nullopt : credentials::TokenError(oidc.id_token);
  if (problem) user.Reject("auth-provider.config.id-token " + *problem);
}

}  // namespace

void ReadUser(EntryReader& user, const credentials::ExecCluster& cluster,
              credentials::Access& access) {
  ReadClientCertificate(user, access);
  ReadTokenOrBasic(user, access);
  ReadImpersonation(user, access.impersonation);
  CheckSize(user, access);
  // Other credentials take priority over a plugin, and a token or password over an issuer.
  const bool has_token = access.basic || !access.token.empty() || !access.token_file.empty();
  if (user.Has("exec")) {
    ReadExec(user, cluster, !has_token && !access.client_certificate, access);
  }
  if (!user.Has("auth-provider")) return;
  if (user.Has("exec")) user.Reject("exec and auth-provider are both given; remove one");
  ReadAuthProvider(user, access);
  if (has_token) access.oidc.reset();
}

}  // namespace exporter::kubeconfig
