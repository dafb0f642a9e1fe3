#include "exporter/kubernetes/api_client.h"

#include <utility>
#include <vector>

#include "exporter/credentials/redact.h"
#include "exporter/credentials/url.h"
#include "exporter/kubernetes/http_status.h"
#include "exporter/kubernetes/oidc_refresh.h"
#include "exporter/kubernetes/transfer.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/json_reader.h"
#include "exporter/text/visible_text.h"

namespace exporter::kubernetes {
namespace {

// Encodes a key of `as-user-extra` for a header's name, as client-go does.
std::string EncodeHeaderKey(const std::string& key) {
  constexpr std::string_view kAlsoLegal =
      "!#$&'*+^`|";  // in addition to PercentEncode's characters
  std::string encoded;
  for (const char c : key) {
    encoded += kAlsoLegal.find(c) == std::string_view::npos ? credentials::PercentEncode({&c, 1})
                                                            : std::string(1, c);
  }
  return encoded;
}

std::vector<std::string> HeadersOf(const credentials::Access& access, const std::string& token) {
  std::vector<std::string> headers = {"Accept: application/json"};
  if (!access.tls_server_name.empty()) {
    headers.push_back("Host: " + credentials::HostAndPort(access.endpoint));
  }
  if (!access.endpoint.tls) return headers;  // never send credentials unencrypted

  if (!token.empty()) headers.push_back("Authorization: Bearer " + token);
  const credentials::Impersonation& as = access.impersonation;
  if (as.user.empty()) return headers;
  headers.push_back("Impersonate-User: " + as.user);
  if (!as.uid.empty()) headers.push_back("Impersonate-Uid: " + as.uid);
  for (const std::string& group : as.groups) headers.push_back("Impersonate-Group: " + group);
  for (const auto& [key, value] : as.extra) {
    headers.push_back("Impersonate-Extra-" + EncodeHeaderKey(key) + ": " + value);
  }
  return headers;
}

// The message of a Status object; empty if the body is not a Status object.
std::string StatusMessage(const Response& response) {
  static constexpr objects::WantedField kFields[] = {{"kind"}, {"message"}};
  const auto object = objects::ReadObject(response.body, kFields);
  if (!object) return {};
  objects::FieldReader reader(*object);
  if (reader.String("kind") != "Status") return {};
  return std::string(
      text::Excerpt(credentials::Redact(reader.String("message"), response.secrets)));
}

ErrorKind KindOf(int status) {
  if (status == kUnauthorized) return ErrorKind::kUnauthorized;
  if (status == kForbidden) return ErrorKind::kForbidden;
  if (status == kTooManyRequests) return ErrorKind::kThrottled;
  // Only a proxy sends this status, for a server without TLS.
  if (status == kProxyAuthenticationRequired) return ErrorKind::kUnreachable;
  if (status >= kFirstServerError) return ErrorKind::kUnreachable;
  return ErrorKind::kProtocol;
}

// "https://login.example.com" of "https://login.example.com/path?token=…": the query may contain
// secrets.
std::string OriginOfLocation(const Response& response) {
  const std::string& url = response.location;
  const std::size_t mark = url.find("://");
  if (mark == std::string::npos) return "another page";
  return std::string(text::Excerpt(
      credentials::Redact(url.substr(0, url.find_first_of("/?#", mark + 3)), response.secrets)));
}

}  // namespace

ApiClient::ApiClient(credentials::Access access, std::string user_agent, std::size_t max_body_bytes)
    : access_(std::move(access)),
      user_agent_(std::move(user_agent)),
      max_body_bytes_(max_body_bytes),
      credentials_(access_, [agent = user_agent_](const credentials::OidcConfig& config,
                                                  const std::string& refresh_token,
                                                  const credentials::Deadline& deadline) {
        return RefreshOidcTokens(config, refresh_token, agent, deadline);
      }) {}

ApiClient::~ApiClient() = default;

void ApiClient::Disconnect() {
  if (transfer_ != nullptr) transfer_->Disconnect();
}

Result<Response> ApiClient::Get(std::string_view path_and_query,
                                const credentials::Deadline& deadline, std::string_view etag) {
  const auto credential = credentials_.Current(deadline);
  if (!credential) return tl::unexpected(credential.error());
  auto response = SendOnce(path_and_query, "", etag, *credential, deadline);
  if (!response || response->status != kUnauthorized) return response;
  // A token file or a plugin may have newer credentials.
  const auto fresh = credentials_.Replace(*credential, deadline);
  if (fresh) return SendOnce(path_and_query, "", etag, *fresh, deadline);
  response->credential_error = credentials_.error();
  return response;
}

Result<Response> ApiClient::Post(std::string_view path_and_query, const std::string& form,
                                 const credentials::Deadline& deadline) {
  const auto credential = credentials_.Current(deadline);
  if (!credential) return tl::unexpected(credential.error());
  return SendOnce(path_and_query, form, "", *credential, deadline);
}

Result<Response> ApiClient::SendOnce(std::string_view path_and_query, const std::string& form,
                                     std::string_view etag,
                                     const credentials::Credential& credential,
                                     const credentials::Deadline& deadline) {
  // A new certificate needs a new connection.
  if (transfer_ == nullptr || transfer_->certificate() != credential.certificate) {
    transfer_ = NewTransfer(credential.certificate);
  }
  std::vector<std::string> headers = HeadersOf(access_, credential.token);
  if (!etag.empty()) headers.push_back("If-None-Match: " + std::string(etag));
  auto response = transfer_->Run(UrlOf(path_and_query), headers, form, deadline, meanwhile_);
  if (response) {
    response->secrets = credentials::SecretsOf(access_, credential.token);
    response->credential_error = credentials_.error();
  }
  return response;
}

std::unique_ptr<ApiClient::Transfer> ApiClient::NewTransfer(
    std::optional<credentials::ClientCertificate> certificate) {
  return std::make_unique<Transfer>(access_, resolver_, std::move(certificate), user_agent_,
                                    max_body_bytes_);
}

std::string ApiClient::UrlOf(std::string_view path_and_query) const {
  credentials::Endpoint in_url = access_.endpoint;
  if (!access_.tls_server_name.empty()) in_url.host = access_.tls_server_name;
  return credentials::OriginOf(in_url) + access_.endpoint.path_prefix + std::string(path_and_query);
}

Result<ApiClient::PreparedRequest> ApiClient::Prepare(std::string_view path_and_query,
                                                      const credentials::Deadline& deadline) {
  const auto credential = credentials_.Current(deadline);
  if (!credential) return tl::unexpected(credential.error());
  return PreparedRequest{
      .url = UrlOf(path_and_query),
      .headers = HeadersOf(access_, credential->token),
      .certificate = credential->certificate,
      .address = transfer_ == nullptr ? std::string() : transfer_->preferred_address(),
      .secrets = credentials::SecretsOf(access_, credential->token)};
}

Error ErrorOf(const Response& response, std::string_view path) {
  std::string message = std::string(path) + ": HTTP " + std::to_string(response.status);
  if (const std::string status = StatusMessage(response); !status.empty()) {
    message += ": " + status;
  } else if (!response.location.empty()) {
    message +=
        ": a redirect to " + OriginOfLocation(response) + ", which an API server does not send";
  }
  if (response.status == kUnauthorized && !response.credential_error.empty()) {
    message += "; older credentials were sent: " + response.credential_error;
  }
  return {KindOf(response.status), std::move(message), response.retry_after};
}

Result<void> ExpectJson(const Response& response, std::string_view path) {
  const std::string& type = response.content_type;
  if (type.empty() || type.find("json") != std::string::npos) return {};
  return Fail(ErrorKind::kProtocol,
              std::string(path) + ": a response of type \"" +
                  std::string(text::Excerpt(credentials::Redact(type, response.secrets))) +
                  "\", but an API server sends JSON");
}

}  // namespace exporter::kubernetes
