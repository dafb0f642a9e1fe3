#include "exporter/kubernetes/list_client.h"

#include <cstddef>
#include <utility>

#include "exporter/credentials/redact.h"
#include "exporter/credentials/url.h"

namespace exporter::kubernetes {
namespace {

constexpr int kOk = 200;
constexpr int kBadRequest = 400;
constexpr int kNotFound = 404;
constexpr int kGone = 410;

constexpr const char* kPageSize = "limit=500";
// Of the default page size; a cluster has no such number of objects.
constexpr std::size_t kMostPages = 10'000;

Result<std::string> ReadPage(const ListRequest& request, const ListHandler& handler,
                             const Response& response) {
  if (auto json = ExpectJson(response, request.path); !json) return tl::unexpected(json.error());
  auto token = objects::ReadListPage(response.body, request.kind, request.wanted, handler.item);
  if (token) return token;
  return Fail(token.error().kind,
              request.path + ": " + credentials::Redact(token.error().message, response.secrets));
}

}  // namespace

Result<ListOutcome> ListClient::List(const ListRequest& request, const ListHandler& handler,
                                     const credentials::Deadline& deadline) {
  handler.start();
  std::set<std::string> seen;
  std::string token;
  for (std::size_t page = 0; page < kMostPages; ++page) {
    std::string query = kPageSize;
    if (!token.empty()) query += "&continue=" + credentials::PercentEncode(token);
    const auto response =
        page == 0 ? GetFirstPage(request, query, deadline) : GetPage(request, query, deadline);
    if (!response) return tl::unexpected(response.error());
    if (response->status == kGone && page > 0) return ListAtOnce(request, handler, deadline);
    if (response->status == kNotFound && page == 0) return ListOutcome::kNoSuchResource;
    if (response->status != kOk) return tl::unexpected(ErrorOf(*response, request.path));

    auto next = ReadPage(request, handler, *response);
    if (!next) return tl::unexpected(next.error());
    if (next->empty()) return ListOutcome::kComplete;
    token = *std::move(next);
    if (!seen.insert(token).second) {
      return Fail(ErrorKind::kProtocol, request.path + ": a continue token came back twice");
    }
  }
  return Fail(ErrorKind::kProtocol, request.path + ": the list does not end within " +
                                        std::to_string(kMostPages) + " pages");
}

Result<ListOutcome> ListClient::ListAtOnce(const ListRequest& request, const ListHandler& handler,
                                           const credentials::Deadline& deadline) {
  handler.start();
  const auto response = GetPage(request, "", deadline);
  if (!response) return tl::unexpected(response.error());
  if (response->status != kOk) return tl::unexpected(ErrorOf(*response, request.path));
  const auto token = ReadPage(request, handler, *response);
  if (!token) return tl::unexpected(token.error());
  if (token->empty()) return ListOutcome::kComplete;
  return Fail(ErrorKind::kProtocol, request.path + ": a page where the whole list was asked for");
}

Result<Response> ListClient::GetFirstPage(const ListRequest& request, const std::string& query,
                                          const credentials::Deadline& deadline) {
  auto response = GetPage(request, query, deadline);
  const bool selected =
      !request.field_selector.empty() && !refused_selectors_.contains(request.path);
  if (!response || response->status != kBadRequest || !selected) return response;
  // Kubernetes before 1.31 refuses spec.type. Only if the same works without it was that the
  // reason.
  refused_selectors_.insert(request.path);
  response = GetPage(request, query, deadline);
  if (!response || response->status != kOk) refused_selectors_.erase(request.path);
  return response;
}

Result<Response> ListClient::GetPage(const ListRequest& request, const std::string& query,
                                     const credentials::Deadline& deadline) {
  std::string path = request.path;
  if (!query.empty()) path += '?' + query;
  if (!request.field_selector.empty() && !refused_selectors_.contains(request.path)) {
    path += (query.empty() ? "?" : "&") +
            ("fieldSelector=" + credentials::PercentEncode(request.field_selector));
  }
  return api_.Get(path, deadline);
}

}  // namespace exporter::kubernetes
