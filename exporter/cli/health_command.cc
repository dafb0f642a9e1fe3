#include "exporter/cli/health_command.h"

#include <chrono>

#include "exporter/app/routes.h"
#include "exporter/app/version.h"
#include "exporter/cli/options.h"
#include "exporter/cli/standard_output.h"
#include "exporter/credentials/url.h"
#include "exporter/kubernetes/api_client.h"

namespace exporter::cli {
namespace {

constexpr const char* kPath = "/-/healthy";
constexpr std::chrono::seconds kTimeout{3};
constexpr int kOk = 200;
constexpr int kUnauthorized = 401;

int Report(int status, const std::string& message) {
  PrintError(message);
  return status;
}

}  // namespace

int RunHealth(const std::string& url) {
  auto endpoint = credentials::ParseServerUrl(url, "http://127.0.0.1:10472");
  if (!endpoint) return Report(app::kExitUsage, "the URL " + endpoint.error());
  credentials::Access access;
  access.endpoint = *std::move(endpoint);
  access.insecure_skip_tls_verify = true;
  kubernetes::ApiClient client(access, app::UserAgent());
  const auto response = client.Get(kPath, {.at = std::chrono::steady_clock::now() + kTimeout});
  if (!response) {
    const Error& error = response.error();
    if (error.code == ErrorCode::kClientCertificateRejected) return app::kExitSuccess;
    return Report(app::kExitFailure, error.kind == ErrorKind::kTimeout
                                         ? url + kPath + ": no complete response within " +
                                               std::to_string(kTimeout.count()) + " s"
                                         : error.message);
  }
  if (response->status == kUnauthorized) return app::kExitSuccess;
  if (response->status == kOk && response->body == app::kHealthy) return app::kExitSuccess;
  return Report(app::kExitFailure, url + kPath + ": HTTP " + std::to_string(response->status) +
                                       "; is this metallb-pool-exporter?");
}

}  // namespace exporter::cli
