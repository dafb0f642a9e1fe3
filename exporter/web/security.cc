#include "exporter/web/security.h"

#include <algorithm>
#include <string_view>

#include "exporter/config/web_config.h"
#include "exporter/web/tls_context.h"

namespace exporter::web {
namespace {

constexpr std::chrono::seconds kCheckInterval{1};
// Longer than it takes to write a file.
constexpr std::chrono::seconds kConfirmTime{10};

// The protections of the guard, as words for the log.
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

// The protections that only `before` has: "TLS, users".
std::string RemovedProtections(const Guard& before, const Guard& after) {
  const auto left = ProtectionsOf(after);
  std::string removed;
  for (const std::string_view protection : ProtectionsOf(before)) {
    if (std::find(left.begin(), left.end(), protection) != left.end()) continue;
    removed += (removed.empty() ? "" : ", ") + std::string(protection);
  }
  return removed;
}

bool IsEmpty(const Guard& guard) { return ProtectionsOf(guard).empty() && guard.headers.empty(); }

}  // namespace

Result<std::unique_ptr<Security>> Security::Load(const std::string& file, logging::Logger& logger) {
  std::unique_ptr<Security> security(new Security(file, logger));
  auto guard = security->Read();
  if (!guard) return tl::unexpected(guard.error());
  security->guard_ = *std::move(guard);
  security->checked_at_ = Clock::now();
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
  if (file_.empty() || now - checked_at_ < kCheckInterval) return guard_;
  checked_at_ = now;
  if (!files_.HaveChanged()) {
    if (unconfirmed_ != nullptr && now - read_at_ >= kConfirmTime) {
      Replace(std::exchange(unconfirmed_, nullptr));
    }
    return guard_;
  }
  read_at_ = now;
  auto guard = Read();
  if (guard && IsEmpty(**guard)) {
    guard =
        Fail(ErrorKind::kConfig, "web configuration " + file_ +
                                     ": the file is empty; to serve without protection, restart");
  }
  const bool removes = guard && !RemovedProtections(*guard_, **guard).empty();
  unconfirmed_ = removes ? *guard : nullptr;
  if (!removes) Replace(std::move(guard));
  return guard_;
}

void Security::Replace(Result<std::shared_ptr<const Guard>> guard) {
  if (!guard) {
    logger_.Error("cannot reload the web configuration; keeping the previous one",
                  {{"error", guard.error().message}});
    return;
  }
  const std::string removed = RemovedProtections(*guard_, **guard);
  guard_ = *std::move(guard);
  logger_.Info("web configuration reloaded", {});
  if (!removed.empty()) {
    logger_.Warn("the new web configuration removes protection", {{"removed", removed}});
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
