#include "exporter/config/web_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <variant>

#include "exporter/config/strict_mapping.h"

namespace exporter::config {
namespace {

using objects::Value;

template <typename T, std::size_t kSize>
using Words = std::array<std::pair<std::string_view, T>, kSize>;

constexpr Words<ClientAuth, 6> kClientAuths = {
    {{"NoClientCert", ClientAuth::kNone},
     {"RequestClientCert", ClientAuth::kRequest},
     {"RequireClientCert", ClientAuth::kRequireAny},
     {"RequireAnyClientCert", ClientAuth::kRequireAny},
     {"VerifyClientCertIfGiven", ClientAuth::kVerifyIfGiven},
     {"RequireAndVerifyClientCert", ClientAuth::kRequireVerify}}};
constexpr Words<TlsVersion, 2> kTlsVersions = {
    {{"TLS12", TlsVersion::k12}, {"TLS13", TlsVersion::k13}}};

// Sets `into` to the value of the word at `key`. `into` is unchanged if the key is absent.
template <typename T, std::size_t kSize>
void ReadWord(StrictMapping& fields, std::string_view key, const Words<T, kSize>& words, T& into) {
  const auto text = fields.String(key);
  if (!text) return;
  const auto* const word = std::find_if(words.begin(), words.end(),
                                        [&](const auto& each) { return each.first == *text; });
  if (word != words.end()) {
    into = word->second;
    return;
  }
  std::vector<std::string_view> names;
  for (const auto& [name, value] : words) names.push_back(name);
  fields.Reject(fields.LineOf(key), fmt::format("invalid value \"{}\" for {}: use {}", *text, key,
                                                fmt::join(names, ", ")));
}

TlsServerConfig ReadTls(const Value& value, const std::filesystem::path& folder, Faults& faults) {
  StrictMapping fields(
      value, "tls_server_config",
      {"cert_file", "key_file", "client_ca_file", "client_auth_type", "min_version"}, faults,
      {"cert", "key", "client_ca", "client_allowed_sans", "max_version", "cipher_suites",
       "curve_preferences", "prefer_server_cipher_suites"});
  const auto path = [&](std::string_view key) {
    const auto text = fields.String(key);
    return text ? (folder / *text).string() : std::string();
  };
  TlsServerConfig tls;
  tls.cert_file = path("cert_file");
  tls.key_file = path("key_file");
  tls.client_ca_file = path("client_ca_file");
  ReadWord(fields, "client_auth_type", kClientAuths, tls.client_auth);
  ReadWord(fields, "min_version", kTlsVersions, tls.min_version);
  if (tls.cert_file.empty() || tls.key_file.empty()) {
    fields.Reject(value.line, "tls_server_config must have cert_file and key_file");
  }
  const bool verifies = tls.client_auth == ClientAuth::kVerifyIfGiven ||
                        tls.client_auth == ClientAuth::kRequireVerify;
  if (verifies == tls.client_ca_file.empty()) {
    fields.Reject(value.line, verifies ? "client_auth_type needs a client_ca_file"
                                       : "client_ca_file needs a client_auth_type that verifies: "
                                         "VerifyClientCertIfGiven or RequireAndVerifyClientCert");
  }
  return tls;
}

using Headers = std::vector<std::pair<std::string, std::string>>;

Headers ReadHeaders(const Value& value, Faults& faults) {
  const std::vector<std::string_view> allowed = {"Strict-Transport-Security",
                                                 "X-Content-Type-Options", "X-Frame-Options",
                                                 "X-XSS-Protection", "Content-Security-Policy"};
  StrictMapping fields(value, "headers", allowed, faults);
  Headers headers;
  for (const std::string_view name : allowed) {
    auto text = fields.String(name);
    if (!text) continue;
    if (text->find_first_of("\r\n") != std::string::npos) {
      fields.Reject(fields.LineOf(name), std::string(name) + " contains a line break");
    }
    headers.emplace_back(name, *std::move(text));
  }
  return headers;
}

Headers ReadHttp(const Value& value, Faults& faults) {
  // The key http2 is accepted, but has no effect, because the server supports only HTTP/1.1.
  StrictMapping fields(value, "http_server_config", {"http2", "headers"}, faults);
  fields.Bool("http2", true);
  const Value* const headers = value.Find("headers");
  return headers == nullptr ? Headers() : ReadHeaders(*headers, faults);
}

// True for a bcrypt hash: "$2y$10$" and 53 characters. The cost must be at most 16. Bcrypt allows a
// cost of 31, but checking one such password takes days.
bool IsBcrypt(std::string_view hash) {
  constexpr std::size_t kLength = 60;
  constexpr std::string_view kCharacters =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  if (hash.size() != kLength || !hash.starts_with("$2") || hash[3] != '$' || hash[6] != '$') {
    return false;
  }
  const std::string_view cost = hash.substr(4, 2);
  return std::string_view("aby").find(hash[2]) != std::string_view::npos && cost >= "04" &&
         cost <= "16" && hash.substr(7).find_first_not_of(kCharacters) == std::string_view::npos;
}

std::map<std::string, std::string> ReadUsers(const Value& value, Faults& faults) {
  StrictMapping fields(value, "basic_auth_users", {}, faults);
  std::map<std::string, std::string> users;
  if (const auto* const object = std::get_if<Value::Object>(&value.data)) {
    for (const Value::Field& field : *object) {
      const auto* const hash = std::get_if<std::string>(&field.value.data);
      if (hash == nullptr || !IsBcrypt(*hash)) {
        fields.Reject(
            field.line,
            fmt::format(
                "password of user \"{}\" is not a bcrypt hash (cost 4 to 16); create one with "
                "htpasswd -nBC 10 ''",
                field.name));
      } else {
        users.emplace(field.name, *hash);
      }
    }
  }
  return users;
}

WebConfig ReadConfig(const Value& root, const std::filesystem::path& folder, Faults& faults) {
  const StrictMapping fields(root, "the web configuration",
                             {"tls_server_config", "http_server_config", "basic_auth_users"},
                             faults, {"rate_limit"});
  // An empty section is an error, because the file may be incomplete while it is being written.
  WebConfig config;
  if (const Value* const value = root.Find("tls_server_config")) {
    config.tls = ReadTls(*value, folder, faults);
  }
  if (const Value* const value = root.Find("http_server_config")) {
    config.headers = ReadHttp(*value, faults);
  }
  if (const Value* const value = root.Find("basic_auth_users")) {
    config.users = ReadUsers(*value, faults);
  }
  return config;
}

}  // namespace

Result<WebConfig> ParseWebConfig(std::string_view text, const std::string& file) {
  const auto document = ReadDocument(text, file);
  if (!document) return tl::unexpected(document.error());
  if (document->IsNull()) return WebConfig{};
  Faults faults;
  WebConfig config = ReadConfig(*document, std::filesystem::path(file).parent_path(), faults);
  if (faults.first()) return tl::unexpected(InFile(file, *faults.first()));
  return config;
}

}  // namespace exporter::config
