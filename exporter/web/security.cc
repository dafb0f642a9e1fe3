#include "exporter/web/security.h"

#include "exporter/config/web_config.h"
#include "exporter/web/tls_context.h"

namespace exporter::web {
namespace {

constexpr std::chrono::seconds kLookAgainAfter{1};

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
  if (files_.Fingerprint() == fingerprint_) return guard_;
  auto guard = Read();
  fingerprint_ = files_.Fingerprint();
  if (guard) {
    guard_ = *std::move(guard);
    logger_.Info("web configuration reloaded", {});
  } else {
    logger_.Error("web configuration not reloaded; the one before stays in force",
                  {{"error", guard.error().message}});
  }
  return guard_;
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
  guard.users = std::make_shared<BasicAuth>(std::move(config->users));
  guard.headers = std::move(config->headers);
  return std::make_shared<const Guard>(std::move(guard));
}

}  // namespace exporter::web
