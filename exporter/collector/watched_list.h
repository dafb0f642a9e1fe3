// A list after which the changes of its objects can be watched.
//
// Does not watch (cluster_watch.h). Used by one thread.

#ifndef EXPORTER_COLLECTOR_WATCHED_LIST_H_
#define EXPORTER_COLLECTOR_WATCHED_LIST_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/collector/object_list.h"
#include "exporter/credentials/deadline.h"
#include "exporter/kubernetes/list_client.h"
#include "exporter/result/result.h"

namespace exporter::collector {

// The path and the version from which the changes of a list can be watched.
struct WatchStart {
  std::string path;              // "/api/v1/services"; empty: it was not listed
  std::string selector_query;    // "&fieldSelector=…"; empty: none
  std::string resource_version;  // empty: it cannot be watched
};

// "/apis/metallb.io/v1beta1/namespaces/metallb-system/bgppeers". An empty namespace: all
// namespaces.
std::string MetallbPath(std::string_view version, std::string_view name_space,
                        std::string_view resource);

// Reads a list into `list`, and sets `start` if the server serves the resource. Otherwise `start`
// is not changed. Errors and `decode`: those of ListClient::List and AppendTo.
template <typename T, typename Decode>
Result<kubernetes::ListOutcome> ReadWatchedList(kubernetes::ListClient& lists,
                                                const kubernetes::ListRequest& request,
                                                std::vector<T>& list, Decode decode,
                                                WatchStart& start,
                                                const credentials::Deadline& deadline) {
  std::string version;
  auto outcome = lists.List(request, AppendTo(list, decode, &version), deadline);
  if (outcome && *outcome == kubernetes::ListOutcome::kComplete) {
    start = {request.path, lists.SelectorQuery(request), std::move(version)};
  }
  return outcome;
}

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_WATCHED_LIST_H_
