#include "exporter/kubeconfig/resolve_user.h"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "exporter/credentials/pem.h"
#include "exporter/kubeconfig/entry_reader.h"
#include "exporter/kubeconfig/resolve_exec.h"
#include "exporter/objects/field_reader.h"

namespace exporter::kubeconfig {
namespace {

using objects::FieldReader;
using objects::Value;

Result<void> ReadClientCertificate(EntryReader& user, credentials::Access& access) {
  auto certificate = user.FileOrData("client-certificate");
  if (!certificate) return tl::unexpected(certificate.error());
  if (certificate->empty()) return {};
  auto key = user.FileOrData("client-key");
  if (!key) return tl::unexpected(key.error());
  if (key->empty()) {
    return user.Bad(
        "client-certificate is given without its key; add client-key or "
        "client-key-data");
  }
  if (const auto fault = credentials::FindFault(*certificate, *key)) {
    return user.Bad("client-certificate " + *fault);
  }
  access.client_certificate = {*std::move(certificate), *std::move(key)};
  return {};
}

// What goes into a header must not make a second one of it.
bool HasLineBreak(const std::string& text) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  return text.find_first_of(kBreaks) != std::string::npos;
}

Result<void> CheckOneLine(const EntryReader& user, const credentials::Impersonation& as) {
  if (HasLineBreak(as.user)) return user.Bad("as holds a line break");
  if (HasLineBreak(as.uid)) return user.Bad("as-uid holds a line break");
  for (const std::string& group : as.groups) {
    if (HasLineBreak(group)) return user.Bad("as-groups holds a line break");
  }
  for (const auto& [key, value] : as.extra) {  // a key is encoded
    if (HasLineBreak(value)) return user.Bad("as-user-extra holds a line break");
  }
  return {};
}

Result<void> ReadTokenOrBasic(EntryReader& user, credentials::Access& access) {
  FieldReader& fields = user.fields();
  access.token = fields.String("token");
  access.token_file = user.Path(fields.String("tokenFile"));
  std::string username = fields.String("username");
  std::string password = fields.String("password");
  if (auto sound = user.Check(); !sound) return sound;

  if (HasLineBreak(access.token)) return user.Bad("token holds a line break");
  access.token_origin = user.Place() + "tokenFile";
  const bool basic = !username.empty() || !password.empty();
  if (basic && !(access.token.empty() && access.token_file.empty())) {
    return user.Bad("a token and a username or password are both given; keep one");
  }
  if (basic) access.basic = {std::move(username), std::move(password)};
  if (!access.token_file.empty()) access.token.clear();  // the file wins
  return {};
}

Result<void> ReadImpersonation(EntryReader& user, credentials::Access& access) {
  FieldReader& fields = user.fields();
  credentials::Impersonation& as = access.impersonation;
  as.user = fields.String("as");
  as.uid = fields.String("as-uid");
  const auto strings = [](const std::vector<Value>& values) {
    std::vector<std::string> texts;
    texts.reserve(values.size());
    for (const Value& value : values) texts.push_back(std::get<std::string>(value.data));
    return texts;
  };
  as.groups = strings(fields.Strings("as-groups"));
  FieldReader extra = fields.Object("as-user-extra");
  for (const std::string& key : extra.Keys()) {
    for (std::string& value : strings(extra.Strings(key))) {
      as.extra.emplace_back(key, std::move(value));
    }
  }
  if (auto sound = user.Check(); !sound) return sound;
  if (auto one_line = CheckOneLine(user, as); !one_line) return one_line;
  if (as.user.empty() && !(as.uid.empty() && as.groups.empty() && as.extra.empty())) {
    return user.Bad(
        "as-uid, as-groups or as-user-extra is given without as; name the user to "
        "impersonate");
  }
  return {};
}

// What a request carries of it. API servers take 1 MiB of headers.
Result<void> CheckSize(const EntryReader& user, const credentials::Access& access) {
  constexpr std::size_t kMostBytes = 524'288;
  const credentials::Impersonation& as = access.impersonation;
  std::size_t bytes = access.token.size() + as.user.size() + as.uid.size();
  if (access.basic) bytes += access.basic->username.size() + access.basic->password.size();
  for (const std::string& group : as.groups) bytes += group.size();
  for (const auto& [key, value] : as.extra) bytes += key.size() + value.size();
  if (bytes <= kMostBytes) return {};
  return user.Bad("its credentials and the names to impersonate have " + std::to_string(bytes) +
                  " bytes; a request carries at most " + std::to_string(kMostBytes));
}

}  // namespace

Result<void> ReadUser(const KubeconfigEntry& entry, const credentials::ExecCluster& cluster,
                      files::WatchedFiles& files, credentials::Access& access) {
  EntryReader user("user", entry, files);
  for (auto* const read : {&ReadClientCertificate, &ReadTokenOrBasic, &ReadImpersonation}) {
    if (auto sound = read(user, access); !sound) return sound;
  }
  if (auto sound = CheckSize(user, access); !sound) return sound;
  if (user.Has("auth-provider")) {
    return user.Bad(
        "auth-provider was removed from Kubernetes in 1.26; use exec, a token or a "
        "client certificate");
  }
  // Other credentials silence a plugin.
  const bool has_credentials = access.client_certificate || access.basic || !access.token.empty() ||
                               !access.token_file.empty();
  if (!user.Has("exec") || has_credentials) return {};
  auto exec = ReadExec(user, cluster);
  if (!exec) return tl::unexpected(exec.error());
  access.exec = *std::move(exec);
  access.exec_origin = user.Place() + "exec";
  return {};
}

}  // namespace exporter::kubeconfig
