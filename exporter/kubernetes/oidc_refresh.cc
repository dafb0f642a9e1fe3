#include "exporter/kubernetes/oidc_refresh.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/credentials/redact.h"
#include "exporter/credentials/url.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/kubernetes/http_status.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/json_reader.h"
#include "exporter/text/visible_text.h"

namespace exporter::kubernetes {
namespace {

using credentials::OidcConfig;
using credentials::OidcTokens;
using credentials::PercentEncode;

tl::unexpected<Error> Bad(const std::string& what) { return Fail(ErrorKind::kConfig, what); }

tl::unexpected<Error> AsConfig(Error error) {
  if (error.kind != ErrorKind::kTimeout) error.kind = ErrorKind::kConfig;
  return tl::unexpected(std::move(error));
}

// An access to an https URL, without its path. `name` is the URL in messages.
Result<credentials::Access> AccessTo(std::string_view url, std::string_view name,
                                     const OidcConfig& config) {
  auto endpoint = credentials::ParseServerUrl(url, "https://issuer.example.com");
  if (!endpoint) return Bad(std::string(name) + ' ' + endpoint.error());
  if (!endpoint->tls) return Bad(std::string(name) + " must begin with https://");
  credentials::Access access;
  access.endpoint = *std::move(endpoint);
  access.endpoint.path_prefix.clear();
  access.ca_pem = config.ca_pem;
  access.system_ca_file = config.system_ca_file;
  access.system_ca_folders = config.system_ca_folders;
  access.proxy = config.proxy;
  return access;
}

// "/a?b" of "https://h/a?b#c". REQUIRES: ParseServerUrl accepts the URL.
std::string PathAndQuery(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  url = url.substr(0, url.find('#'));
  const std::size_t begin = url.find_first_of("/?");
  if (begin == std::string_view::npos) return "/";
  return (url[begin] == '?' ? "/" : "") + std::string(url.substr(begin));
}

struct Metadata {
  std::string token_endpoint;
  bool secret_in_body = false;  // the endpoint does not accept basic authentication
};

Result<Metadata> Discover(const OidcConfig& config, const std::string& user_agent,
                          const credentials::Deadline& deadline) {
  auto access = AccessTo(config.issuer_url, "idp-issuer-url", config);
  if (!access) return tl::unexpected(access.error());
  const std::string origin = credentials::OriginOf(access->endpoint);
  ApiClient client(*std::move(access), user_agent);
  std::string path = PathAndQuery(config.issuer_url);
  if (path.ends_with('/')) path.pop_back();
  path += "/.well-known/openid-configuration";
  const auto response = client.Get(path, deadline);
  if (!response) return AsConfig(response.error());
  if (response->status != kOk) return AsConfig(ErrorOf(*response, origin + path));

  static constexpr objects::WantedField kFields[] = {{"token_endpoint"},
                                                     {"token_endpoint_auth_methods_supported"}};
  const auto object = objects::ReadObject(response->body, kFields);
  if (!object) return Bad(origin + path + ": " + object.error().message);
  objects::FieldReader reader(*object);
  Metadata metadata{.token_endpoint = reader.String("token_endpoint")};
  std::vector<std::string> methods;
  for (const objects::Value& method : reader.Strings("token_endpoint_auth_methods_supported")) {
    methods.push_back(std::get<std::string>(method.data));
  }
  if (reader.error()) return Bad(origin + path + ": " + reader.error()->message);
  const auto supports = [&methods](std::string_view method) {
    return std::find(methods.begin(), methods.end(), method) != methods.end();
  };
  metadata.secret_in_body = supports("client_secret_post") && !supports("client_secret_basic");
  return metadata;
}

// `: invalid_grant`; empty if the response has no error code.
std::string ErrorCodeOf(const Response& response, const std::string& refresh_token) {
  static constexpr objects::WantedField kFields[] = {{"error"}};
  const auto object = objects::ReadObject(response.body, kFields);
  if (!object) return {};
  std::vector<std::string> secrets = response.secrets;
  secrets.push_back(refresh_token);
  const std::string code = objects::FieldReader(*object).String("error");
  if (code.empty()) return {};
  return ": " + std::string(text::Excerpt(credentials::Redact(code, secrets)));
}

}  // namespace

Result<OidcTokens> RefreshOidcTokens(const OidcConfig& config, const std::string& refresh_token,
                                     const std::string& user_agent,
                                     const credentials::Deadline& deadline) {
  const auto metadata = Discover(config, user_agent, deadline);
  if (!metadata) return tl::unexpected(metadata.error());
  auto access = AccessTo(metadata->token_endpoint, "the issuer's token_endpoint", config);
  if (!access) return tl::unexpected(access.error());

  std::string form = "grant_type=refresh_token&refresh_token=" + PercentEncode(refresh_token);
  const bool basic = !config.client_secret.empty() && !metadata->secret_in_body;
  if (basic) {
    // Encoded as in a form (RFC 6749, 2.3.1).
    access->basic = {PercentEncode(config.client_id), PercentEncode(config.client_secret)};
  } else {
    form += "&client_id=" + PercentEncode(config.client_id);
    if (!config.client_secret.empty()) {
      form += "&client_secret=" + PercentEncode(config.client_secret);
    }
  }
  const std::string origin = credentials::OriginOf(access->endpoint);
  ApiClient client(*std::move(access), user_agent);
  const auto response = client.Post(PathAndQuery(metadata->token_endpoint), form, deadline);
  if (!response) return AsConfig(response.error());
  if (response->status != kOk) {
    return Bad(origin + " refuses the refresh-token: HTTP " + std::to_string(response->status) +
               ErrorCodeOf(*response, refresh_token));
  }
  static constexpr objects::WantedField kFields[] = {{"id_token"}, {"refresh_token"}};
  const auto object = objects::ReadObject(response->body, kFields);
  if (!object) return Bad(origin + ": " + object.error().message);
  objects::FieldReader reader(*object);
  OidcTokens tokens{reader.String("id_token"), reader.String("refresh_token")};
  if (reader.error()) return Bad(origin + ": " + reader.error()->message);
  if (tokens.id_token.empty()) {
    return Bad(origin + " sent no id_token; log in again with the scope openid");
  }
  return tokens;
}

}  // namespace exporter::kubernetes
