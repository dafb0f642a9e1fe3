#include "exporter/sources/remote_exporter.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "exporter/credentials/url.h"
#include "exporter/kubernetes/http_status.h"
#include "exporter/text/ascii.h"

namespace exporter::sources {
namespace {

constexpr std::string_view kExampleUrl = "http://127.0.0.1:10472";
constexpr std::string_view kExampleWithPassword = "https://user:password@127.0.0.1:10472";

// The place of the host in a URL with credentials; 0 for a URL without credentials.
std::size_t HostOf(std::string_view url) {
  const std::size_t mark = url.find("://");
  if (mark == std::string_view::npos) return 0;
  const std::size_t end = std::min(url.find_first_of("/?#", mark + 3), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  return at == std::string_view::npos ? 0 : at + 1;
}

// The base URL, if the URL of the fleet's JSON was copied from a browser.
std::string_view WithoutFleetPath(std::string_view url) {
  std::string_view path = url.substr(0, url.find('?'));
  const std::string_view query = url.substr(path.size());
  if (!query.empty() && query != "?full=1") return url;
  if (path.ends_with('/')) path.remove_suffix(1);
  constexpr std::string_view kPath = kFleetPath;
  if (!path.ends_with(kPath)) return url;
  path.remove_suffix(kPath.size());
  return path;
}

}  // namespace

std::string BaseUrl(const credentials::Endpoint& endpoint) {
  return credentials::OriginOf(endpoint) + endpoint.path_prefix;
}

RemoteExporter::RemoteExporter(const credentials::Access& access, const std::string& user_agent)
    : base_url_(BaseUrl(access.endpoint)), client_(access, user_agent, kMaxJsonBytes) {}

Result<credentials::Access> RemoteExporter::ParseUrl(std::string_view url) {
  credentials::Access access;
  url = WithoutFleetPath(url);
  if (url.find_first_of("?#") != std::string_view::npos) {  // not quoted: it may be a token
    return Fail(
        ErrorKind::kConfig,
        R"(must not have a query ("?") or a fragment ("#"), which are not sent; write it as )" +
            std::string(kExampleUrl));
  }
  const std::size_t host = HostOf(url);
  if (host > 0) {
    if (text::ToLower(url.substr(0, url.find("://"))) != "https") {
      return Fail(ErrorKind::kConfig, "has a password, which is sent over https:// only");
    }
    // The same syntax, with credentials.
    const auto parsed = credentials::ParseProxyUrl(url, kExampleWithPassword);
    if (!parsed) return Fail(ErrorKind::kConfig, parsed.error());
    access.basic = parsed->credentials;
  }
  const std::string bare = host > 0 ? "https://" + std::string(url.substr(host)) : std::string(url);
  auto endpoint = credentials::ParseServerUrl(bare, kExampleUrl);
  if (!endpoint) return Fail(ErrorKind::kConfig, endpoint.error());
  access.endpoint = *std::move(endpoint);
  return access;
}

Result<RemoteExporter::Answer> RemoteExporter::GetChangedJson(
    std::string_view path, std::string_view etag, const credentials::Deadline& deadline) {
  auto response = client_.Get(path, deadline, etag);
  if (!response) return tl::unexpected(response.error());
  if (response->status == kubernetes::kNotModified && !etag.empty()) {
    return Answer{std::nullopt, std::string(etag)};
  }
  const bool is_json = kubernetes::ExpectJson(*response, path).has_value();
  if (response->status == kubernetes::kOk && is_json) {
    return Answer{std::move(response->body), std::move(response->etag)};
  }
  const std::string url = base_url_ + std::string(path);
  Error error = kubernetes::ErrorOf(*response, url);  // its message is about API servers
  error.message = url + ": HTTP " + std::to_string(response->status) +
                  (response->status == kubernetes::kUnauthorized
                       ? "; the exporter requires a user name and a password"
                       : "; is this metallb-pool-exporter?");
  return tl::unexpected(std::move(error));
}

Result<std::string> RemoteExporter::GetJson(std::string_view path,
                                            const credentials::Deadline& deadline) {
  auto answer = GetChangedJson(path, "", deadline);
  if (!answer) return tl::unexpected(answer.error());
  return *std::move(answer->json);
}

Result<remote::RemoteFleet> RemoteExporter::GetFleet(const credentials::Deadline& deadline) {
  const std::string path = std::string(kFleetPath) + "?full=1";
  const auto json = GetJson(path, deadline);
  if (!json) return tl::unexpected(json.error());
  auto fleet = remote::ReadFleet(*json);
  if (!fleet) return tl::unexpected(fleet.error().Within(base_url_ + path));
  return fleet;
}

}  // namespace exporter::sources
