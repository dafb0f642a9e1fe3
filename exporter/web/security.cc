#include "exporter/web/security.h"

#include <algorithm>
#include <string_view>

#include "exporter/config/web_config.h"
#include "exporter/web/tls_context.h"

namespace exporter::web {
namespace {

constexpr std::chrono::seconds kLookAgainAfter{1};
// Longer than it takes to write a file.
constexpr std::chrono::seconds kDoubt{10};

// What a client must have, or is given, in words.
std::vector<std::string_view> ProtectionsOf(const Guard& guard) {
  std::vector<std::string_view> protections;
  if (guard.tls != nullptr) {
    protections.emplace_back("TLS");
    const auto mode = static_cast<unsigned>(SSL_CTX_get_verify_mode(guard.tls.get()));
    if ((mode & SSL_VERIFY_FAIL_IF_NO_PEER_CERT) != 0) {
      protections.emplace_back("client certificates");
    }
  }
  if (!guard.users->empty()) protections.emplace_back("users");
  return protections;
}

// Those of the first guard that the second has no more: "TLS, users".
std::string LostBetween(const Guard& before, const Guard& after) {
  const auto left = ProtectionsOf(after);
  std::string lost;
  for (const std::string_view protection : ProtectionsOf(before)) {
    if (std::find(left.begin(), left.end(), protection) != left.end()) continue;
    lost += (lost.empty() ? "" : ", ") + std::string(protection);
  }
  return lost;
}

bool HoldsNothing(const Guard& guard) {
  return ProtectionsOf(guard).empty() && guard.headers.empty();
}

}  // namespace

Result<std::unique_ptr<Security>> Security::Load(const std::string& file, logging::Logger& logger) {
  std::unique_ptr<Security> security(new Security(file, logger));
  auto guard = security->Read();
  if (!guard) return tl::unexpected(guard.error());
  security->guard_ = *std::move(guard);
  security->fingerprint_ = security->files_.Fingerprint();
  security->looked_at_ = Clock::now();
  return security;
}

std::unique_ptr<Security> Security::None(logging::Logger& logger) {
  std::unique_ptr<Security> security(new Security("", logger));
  security->guard_ = std::make_shared<const Guard>(
      Guard{.tls = nullptr,
            .users = std::make_shared<BasicAuth>(decltype(config::WebConfig::users){}),
            .headers = {}});
  return security;
}

std::shared_ptr<const Guard> Security::Current(Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  if (file_.empty() || now - looked_at_ < kLookAgainAfter) return guard_;
  looked_at_ = now;
  const bool same = files_.Fingerprint() == fingerprint_;
  const bool doubted = same && doubted_since_;
  if (same && (!doubted || now - *doubted_since_ < kDoubt)) return guard_;
  auto guard = Read();
  if (guard && HoldsNothing(**guard)) {
    guard = Fail(ErrorKind::kConfig, "web configuration " + file_ +
                                         ": holds nothing; to serve without it, start again");
  }
  fingerprint_ = files_.Fingerprint();
  doubted_since_.reset();
  if (!doubted && guard && !LostBetween(*guard_, **guard).empty()) {
    doubted_since_ = now;
    return guard_;
  }
  Replace(std::move(guard));
  return guard_;
}

void Security::Replace(Result<std::shared_ptr<const Guard>> guard) {
  if (!guard) {
    logger_.Error("web configuration not reloaded; the one before stays in force",
                  {{"error", guard.error().message}});
    return;
  }
  const std::string lost = LostBetween(*guard_, **guard);
  guard_ = *std::move(guard);
  logger_.Info("web configuration reloaded", {});
  if (!lost.empty()) {
    logger_.Warn("the port is served without what it had before", {{"lost", lost}});
  }
}

Result<std::shared_ptr<const Guard>> Security::Read() {
  files_ = {};
  const auto text = files_.Read(file_);
  if (!text) return Fail(ErrorKind::kConfig, "web configuration " + text.error().message);
  auto config = config::ParseWebConfig(*text, file_);
  if (!config) return tl::unexpected(config.error());
  Guard guard;
  if (config->tls) {
    auto context = MakeTlsContext(*config->tls, files_);
    if (!context) {
      return Fail(ErrorKind::kConfig,
                  "web configuration " + file_ + ": " + context.error().message);
    }
    guard.tls = *std::move(context);
  }
  guard.users = std::make_shared<BasicAuth>(std::move(config->users),
                                            guard_ == nullptr ? nullptr : guard_->users.get());
  guard.headers = std::move(config->headers);
  return std::make_shared<const Guard>(std::move(guard));
}

}  // namespace exporter::web
