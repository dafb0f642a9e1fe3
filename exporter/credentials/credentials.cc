#include "exporter/credentials/credentials.h"

namespace exporter::credentials {

Credentials::Credentials(const Access& access)
    : access_(access),
      token_(access),
      plugin_(access.exec ? ExecPlugin::Shared(*access.exec) : nullptr) {}

Result<Credential> Credentials::Current(const Deadline& deadline) {
  if (!access_.endpoint.tls) return Credential{};
  if (plugin_ != nullptr) {
    auto output = plugin_->Current(deadline);
    if (!output) {
      return Fail(output.error().kind, access_.exec_origin + ' ' + output.error().message);
    }
    output_ = *std::move(output);
    return Credential{output_->token, output_->certificate};
  }
  auto token = token_.Current(BearerToken::Clock::now());
  if (!token) return tl::unexpected(token.error());
  return Credential{*std::move(token), access_.client_certificate};
}

bool Credentials::MarkRejected() {
  return plugin_ == nullptr ? token_.MarkRejected() : plugin_->MarkRejected(output_);
}

}  // namespace exporter::credentials
