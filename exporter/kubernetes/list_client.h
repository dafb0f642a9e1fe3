// Reads whole lists from an API server, page by page, each page dropped before the next is asked
// for.
//
// Source: Kubernetes API concepts, "Retrieving large results sets in chunks". resourceVersion is
// left unset, so that a list is a consistent one of now. One thread.

#ifndef EXPORTER_KUBERNETES_LIST_CLIENT_H_
#define EXPORTER_KUBERNETES_LIST_CLIENT_H_

#include <functional>
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
  std::string
      field_selector;  // "spec.type=LoadBalancer"; only a wish: the items must be filtered too
  std::span<const objects::WantedField> wanted;
};

struct ListHandler {
  std::function<void()> start;  // before the first item, and again whenever the list starts over
  objects::ItemHandler item;
};

enum class ListOutcome {
  kComplete,
  kNoSuchResource,  // 404: the server does not serve it
};

class ListClient {
 public:
  // `api` must outlive the client.
  explicit ListClient(ApiClient& api) : api_(api) {}

  // Reads the whole list. After an error the items that were handed on are worth nothing.
  //
  // Where a server does not know the field selector the list is read without it, and that is
  // remembered. Where it forgets a list in the middle (410) the list starts over, in one piece: a
  // count needs one consistent list. Errors: those of ApiClient::Get, of ErrorOf and of
  // ReadListPage; kProtocol for a list that does not end, or whose pages repeat.
  Result<ListOutcome> List(const ListRequest& request, const ListHandler& handler,
                           const credentials::Deadline& deadline);

  // Tries field selectors again that were refused: the server may be another by now.
  void ForgetRefusals() { refused_selectors_.clear(); }

 private:
  Result<ListOutcome> ListAtOnce(const ListRequest& request, const ListHandler& handler,
                                 const credentials::Deadline& deadline);
  // Tries without the field selector where the server refuses it.
  Result<Response> GetFirstPage(const ListRequest& request, const std::string& query,
                                const credentials::Deadline& deadline);
  Result<Response> GetPage(const ListRequest& request, const std::string& query,
                           const credentials::Deadline& deadline);

  ApiClient& api_;
  std::set<std::string> refused_selectors_;  // paths
};

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_LIST_CLIENT_H_
