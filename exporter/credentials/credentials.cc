#include "exporter/credentials/credentials.h"

namespace exporter::credentials {

Credentials::Credentials(const Access& access)
    : access_(access),
      token_(access),
      plugin_(access.exec ? ExecPlugin::Shared(*access.exec) : nullptr) {}

Result<Credential> Credentials::Current(const Deadline& deadline) {
  if (!access_.endpoint.tls) return Credential{};
  if (plugin_ != nullptr) {
    auto answer = plugin_->Current(deadline);
    if (!answer) {
      return Fail(answer.error().kind, access_.exec_origin + ' ' + answer.error().message);
    }
    answer_ = *std::move(answer);
    return Credential{answer_->token, answer_->certificate};
  }
  auto token = token_.Current(BearerToken::Clock::now());
  if (!token) return tl::unexpected(token.error());
  return Credential{*std::move(token), access_.client_certificate};
}

bool Credentials::Refused() {
  return plugin_ == nullptr ? token_.Refused() : plugin_->Refused(answer_);
}

}  // namespace exporter::credentials
