// Reads whole lists from an API server, one page at a time.
//
// Source: Kubernetes API concepts, "Retrieving large results sets in chunks". resourceVersion is
// unset, so each list is consistent and shows the current state. Does not watch for changes. Used
// by one thread.

#ifndef EXPORTER_KUBERNETES_LIST_CLIENT_H_
#define EXPORTER_KUBERNETES_LIST_CLIENT_H_

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "exporter/kubernetes/api_client.h"
#include "exporter/objects/list_page.h"
#include "exporter/result/result.h"

namespace exporter::kubernetes {

struct ListRequest {
  std::string path;  // "/api/v1/services"
  std::string kind;  // "ServiceList"
  // "spec.type=LoadBalancer". The server may ignore it, so filter the items as well.
  std::string field_selector;
  std::span<const objects::WantedField> wanted;
};

struct ListHandler {
  std::function<void()> start;  // before the first item, and again when the list restarts
  objects::ItemHandler item;
  // After the last item, with the version from which the list can be watched. May be empty.
  std::function<void(std::string resource_version)> end = {};
};

enum class ListOutcome {
  kComplete,
  kNoSuchResource,  // 404: the server does not serve it
};

class ListClient {
 public:
  // `api` must outlive the client.
  explicit ListClient(ApiClient& api) : api_(api) {}

  // Reads the whole list. After an error, discard the items that the handler received.
  //
  // If the server rejects the field selector, the list is read without it, now and later. If the
  // list expires between two pages (410), it restarts with the first page, up to three times.
  // Errors: those of ApiClient::Get, ErrorOf and ReadListPage; kProtocol for a list that has too
  // many pages, repeats a continue token or expires too often.
  Result<ListOutcome> List(const ListRequest& request, const ListHandler& handler,
                           const credentials::Deadline& deadline);

  // The query parameter with the field selector of the request ("&fieldSelector=…"). Empty if the
  // request has none, or if the server rejected it.
  std::string SelectorQuery(const ListRequest& request) const;

  // Later lists send rejected field selectors again. Call if the version of the server has changed.
  void ForgetRejections() { rejected_selectors_.clear(); }

 private:
  // nullopt: the list expired after its first page.
  Result<std::optional<ListOutcome>> ListOnce(const ListRequest& request,
                                              const ListHandler& handler,
                                              const credentials::Deadline& deadline);
  // Retries without the field selector if the server rejects it.
  Result<Response> GetFirstPage(const ListRequest& request, const std::string& query,
                                const credentials::Deadline& deadline);
  Result<Response> GetPage(const ListRequest& request, const std::string& query,
                           const credentials::Deadline& deadline);

  ApiClient& api_;
  std::set<std::string> rejected_selectors_;  // the paths of these lists
};

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_LIST_CLIENT_H_
