#include "exporter/cli/health_command.h"

#include <chrono>
#include <cstdio>

#include "exporter/app/routes.h"
#include "exporter/app/version.h"
#include "exporter/cli/options.h"
#include "exporter/credentials/url.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/text/visible_text.h"

namespace exporter::cli {
namespace {

constexpr const char* kPath = "/-/healthy";
constexpr std::chrono::seconds kPatience{3};
constexpr int kOk = 200;
constexpr int kUnauthorized = 401;

int Tell(int status, const std::string& what) {
  std::fprintf(stderr, "metallb-pool-exporter: %s\n", text::Visible(what).c_str());
  return status;
}

// Did the server refuse us, in OpenSSL's words or in those of our own client? We take any
// certificate of its: it wants one of ours, and that is a sign of life, like 401.
bool IsRefusal(const Error& error) {
  return error.kind == ErrorKind::kTls &&
         (error.message.find(" alert ") != std::string::npos ||
          error.message.find("asked for a client certificate") != std::string::npos);
}

}  // namespace

int RunHealth(const std::string& url) {
  auto endpoint = credentials::ParseServerUrl(url);
  if (!endpoint) return Tell(app::kExitUsage, "the URL " + endpoint.error());
  credentials::Access access;
  access.endpoint = *std::move(endpoint);
  access.insecure_skip_tls_verify = true;
  kubernetes::ApiClient client(access, app::UserAgent());
  const auto response = client.Get(kPath, {.at = std::chrono::steady_clock::now() + kPatience});
  if (!response) {
    if (IsRefusal(response.error())) return app::kExitSuccess;
    if (response.error().kind == ErrorKind::kTimeout) {
      return Tell(app::kExitFailure, url + kPath + ": no whole answer within " +
                                         std::to_string(kPatience.count()) + " s");
    }
    return Tell(app::kExitFailure, response.error().message);
  }
  if (response->status == kUnauthorized) return app::kExitSuccess;
  if (response->status != kOk) {
    return Tell(app::kExitFailure, url + kPath + ": HTTP " + std::to_string(response->status));
  }
  if (response->body == app::kHealthy) return app::kExitSuccess;
  return Tell(app::kExitFailure, url + kPath + ": the answer is not that of an exporter");
}

}  // namespace exporter::cli
