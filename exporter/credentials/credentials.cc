#include "exporter/credentials/credentials.h"

#include <utility>

#include "exporter/credentials/exec_plugin.h"

namespace exporter::credentials {
namespace {

// nullptr if the access has neither a plugin nor an issuer.
std::shared_ptr<CredentialCache> CacheOf(const Access& access, const OidcRefresh& refresh) {
  if (access.exec) return SharedExecPlugin(*access.exec);
  return access.oidc ? SharedOidc(*access.oidc, refresh) : nullptr;
}

}  // namespace

Credentials::Credentials(const Access& access, const OidcRefresh& refresh)
    : access_(access), token_(access), cache_(CacheOf(access, refresh)) {}

Result<Credential> Credentials::Current(const Deadline& deadline) {
  if (!access_.endpoint.tls) return Credential{};
  if (cache_ != nullptr) return Take(cache_->Current(deadline));
  auto token = token_.Current(BearerToken::Clock::now());
  error_ = token_.file_error();
  if (!token) return tl::unexpected(token.error());
  return Credential{*std::move(token), access_.client_certificate, std::nullopt};
}

std::optional<Credential> Credentials::Replace(const Credential& rejected,
                                               const Deadline& deadline) {
  if (cache_ == nullptr && !token_.MarkRejected()) return std::nullopt;
  auto current = cache_ == nullptr ? Current(deadline) : Take(cache_->Replace(cached_, deadline));
  if (!current) return std::nullopt;
  if (current->token == rejected.token && current->certificate == rejected.certificate) {
    return std::nullopt;
  }
  return *std::move(current);
}

Result<Credential> Credentials::Take(Result<CredentialCache::Shared> shared) {
  if (!shared) {
    error_ = access_.source_origin + ' ' + shared.error().message;
    return Fail(shared.error().kind, error_);
  }
  error_.clear();
  cached_ = *std::move(shared);
  Credential credential = *cached_;
  if (!credential.certificate) credential.certificate = access_.client_certificate;
  return credential;
}

}  // namespace exporter::credentials
