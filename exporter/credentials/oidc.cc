#include "exporter/credentials/oidc.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "exporter/credentials/bearer_token.h"
#include "exporter/objects/json_reader.h"
#include "exporter/text/base64.h"

namespace exporter::credentials {
namespace {

// The payload of a JWT; empty if the text is not a JWT.
std::string PayloadOf(std::string_view token) {
  const std::size_t begin = token.find('.');
  const std::size_t end = token.find('.', begin + 1);
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  std::string base64(token.substr(begin + 1, end - begin - 1));
  std::replace(base64.begin(), base64.end(), '-', '+');
  std::replace(base64.begin(), base64.end(), '_', '/');
  while (base64.size() % 4 != 0) base64 += '=';
  return text::DecodeBase64(base64).value_or("");
}

std::optional<std::chrono::sys_seconds> ExpiryOf(std::string_view token) {
  constexpr std::chrono::seconds kEarly{10};
  constexpr std::int64_t kYear9999 = 253'402'300'799;
  static constexpr objects::WantedField kFields[] = {{"exp"}};
  const auto claims = objects::ReadObject(PayloadOf(token), kFields);
  const objects::Value* const expiry = claims ? claims->Find("exp") : nullptr;
  if (expiry == nullptr) return std::nullopt;
  double since_epoch = -1;
  if (const auto* const integer = std::get_if<std::int64_t>(&expiry->data)) {
    since_epoch = static_cast<double>(*integer);
  } else if (const auto* const number = std::get_if<objects::Value::Number>(&expiry->data)) {
    since_epoch = number->ToDouble();
  }
  if (since_epoch < 0) return std::nullopt;
  const auto bounded = static_cast<std::int64_t>(std::min<double>(since_epoch, kYear9999));
  return std::chrono::sys_seconds(std::chrono::seconds(bounded) - kEarly);
}

// `token` is the refresh token, and becomes the issuer's new one.
Result<Credential> Refresh(const OidcConfig& config, const OidcRefresh& refresh, std::string& token,
                           const Deadline& deadline) {
  if (token.empty()) {
    return Fail(
        ErrorKind::kConfig,
        "oidc: the id-token has expired or was rejected, and there is no refresh-token; log "
        "in again");
  }
  auto tokens = refresh(config, token, deadline);
  if (!tokens) return Fail(tokens.error().kind, "oidc: " + tokens.error().message);
  if (!tokens->refresh_token.empty()) token = tokens->refresh_token;
  if (const auto problem = TokenError(tokens->id_token)) {
    return Fail(ErrorKind::kConfig, "oidc: the id_token of the issuer " + *problem);
  }
  return ParseIdToken(tokens->id_token);
}

}  // namespace

Credential ParseIdToken(std::string_view id_token) {
  return {.token = std::string(id_token), .expires = ExpiryOf(id_token)};
}

std::shared_ptr<CredentialCache> SharedOidc(const OidcConfig& config, const OidcRefresh& refresh) {
  return SharedCache(config, [&config, &refresh] {
    std::optional<Credential> first;
    if (!config.id_token.empty()) first = ParseIdToken(config.id_token);
    // Nothing can replace this token, and the server may have a clock that is late.
    if (first && config.refresh_token.empty()) first->expires.reset();
    return std::make_shared<CredentialCache>(
        "oidc: the refresh",
        [config, refresh, token = config.refresh_token](const Deadline& deadline) mutable {
          return Refresh(config, refresh, token, deadline);
        },
        std::move(first));
  });
}

}  // namespace exporter::credentials
