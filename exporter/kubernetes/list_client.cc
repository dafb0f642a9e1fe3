#include "exporter/kubernetes/list_client.h"

#include <cstddef>
#include <utility>

#include "exporter/credentials/redact.h"
#include "exporter/credentials/url.h"
#include "exporter/kubernetes/http_status.h"

namespace exporter::kubernetes {
namespace {

constexpr const char* kPageSize = "limit=500";
// Five million objects at the page size above, more than any cluster has.
constexpr std::size_t kMaxPages = 10'000;

// True for a web page, which is from something in front of the API server.
bool IsPage(const Response& response) { return response.content_type.starts_with("text/html"); }

Result<objects::ListPageMetadata> ReadPage(const ListRequest& request, const ListHandler& handler,
                                           const Response& response) {
  if (auto json = ExpectJson(response, request.path); !json) return tl::unexpected(json.error());
  auto page = objects::ReadListPage(response.body, request.kind, request.wanted, handler.item);
  if (page) return page;
  return Fail(page.error().kind,
              request.path + ": " + credentials::Redact(page.error().message, response.secrets));
}

}  // namespace

Result<ListOutcome> ListClient::List(const ListRequest& request, const ListHandler& handler,
                                     const credentials::Deadline& deadline) {
  constexpr int kMaxAttempts = 4;
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    const auto outcome = ListOnce(request, handler, deadline);
    if (!outcome) return tl::unexpected(outcome.error());
    if (*outcome) return **outcome;
  }
  return Fail(ErrorKind::kProtocol, request.path + ": the list expired while it was read, " +
                                        std::to_string(kMaxAttempts) + " times in a row");
}

Result<std::optional<ListOutcome>> ListClient::ListOnce(const ListRequest& request,
                                                        const ListHandler& handler,
                                                        const credentials::Deadline& deadline) {
  handler.start();
  std::set<std::string> seen;
  std::string token;
  std::string resource_version;
  for (std::size_t page = 0; page < kMaxPages; ++page) {
    std::string query = kPageSize;
    if (!token.empty()) query += "&continue=" + credentials::PercentEncode(token);
    const auto response =
        page == 0 ? GetFirstPage(request, query, deadline) : GetPage(request, query, deadline);
    if (!response) return tl::unexpected(response.error());
    if (response->status == kGone && page > 0) return std::nullopt;
    if (response->status == kNotFound && page == 0 && !IsPage(*response)) {
      return ListOutcome::kNoSuchResource;
    }
    if (response->status != kOk) return tl::unexpected(ErrorOf(*response, request.path));

    auto next = ReadPage(request, handler, *response);
    if (!next) return tl::unexpected(next.error());
    if (page == 0) resource_version = std::move(next->resource_version);
    token = std::move(next->continue_token);
    if (token.empty()) {
      if (handler.end) handler.end(std::move(resource_version));
      return ListOutcome::kComplete;
    }
    if (!seen.insert(token).second) {
      return Fail(ErrorKind::kProtocol, request.path + ": the server repeated a continue token");
    }
  }
  return Fail(ErrorKind::kProtocol,
              request.path + ": more than " + std::to_string(kMaxPages) + " pages");
}

Result<Response> ListClient::GetFirstPage(const ListRequest& request, const std::string& query,
                                          const credentials::Deadline& deadline) {
  auto response = GetPage(request, query, deadline);
  const bool selected =
      !request.field_selector.empty() && !rejected_selectors_.contains(request.path);
  if (!response || response->status != kBadRequest || !selected) return response;
  // Kubernetes before 1.31 rejects spec.type. The selector was the reason for the 400 only if the
  // same request succeeds without it.
  rejected_selectors_.insert(request.path);
  response = GetPage(request, query, deadline);
  if (!response || response->status != kOk) rejected_selectors_.erase(request.path);
  return response;
}

Result<Response> ListClient::GetPage(const ListRequest& request, const std::string& query,
                                     const credentials::Deadline& deadline) {
  return api_.Get(request.path + '?' + query + SelectorQuery(request), deadline);
}

std::string ListClient::SelectorQuery(const ListRequest& request) const {
  if (request.field_selector.empty() || rejected_selectors_.contains(request.path)) return {};
  return "&fieldSelector=" + credentials::PercentEncode(request.field_selector);
}

}  // namespace exporter::kubernetes
